/** All streams of one person: routes frames to them and knows which of them have to be synced. */

import type { Clock } from "./clock.js";
import type {
  Bootstrap,
  ConversationRow,
  Heads,
  ResetFrame,
  Row,
  StreamFrame,
  StreamId,
  UpdateFrame,
  UserId,
} from "./protocol.js";
import { Stream, type Change, type Snapshot } from "./stream.js";

export const ME = "me";
const CONVERSATION = "conversation:";
/** A frame that overtook another is usually followed by it; only then is it worth asking. */
const GAP_MS = 300;

export interface StreamsListener {
  /** These rows of the stream changed; none: its heads did, or rows went without a word. */
  changed(stream: Stream, changes: readonly Change[]): void;
  /** I am out of it, or it is nothing of mine: unsent messages for it are of no use. */
  left(stream: StreamId): void;
  /** Ask the server for these, in the order the syncer finds best. */
  wants(streams: readonly StreamId[]): void;
}

export class Streams {
  me: Stream;
  readonly #conversations = new Map<StreamId, Stream>();
  readonly #gaps = new Map<StreamId, () => void>();
  readonly #user: UserId;
  readonly #clock: Clock;
  readonly #listener: StreamsListener;

  constructor(user: UserId, clock: Clock, listener: StreamsListener) {
    this.#user = user;
    this.me = new Stream(ME, user);
    this.#clock = clock;
    this.#listener = listener;
  }

  // Questions

  /** The conversations of which anything is held or known. */
  get conversations(): IterableIterator<Stream> {
    return this.#conversations.values();
  }

  find(id: StreamId): Stream | undefined {
    return id === ME ? this.me : this.#conversations.get(id);
  }

  conversation(id: StreamId): Stream | undefined {
    return this.#conversations.get(id);
  }

  /** My row of a conversation, whether I am still in it or not. */
  mine(id: StreamId): ConversationRow | undefined {
    return this.me.row<ConversationRow>(CONVERSATION + id);
  }

  /** Conversations of the list: a row of mine, neither left nor still waiting at the door. */
  *listed(): Generator<[StreamId, ConversationRow]> {
    for (const row of this.me.rows<ConversationRow>(CONVERSATION)) {
      if (isIn(row)) yield [idOf(row), row];
    }
  }

  versionOf(id: StreamId): number {
    return this.find(id)?.version ?? 0;
  }

  // What arrives

  /** The heads of `ready`: what is held and differs is asked for, `me` always comes first (the syncer's order). */
  ready(heads: Heads): void {
    const wanted = Object.entries(heads)
      .filter(([id, [version]]) => version < this.versionOf(id))
      .map(([id]) => id);
    this.#listener.wants([...wanted, ...this.#raise(heads)]);
  }

  head(heads: Heads): void {
    this.#listener.wants(this.#raise(heads));
  }

  /** A live update. */
  push(frame: UpdateFrame): void {
    if (this.mine(frame.stream)?.left) return;
    const stream = this.#open(frame.stream);
    this.#update(stream, frame);
    if (stream.hasGap && stream.version === 0) this.#listener.wants([stream.id]);
    else if (stream.hasGap) this.#watchGap(stream);
  }

  /** One object of the reply to a sync that said `have`. */
  answer(frame: StreamFrame, have: number): void {
    if (frame.type === "gone") {
      this.#leave(frame.stream);
    } else if (!this.mine(frame.stream)?.left) {
      const stream = this.#open(frame.stream);
      if (frame.type === "update") this.#update(stream, frame);
      else this.#reset(stream, frame, have);
    }
  }

  /** The first load: `me` at its version, previews of the others and their heads. */
  bootstrap({ me, conversations }: Bootstrap): void {
    const applied: Change[] = [];
    if (!this.me.reset(me, 0, applied)) this.me.upsert(me.rows, applied);
    this.#listener.changed(this.me, applied);
    for (const { stream: id, head, rows } of conversations) {
      const stream = this.#open(id);
      stream.raise(head);
      this.upsert(stream, rows);
    }
  }

