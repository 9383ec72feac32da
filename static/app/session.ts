/** One person's line to their data: loads, connects, catches up, and decides what happens in which order. */

import { Arrivals } from "./arrivals.js";
import type { Kept } from "./cache.js";
import type { Environment, PageEvents } from "./environment.js";
import { ActionError } from "./errors.js";
import { Parts } from "./parts.js";
import type { Bootstrap, Heads, Limits, Site, StreamId, SyncReply, UserId } from "./protocol.js";
import { ME } from "./streams.js";
import type { Greeting } from "./transport.js";
import type { Connection, Topic } from "./views.js";

/** Until the server says its own. */
const LIMITS: Limits = { frame: 65_536, body: 8_000 };
const LIST_TOPICS = ["me", "list", "contacts", "people"] as const;

export class Session {
  readonly parts: Parts;
  limits = LIMITS;
  site: Site | undefined;

  readonly #tell: (topic: Topic) => void;
  readonly #arrivals: Arrivals;
  readonly #unwatch: () => void;
  #epoch: string | undefined;
  #end: Connection | undefined;
  #knowsEmoji = false;
  /** The line in use, by what it said first. */
  #line: Greeting | undefined;
  /** The first load, while it is on its way. */
  #loading: Promise<void> | undefined;
  /** We have met the server once, or know that we cannot. */
  readonly #met: Promise<void>;
  #meet = () => {};

  constructor(user: UserId, csrf: string, environment: Environment, tell: (topic: Topic) => void) {
    this.#tell = tell;
    this.#met = new Promise((resolve) => (this.#meet = resolve));
    this.parts = new Parts(user, csrf, environment, {
      connectionChanged: () => this.#connectionChanged(),
      ready: (greeting) => void this.#ready(greeting),
      synced: (reply, have) => this.#synced(reply, have),
      byImportance: (streams) => this.#byImportance(streams),
      kept: () => this.#kept(),
      frame: (frame) => this.#arrivals.frame(frame),
      changed: (stream, changes) => this.#arrivals.changed(stream, changes),
      left: (stream) => this.#arrivals.left(stream),
      acknowledged: (stream, version) => this.#arrivals.acknowledged(stream, version),
      touched: (stream) => this.#arrivals.touched(stream),
      peopleChanged: () => this.#tell("people"),
      waitingChanged: () => this.#tell("me"),
    });
    this.#arrivals = new Arrivals(this.parts, tell);
    this.#unwatch = environment.watch(this.#pageEvents());
  }

  /** What is going on with the line; an end for good is not undone by itself. */
  get connection(): Connection {
    return this.#end ?? this.parts.line.connection;
  }

  get isLoaded(): boolean {
    return this.parts.streams.me.version > 0;
  }

  /** Show what was kept, then connect. Resolves when there is something to show, or nothing can be had now. */
  async start(): Promise<void> {
    await this.#restore();
    await this.parts.outbox.refresh();
    this.parts.line.start();
    if (!this.isLoaded) await this.#load();
  }

  stop(): void {
    this.#unwatch();
    this.parts.stop();
  }

  /** Try again, also after an end for good. */
  reconnect(): void {
    this.#end = undefined;
    this.parts.line.reconnect();
  }

  /** Forget everything kept here, unsent messages too. */
  async signOut(): Promise<void> {
    this.parts.outbox.stop();
    this.#endFor("signed-out");
    await this.parts.cache.endAll();
  }

  /** Resolve when nothing is missing in this conversation, or when it is clear that there is no line. */
  async caughtUp(id: StreamId): Promise<void> {
    await this.#met;
    await this.parts.syncer.settled(ME, id);
  }

  /** How far the others have read. */
  loadReceipts(id: StreamId): Promise<void> {
    return this.#arrivals.loadReceipts(id);
  }

  // The line

