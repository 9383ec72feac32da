/** The parts of a session, each made once and connected with those it needs. */

import { Api } from "./api.js";
import { Cache, type Kept } from "./cache.js";
import { Cards } from "./cards.js";
import { Crowd } from "./crowd.js";
import type { Clock } from "./clock.js";
import { Drafts } from "./drafts.js";
import type { Environment, Shared } from "./environment.js";
import { EmojiHabits } from "./emoji/habits.js";
import { EventsTransport } from "./events.js";
import { Http } from "./http.js";
import { Line } from "./line.js";
import { Marks } from "./marks.js";
import type { Opened } from "./opened.js";
import { Outbox } from "./outbox.js";
import { Played } from "./played.js";
import { PollsTransport } from "./polls.js";
import type { ContactRow, ProfileRow, PushFrame, StreamId, SyncReply, UserId } from "./protocol.js";
import { Reactions } from "./reactions.js";
import { ReceiptBook } from "./receipts.js";
import { Seeking } from "./seeking.js";
import { SocketTransport } from "./socket.js";
import type { Change, Stream } from "./stream.js";
import { ME, Streams } from "./streams.js";
import { Syncer } from "./sync.js";
import type { Greeting, Way } from "./transport.js";
import { Typists } from "./typists.js";

const CONTACT = "contact:";
const PROFILE = "profile";

/** What the parts cannot decide among themselves. */
export interface PartsListener {
  connectionChanged(): void;
  ready(greeting: Greeting): void;
  frame(frame: PushFrame): void;
  synced(reply: SyncReply, have: Record<StreamId, number>): void;
  changed(stream: Stream, changes: readonly Change[]): void;
  left(stream: StreamId): void;
  acknowledged(stream: StreamId, version: number): void;
  byImportance(streams: StreamId[]): StreamId[];
  /** What is shown of a conversation has changed, its rows apart. */
  touched(stream: StreamId): void;
  peopleChanged(): void;
  /** Another number of people seek somebody. */
  waitingChanged(): void;
  kept(): Kept | undefined;
}

export class Parts {
  readonly user: UserId;
  readonly clock: Clock;
  readonly api: Api;
  readonly streams: Streams;
  readonly syncer: Syncer;
  readonly line: Line;
  readonly outbox: Outbox;
  readonly cards: Cards;
  readonly cache: Cache;
  readonly receipts = new ReceiptBook();
  readonly typists: Typists;
  readonly drafts: Drafts;
  readonly reactions: Reactions;
  readonly crowd: Crowd;
  readonly emoji: EmojiHabits;
  readonly played: Played;
  readonly seeking: Seeking;
  readonly readMarks: Marks;
  readonly deliveredMarks: Marks;
  /** The conversations on screen. */
  readonly opened = new Map<StreamId, Opened>();
  readonly #http: Http;
  readonly #shared: Shared;

