/** One person's line to their data: puts the parts together and decides what happens in which order. */

import { Api } from "./api.js";
import { Cache, type Kept } from "./cache.js";
import { Cards } from "./cards.js";
import type { Clock } from "./clock.js";
import { Drafts } from "./drafts.js";
import type { Environment, Shared } from "./environment.js";
import { ActionError } from "./errors.js";
import { Marks } from "./marks.js";
import type { Opened } from "./opened.js";
import { Outbox } from "./outbox.js";
import type {
  Arguments,
  CommandName,
  ContactRow,
  Limits,
  MessageRow,
  ProfileRow,
  PushFrame,
  ReadyFrame,
  Reply,
  SignalFrame,
  Site,
  StreamId,
  SyncReply,
  UserId,
} from "./protocol.js";
import { readSeq } from "./reading.js";
import { ReceiptBook } from "./receipts.js";
import { seqOf, type Change, type Stream } from "./stream.js";
import { ME, Streams } from "./streams.js";
import { Syncer } from "./sync.js";
import { Transport } from "./transport.js";
import { Typists } from "./typists.js";
import type { Connection, Topic } from "./views.js";

/** The update that belongs to an acknowledgement comes with it, or was lost. */
const ROW_AFTER_ACK_MS = 300;
const CONTACT = "contact:";
const CONVERSATION = "conversation:";
/** Until the server says its own. */
const LIMITS: Limits = { frame: 65_536, body: 8_000 };

export class Session {
  readonly user: UserId;
  readonly api: Api;
  readonly streams: Streams;
  readonly syncer: Syncer;
  readonly transport: Transport;
  readonly outbox: Outbox;
  readonly cards: Cards;
  readonly cache: Cache;
  readonly receipts = new ReceiptBook();
  readonly typists: Typists;
  readonly drafts: Drafts;
  readonly readMarks: Marks;
  readonly opened = new Map<StreamId, Opened>();

  limits = LIMITS;
  site: Site | undefined;

  readonly #clock: Clock;
  readonly #shared: Shared;
  readonly #tell: (topic: Topic) => void;
  readonly #deliveredMarks: Marks;
  readonly #unwatch: () => void;
  #epoch: string | undefined;
  #end: Connection | undefined;
  /** The `ready` of the line in use. */
  #line: ReadyFrame | undefined;
  /** The first load, while it is on its way. */
  #loading: Promise<void> | undefined;
  /** We have met the server once, or know that we cannot. */
  readonly #met: Promise<void>;
  #meet = () => {};