  #pageEvents(): PageEvents {
    const { line } = this.parts;
    return {
      networkLost: () => line.networkLost(),
      networkFound: () => line.networkFound(),
      shown: () => this.#shown(),
      hidden: () => this.#hidden(),
    };
  }

  #connectionChanged(): void {
    if (this.connection !== "online") this.#pause();
    if (this.connection !== "online" && this.connection !== "connecting") this.#meet();
    if (this.connection === "signed-out") void this.parts.cache.end();
    this.#tell("connection");
    // Whether they wait or are being sent depends on the line.
    for (const stream of this.parts.outbox.streams) this.#arrivals.touched(stream);
  }

  async #ready(greeting: Greeting): Promise<void> {
    const { epoch, heads, user = this.parts.user, limits = this.limits } = greeting;
    if (user !== this.parts.user) return this.#endFor("reload");
    this.#line = greeting;
    this.limits = limits;
    this.#adopt(epoch);
    this.#repeatReadMarks(heads);
    if (this.isLoaded && !this.#knowsEmoji) void this.#loadEmoji();
    this.parts.streams.ready(heads);
    if (!this.isLoaded) await this.#load();
    else this.parts.cards.refresh();
    this.#meet();
    // What is still being opened asks for itself when it is.
    for (const [id, { isFixed }] of this.parts.opened) if (isFixed) void this.loadReceipts(id);
    await this.#resume(greeting);
  }

  /** Catch up with `me`, then let out what has waited for the line. */
  async #resume(greeting: Greeting): Promise<void> {
    const { streams, syncer, opened, outbox, drafts, reactions, readMarks, deliveredMarks } = this.parts;
    // Other lines may have come and gone while we waited; only the last one counts.
    if (this.#line !== greeting) return;
    syncer.open();
    await syncer.settled(ME);
    if (this.#line !== greeting) return;
    streams.dropStrangers([...opened.keys()]);
    for (const part of [outbox, drafts, reactions, readMarks, deliveredMarks]) part.open();
  }

  #pause(): void {
    const { syncer, outbox, drafts, reactions, readMarks, deliveredMarks } = this.parts;
    this.#line = undefined;
    for (const part of [syncer, outbox, drafts, reactions, readMarks, deliveredMarks]) part.close();
  }

  #endFor(state: Connection): void {
    this.#end = state;
    this.parts.line.stop();
    this.#connectionChanged();
  }

  /** Somebody looks at the page: a line that died in the machine's sleep must not wait for the watchdog. */
  #shown(): void {
    const { line, syncer } = this.parts;
    line.wake();
    if (this.connection === "online") {
      syncer.want([ME]);
      line.expectWord();
    }
  }

  /** It may be the last we hear: what the drafts have sent out need not be kept. */
  #hidden(): void {
    this.parts.drafts.hidden();
    void this.parts.cache.save();
  }

  /** What was read here without a line, in an earlier visit perhaps, the server does not know yet. */
  #repeatReadMarks(heads: Heads): void {
    for (const [id, [, , read = 0]] of Object.entries(heads)) {
      const held = this.parts.streams.conversation(id)?.readSeq ?? 0;
      if (held > read) this.parts.readMarks.put(id, held);
    }
  }

  // Loading

  async #restore(): Promise<void> {
    const held = await this.parts.cache.load();
    if (!held) return;
    const { kept, streams } = held;
    this.#epoch = kept.epoch;
    this.limits = kept.limits;
    this.site = kept.site;
    this.parts.cards.keep(kept.cards);
    this.parts.drafts.restore(kept.drafts);
    this.parts.emoji.restore(kept.emoji);
    this.parts.played.restore(kept.played);
    this.parts.seeking.restore(kept.wish);
    this.parts.streams.restore(streams);
    this.#tellAll();
  }

  #kept(): Kept | undefined {
    if (this.#epoch === undefined || !this.isLoaded) return undefined;
    const { cards, drafts, emoji, played, seeking } = this.parts;
    const { limits, site } = this;
    const mine = { drafts: drafts.unsaved, emoji: emoji.kept, played: played.kept, wish: seeking.wish };
    return { epoch: this.#epoch, limits, cards: cards.all, ...mine, ...(site ? { site } : {}) };
  }

  /** The first load; asked for twice, it happens once. */
  #load(): Promise<void> {
    this.#loading ??= this.#bootstrap().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #bootstrap(): Promise<void> {
    try {
      const answer = await this.parts.api.bootstrap();
      if (answer.user !== this.parts.user) return this.#endFor("reload");
      this.#adopt(answer.epoch);
      this.limits = answer.limits;
      this.site = answer.site;
      this.parts.cards.put(answer.users);
      this.#setEmoji(answer.emoji);
      this.parts.streams.bootstrap(answer);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      else if (error.code === "signed_out") this.#endFor("signed-out");
      // The socket knows the way, too.
      else this.parts.syncer.want([ME]);
    }
  }

  /** What was kept from last time may be old. */
  async #loadEmoji(): Promise<void> {
    try {
      this.#setEmoji(await this.parts.api.emoji());
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
    }
  }

  #setEmoji(emoji: Bootstrap["emoji"]): void {
    this.#knowsEmoji = true;
    this.parts.emoji.setOwn(emoji);
  }

  /** Another epoch: the server's data were restored from a backup; only the outbox stays good. */
  #adopt(epoch: string): void {
    const isOther = this.#epoch !== undefined && this.#epoch !== epoch;
    this.#epoch = epoch;
    if (isOther) this.#startCold();
  }

  #startCold(): void {
    const { streams, syncer, receipts, cache, opened } = this.parts;
    streams.clear();
    syncer.clear();
    receipts.clear();
    void cache.clear();
    syncer.want([...opened.keys()]);
    this.#tellAll();
  }

  #synced(reply: SyncReply, have: Record<StreamId, number>): void {
    if (reply.epoch === this.#epoch) {
      for (const frame of reply.streams) this.parts.streams.answer(frame, have[frame.stream] ?? 0);
    } else {
      this.#adopt(reply.epoch);
      this.reconnect();
    }
  }

  /** `me`, what is on screen, then what was active last. */
  #byImportance(streams: StreamId[]): StreamId[] {
    const rank = (id: StreamId) => (id === ME ? 0 : this.parts.opened.has(id) ? 1 : 2);
    const activity = (id: StreamId) => this.parts.streams.find(id)?.newestFirst().next().value?.[1].sent_at ?? "";
    const known = streams.map((id) => ({ id, rank: rank(id), activity: activity(id) }));
    known.sort((one, other) => one.rank - other.rank || (one.activity < other.activity ? 1 : -1));
    return known.map(({ id }) => id);
  }

  #tellAll(): void {
    for (const topic of LIST_TOPICS) this.#tell(topic);
    for (const id of this.parts.opened.keys()) this.#tell(`conversation:${id}`);
  }
}