  /** Rows of one conversation fetched by HTTP. */
  upsert(stream: Stream, rows: readonly Row[]): void {
    const applied: Change[] = [];
    stream.upsert(rows, applied);
    this.#listener.changed(stream, applied);
  }

  /** What was kept from the last visit. */
  restore(snapshots: readonly Snapshot[]): void {
    for (const snapshot of snapshots) {
      if (snapshot.stream === ME) this.me.reset(snapshot, 0, []);
      else this.#conversations.set(snapshot.stream, Stream.from(snapshot, this.#user));
    }
  }

  // What goes

  /** Once `me` is complete: drop what has no row in it, but for those on screen. */
  dropStrangers(shown: readonly StreamId[]): void {
    for (const id of [...this.#conversations.keys()]) {
      if (!this.mine(id) && !shown.includes(id)) this.#drop(id);
    }
  }

  /** The server's data are other data now: start cold. */
  clear(): void {
    for (const cancel of this.#gaps.values()) cancel();
    this.#gaps.clear();
    this.#conversations.clear();
    this.me = new Stream(ME, this.#user);
  }

  // Helpers

  #open(id: StreamId): Stream {
    let stream = this.find(id);
    if (!stream) this.#conversations.set(id, (stream = new Stream(id, this.#user)));
    return stream;
  }

  #update(stream: Stream, frame: UpdateFrame): void {
    const applied: Change[] = [];
    stream.update(frame, applied);
    this.#listener.changed(stream, applied);
    if (stream === this.me) this.#follow(applied);
  }

  #reset(stream: Stream, frame: ResetFrame, have: number): void {
    const applied: Change[] = [];
    const done = stream.reset(frame, have, applied);
    this.#listener.changed(stream, applied);
    if (done && stream === this.me) this.#listener.wants(this.#unseen());
  }

  /** My rows say where I have come in and where I am out. */
  #follow(changes: readonly Change[]): void {
    for (const { row, before } of changes.filter((change) => change.row.key.startsWith(CONVERSATION))) {
      const id = idOf(row);
      if (isIn(row) && !isIn(before) && this.versionOf(id) === 0) this.#listener.wants([id]);
      else if (!isIn(row)) this.#leave(id);
    }
  }

  #leave(id: StreamId): void {
    this.#drop(id);
    this.#listener.left(id);
  }

  #drop(id: StreamId): void {
    this.#gaps.get(id)?.();
    this.#gaps.delete(id);
    this.#conversations.delete(id);
  }

  /** Conversations of the list of which there is not even a preview. */
  #unseen(): StreamId[] {
    return [...this.listed()].map(([id]) => id).filter((id) => !this.conversation(id)?.lastSeq);
  }

  #watchGap(stream: Stream): void {
    if (this.#gaps.has(stream.id)) return;
    const cancel = this.#clock.after(GAP_MS, () => {
      this.#gaps.delete(stream.id);
      if (stream.hasGap) this.#listener.wants([stream.id]);
    });
    this.#gaps.set(stream.id, cancel);
  }

  /** Merge heads; returns what they show to be behind. The first head of a stream held at 0 only makes it known. */
  #raise(heads: Heads): StreamId[] {
    const behind: StreamId[] = [];
    for (const [id, head] of Object.entries(heads).filter(([id]) => !this.mine(id)?.left)) {
      const stream = this.#open(id);
      const known = stream.knownVersion;
      stream.raise(head);
      if (stream.version > 0 || id === ME ? stream.isBehind : known !== undefined && head[0] > known) behind.push(id);
      this.#listener.changed(stream, []);
    }
    return behind;
  }
}

function idOf(row: Row): StreamId {
  return row.key.slice(CONVERSATION.length);
}

function isIn(row: Row | undefined): boolean {
  const mine = row as ConversationRow | undefined;
  return mine !== undefined && !mine.gone && !mine.left && !mine.waiting;
}