  constructor(user: UserId, csrf: string, environment: Environment, tell: (topic: Topic) => void) {
    const { clock } = environment;
    const shared = environment.open();
    this.user = user;
    this.#clock = clock;
    this.#shared = shared;
    this.#tell = tell;
    this.api = new Api(csrf, environment.fetch);
    this.streams = new Streams(user, clock, {
      changed: (stream, changes) => this.#changed(stream, changes),
      left: (stream) => this.#left(stream),
      wants: (streams) => this.syncer.want(streams),
    });
    this.syncer = new Syncer(clock, {
      request: (have) => this.request("sync", { have }),
      versionOf: (stream) => this.streams.versionOf(stream),
      byImportance: (streams) => this.#byImportance(streams),
      apply: (reply, have) => this.#synced(reply, have),
    });
    this.transport = new Transport(clock, environment.connect, {
      connection: () => this.#connectionChanged(),
      ready: (frame) => void this.#ready(frame),
      frame: (frame) => this.#frame(frame),
    });
    this.outbox = new Outbox(clock, shared.outbox, shared.locks, {
      send: ({ stream, client_id, body, reply_to }) =>
        this.request("message.send", { stream, client_id, body, ...(reply_to === undefined ? {} : { reply_to }) }),
      versionOf: (stream) => this.streams.versionOf(stream),
      changed: (streams) => streams.forEach((stream) => this.#touch(stream)),
      acknowledged: (stream, version) => this.#acknowledged(stream, version),
      tell: () => shared.tell(),
    });
    this.cards = new Cards(clock, {
      fetch: (ids) => this.api.cards(ids),
      contact: (person) => this.streams.me.row<ContactRow>(CONTACT + person),
      changed: () => this.#tell("people"),
    });
    this.cache = new Cache(clock, shared.cache, {
      kept: () => this.#kept(),
      snapshot: (stream) => this.#find(stream)?.snapshot(),
    });
    this.typists = new Typists(clock, (stream) => this.#touch(stream));
    this.drafts = new Drafts(clock, {
      stored: (stream) => this.streams.mine(stream)?.draft ?? "",
      store: (stream, draft) => this.request("conversation.settings", { stream, draft }),
      changed: (stream) => this.#touch(stream),
    });
    this.readMarks = new Marks(clock, (stream, seq) => this.request("conversation.read", { stream, seq }));
    this.#deliveredMarks = new Marks(clock, (stream, seq) =>
      this.request("conversation.read", { stream, seq, delivered: true }),
    );
    this.#met = new Promise((resolve) => (this.#meet = resolve));
    shared.listen(() => void this.outbox.refresh());
    this.#unwatch = environment.watch({
      networkLost: () => this.transport.networkLost(),
      networkFound: () => this.transport.networkFound(),
      shown: () => this.#shown(),
      hidden: () => void this.cache.save(),
    });
  }
  // Lifecycle

  /** What is going on with the line; an end for good is not undone by itself. */
  get connection(): Connection {
    return this.#end ?? this.transport.connection;
  }

  get isLoaded(): boolean {
    return this.streams.me.version > 0;
  }

  /** Show what was kept, then connect. Resolves when there is something to show, or nothing can be had now. */
  async start(): Promise<void> {
    await this.#restore();
    await this.outbox.refresh();
    this.transport.start();
    if (!this.isLoaded) await this.#load();
  }

  stop(): void {
    this.#unwatch();
    this.transport.stop();
    this.#pause();
    for (const part of [this.outbox, this.cards, this.cache, this.typists, this.drafts]) part.stop();
    for (const marks of [this.readMarks, this.#deliveredMarks]) marks.stop();
    this.#shared.close();
  }

  /** Try again, also after an end for good. */
  reconnect(): void {
    this.#end = undefined;
    this.transport.reconnect();
  }

  /** Forget everything kept here, unsent messages too. */
  async signOut(): Promise<void> {
    this.outbox.stop();
    this.#endFor("signed-out");
    await this.cache.endAll();
  }

  /** Resolve when nothing is missing in this conversation, or when it is clear that there is no line. */
  async caughtUp(id: StreamId): Promise<void> {
    await this.#met;
    await this.syncer.settled(ME, id);
  }

  /** How far the others have read; a nicety: without it the ticks come with the next signal. */
  async loadReceipts(id: StreamId): Promise<void> {
    try {
      this.receipts.merge(id, await this.api.receipts(id));
      this.#touch(id);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
    }
  }

  request<C extends CommandName>(command: C, arguments_: Arguments<C>): Promise<Reply<C>> {
    return this.transport.request(command, arguments_);
  }

  // The line

  #connectionChanged(): void {
    if (this.connection !== "online") this.#pause();
    if (this.connection !== "online" && this.connection !== "connecting") this.#meet();
    if (this.connection === "signed-out") void this.cache.end();
    this.#tell("connection");
    this.#touchUnsent();
  }

  async #ready(frame: ReadyFrame): Promise<void> {
    if (frame.user !== this.user) return this.#endFor("reload");
    this.#line = frame;
    this.limits = frame.limits;
    this.#adopt(frame.epoch);
    this.streams.ready(frame.heads);
    if (!this.isLoaded) await this.#load();
    else this.cards.refresh();
    this.#meet();
    for (const id of this.opened.keys()) void this.loadReceipts(id);
    await this.#resume(frame);
  }

  /** Catch up with `me`, then let out what has waited for the line. */
  async #resume(frame: ReadyFrame): Promise<void> {
    this.syncer.open();
    await this.syncer.settled(ME);
    // Another line may have come and gone meanwhile; only the last one counts.
    if (this.connection !== "online" || this.#line !== frame) return;
    this.streams.dropStrangers([...this.opened.keys()]);
    this.outbox.open();
    this.drafts.open();
    for (const marks of [this.readMarks, this.#deliveredMarks]) marks.open();
  }

  #pause(): void {
    this.#line = undefined;
    for (const part of [this.syncer, this.outbox, this.drafts, this.readMarks, this.#deliveredMarks]) part.close();
  }

  #endFor(state: Connection): void {
    this.#end = state;
    this.transport.stop();
    this.#connectionChanged();
  }

  /** Somebody looks at the page: a line that died in the machine's sleep must not wait for the watchdog. */
  #shown(): void {
    this.transport.wake();
    if (this.connection === "online") {
      this.syncer.want([ME]);
      this.transport.expectWord();
    }
  }

  // Loading

  async #restore(): Promise<void> {
    const held = await this.cache.load();
    if (!held) return;
    this.#epoch = held.kept.epoch;
    this.limits = held.kept.limits;
    this.site = held.kept.site;
    this.cards.put(held.kept.cards);
    this.drafts.restore(held.kept.drafts);
    this.streams.restore(held.streams);
    this.#tellAll();
  }

  #kept(): Kept | undefined {
    if (this.#epoch === undefined || !this.isLoaded) return undefined;
    const { limits, site, cards, drafts } = this;
    return { epoch: this.#epoch, limits, cards: cards.all, drafts: drafts.unsaved, ...(site ? { site } : {}) };
  }

  /** The first load; asked for twice, it happens once. */
  #load(): Promise<void> {
    this.#loading ??= this.#bootstrap().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #bootstrap(): Promise<void> {
    try {
      const answer = await this.api.bootstrap();
      if (answer.user !== this.user) return this.#endFor("reload");
      this.#adopt(answer.epoch);
      this.limits = answer.limits;
      this.site = answer.site;
      this.cards.put(answer.users);
      this.streams.bootstrap(answer);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      else if (error.code === "signed_out") this.#endFor("signed-out");
      // The socket knows the way, too.
      else this.syncer.want([ME]);
    }
  }

  /** Another epoch: the server's data were restored from a backup; only the outbox stays good. */
  #adopt(epoch: string): void {
    const isOther = this.#epoch !== undefined && this.#epoch !== epoch;
    this.#epoch = epoch;
    if (!isOther) return;
    this.streams.clear();
    this.syncer.clear();
    this.receipts.clear();
    void this.cache.clear();
    this.syncer.want([...this.opened.keys()]);
    this.#tellAll();
  }

  #synced(reply: SyncReply, have: Record<StreamId, number>): void {
    if (reply.epoch === this.#epoch) {
      for (const frame of reply.streams) this.streams.answer(frame, have[frame.stream] ?? 0);
    } else {
      this.#adopt(reply.epoch);
      this.transport.reconnect();
    }
  }

  /** `me`, what is on screen, then what was active last. */
  #byImportance(streams: StreamId[]): StreamId[] {
    const rank = (id: StreamId) => (id === ME ? 0 : this.opened.has(id) ? 1 : 2);
    const activity = (id: StreamId) => this.#find(id)?.newestFirst().next().value?.[1].sent_at ?? "";
    const known = streams.map((id) => ({ id, rank: rank(id), activity: activity(id) }));
    known.sort((one, other) => one.rank - other.rank || (one.activity < other.activity ? 1 : -1));
    return known.map(({ id }) => id);
  }

  // What arrives

  #frame(frame: PushFrame): void {
    if (frame.type === "update") this.streams.push(frame);
    else if (frame.type === "head") this.streams.head(frame.heads);
    else this.#signal(frame);
  }

  #signal({ stream, event, ttl, user, read, delivered, card, online, seen_at }: SignalFrame): void {
    if (event === "profile" && card) {
      this.cards.put([card]);
    } else if (user !== undefined && event === "typing") {
      this.typists.heard(stream, user, ttl);
    } else if (user !== undefined && event === "presence") {
      this.cards.presence(user, online ?? false, seen_at, ttl);
    } else if (user !== undefined && event === "receipt") {
      this.receipts.merge(stream, {
        ...(read === undefined ? {} : { read: { [user]: read } }),
        ...(delivered === undefined ? {} : { delivered: { [user]: delivered } }),
      });
      this.#touch(stream);
    }
  }

  #changed(stream: Stream, changes: readonly Change[]): void {
    this.cache.mark(stream.id);
    if (stream === this.streams.me) this.#mineChanged(changes);
    else this.#conversationChanged(stream, changes);
  }

  #mineChanged(changes: readonly Change[]): void {
    const keys = changes.map(({ row }) => row.key);
    const after = (prefix: string) => keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const conversations = after(CONVERSATION);
    for (const id of conversations) this.drafts.rowCame(id);
    for (const id of conversations) this.#tell(`conversation:${id}`);
    this.cards.touch(after(CONTACT));
    for (const topic of ["me", "list", "contacts"] as const) this.#tell(topic);
  }

  #conversationChanged(stream: Stream, changes: readonly Change[]): void {
    const messages = changes.map(({ row }) => row as MessageRow).filter(({ key }) => seqOf(key) !== undefined);
    const mine = messages.filter(({ author }) => author === this.user);
    for (const { author } of messages) this.typists.stopped(stream.id, author);
    if (mine.length > 0) void this.outbox.arrived(mine.flatMap(({ client_id }) => client_id ?? []));
    void this.outbox.moved(stream.id);
    this.#markDelivered(stream, messages);
    this.#touch(stream.id);
  }

  /** Messages of the other side of a direct chat have reached this device. */
  #markDelivered(stream: Stream, messages: readonly MessageRow[]): void {
    const mine = this.streams.mine(stream.id);
    const profile = this.streams.me.row<ProfileRow>("profile");
    if (mine?.kind !== "direct" || profile?.preferences.receipts === false) return;
    const newest = Math.max(0, ...messages.filter(({ author }) => author !== this.user).map(({ key }) => seqOf(key)!));
    if (newest > readSeq(stream, mine, this.user)) this.#deliveredMarks.put(stream.id, newest);
  }

  #left(stream: StreamId): void {
    this.cache.mark(stream);
    void this.outbox.left(stream);
    this.#touch(stream);
  }

  #acknowledged(stream: StreamId, version: number): void {
    this.#clock.after(ROW_AFTER_ACK_MS, () => {
      if (this.streams.versionOf(stream) < version) this.syncer.want([stream]);
    });
  }

  // Telling

  #touch(stream: StreamId): void {
    this.#tell("list");
    this.#tell(`conversation:${stream}`);
  }

  /** Whether they wait or are being sent depends on the line. */
  #touchUnsent(): void {
    for (const stream of this.outbox.streams) this.#touch(stream);
  }

  #tellAll(): void {
    for (const topic of ["me", "list", "contacts", "people"] as const) this.#tell(topic);
    for (const id of this.opened.keys()) this.#tell(`conversation:${id}`);
  }

  #find(id: StreamId): Stream | undefined {
    return id === ME ? this.streams.me : this.streams.conversation(id);
  }
}