  constructor(user: UserId, csrf: string, environment: Environment, listener: PartsListener) {
    const { clock } = environment;
    this.user = user;
    this.clock = clock;
    this.#shared = environment.open();
    this.#http = new Http(user, csrf, environment.fetch);
    this.api = new Api(this.#http);
    this.line = new Line(clock, this.#ways(environment), {
      connection: () => listener.connectionChanged(),
      ready: (greeting) => listener.ready(greeting),
      frame: (frame) => listener.frame(frame),
      synced: (reply, have) => listener.synced(reply, have),
    });
    this.streams = new Streams(user, clock, {
      changed: (stream, changes) => listener.changed(stream, changes),
      left: (stream) => listener.left(stream),
      wants: (streams) => this.syncer.want(streams),
    });
    this.syncer = new Syncer(clock, {
      request: (have) => this.line.request("sync", { have }),
      versionOf: (stream) => this.streams.versionOf(stream),
      byImportance: (streams) => listener.byImportance(streams),
      apply: (reply, have) => listener.synced(reply, have),
    });
    this.outbox = this.#makeOutbox(listener);
    this.cards = new Cards(clock, {
      fetch: (ids) => this.api.cards(ids),
      contact: (person) => this.streams.me.row<ContactRow>(CONTACT + person),
      profile: (person) => (person === user ? this.streams.me.row<ProfileRow>(PROFILE) : undefined),
      changed: () => listener.peopleChanged(),
    });
    this.cache = new Cache(clock, this.#shared.cache, {
      kept: () => listener.kept(),
      snapshot: (stream) => this.streams.find(stream)?.snapshot(),
    });
    this.typists = new Typists(clock, (stream) => listener.touched(stream));
    this.crowd = new Crowd(clock, (stream) => listener.touched(stream));
    this.drafts = this.#makeDrafts(listener);
    this.reactions = new Reactions(clock, {
      send: (wish) => this.line.request("message.react", wish),
      versionOf: (stream) => this.streams.versionOf(stream),
      acknowledged: (stream, version) => listener.acknowledged(stream, version),
      changed: (stream) => listener.touched(stream),
    });
    this.emoji = new EmojiHabits(() => this.cache.mark(), () => listener.peopleChanged());
    this.played = new Played(() => this.cache.mark());
    this.seeking = new Seeking(clock, () => listener.waitingChanged(), () => this.cache.mark());
    this.readMarks = this.#makeMarks({});
    this.deliveredMarks = this.#makeMarks({ delivered: true });
  }

  stop(): void {
    const { line, outbox, cards, cache, typists, crowd, drafts, reactions, seeking, readMarks, deliveredMarks } = this;
    const stopped = [line, outbox, cards, cache, typists, crowd, drafts, reactions, seeking, readMarks, deliveredMarks];
    for (const part of stopped) part.stop();
    this.syncer.close();
    this.#shared.close();
  }

  /** The best first. */
  #ways({ clock, connect, listen }: Environment): Way[] {
    return [
      (events) => new SocketTransport(clock, connect, events),
      (events) => new EventsTransport(clock, this.#http, listen, events),
      (events) => new PollsTransport(clock, this.#http, { have: () => this.#inSight() }, events),
    ];
  }

  /** The versions of `me` and of what is held of the conversations on screen. */
  #inSight(): Record<StreamId, number> {
    const held = [...this.opened.keys()].filter((id) => this.streams.versionOf(id) > 0);
    return Object.fromEntries([ME, ...held].map((id) => [id, this.streams.versionOf(id)]));
  }

  #makeOutbox(listener: PartsListener): Outbox {
    const { outbox, locks, tell, listen } = this.#shared;
    const made = new Outbox(this.clock, outbox, locks, {
      send: ({ stream, client_id, body, said, reply_to, mentions }) =>
        this.line.request("message.send", {
          stream,
          client_id,
          ...said,
          ...(body ? { body } : {}),
          ...(reply_to === undefined ? {} : { reply_to }),
          ...(mentions?.length ? { mentions } : {}),
        }),
      versionOf: (stream) => this.streams.versionOf(stream),
      changed: (streams) => streams.forEach((stream) => listener.touched(stream)),
      acknowledged: (stream, version) => listener.acknowledged(stream, version),
      tell,
    });
    listen(() => void made.refresh());
    return made;
  }

  #makeDrafts(listener: PartsListener): Drafts {
    return new Drafts(this.clock, {
      row: (stream) => this.streams.mine(stream),
      store: (stream, draft) => this.line.request("conversation.settings", { stream, draft }),
      leave: (stream, draft) => this.#http.command("conversation.settings", { stream, draft }, { keepalive: true }),
      changed: (stream) => {
        this.cache.mark();
        listener.touched(stream);
      },
    });
  }

  #makeMarks(kind: { delivered?: true }): Marks {
    return new Marks(this.clock, (stream, seq) =>
      this.line.request("conversation.read", { stream, seq, ...kind }),
    );
  }
}
