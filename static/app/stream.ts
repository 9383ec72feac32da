/** One stream: its rows, its version, and the rules R1 to R3 of docs/protocol.md. */

import type { Head, InfoRow, MessageRow, ResetFrame, Row, StreamId, UpdateFrame, UserId } from "./protocol.js";
import { runAt, withoutRun, withRun, type Run } from "./runs.js";

const MESSAGE = "message:";
/** More than this many updates behind a gap are not worth holding: the sync brings them again. */
const MAX_HELD = 200;
/** As many messages as a reset carries. */
const KEPT_MESSAGES = 50;

export type Outcome = "applied" | "dropped" | "held";

/** A row that changed something, and what it replaced. */
export interface Change {
  row: Row;
  before: Row | undefined;
}

/** What is kept between two visits: as complete, from `first_seq` on, as a reset would be. */
export interface Snapshot {
  stream: StreamId;
  version: number;
  known_version: number;
  last_seq: number;
  read_seq: number;
  first_seq?: number;
  rows: Row[];
}

export class Stream {
  readonly id: StreamId;
  /** Everything up to here is held; 0: nothing, or only a preview. */
  version = 0;
  /** The highest version heard of; undefined before the first head. */
  knownVersion: number | undefined;
  /** Rises with every reset: a page asked for before one is out of date. */
  generation = 0;

  #lastSeq = 0;
  #readSeq = 0;
  #rows = new Map<string, Row>();
  #messages = new Map<number, MessageRow>();
  #seqs: number[] = [];
  #runs: Run[] = [];
  #held: UpdateFrame[] = [];
  readonly #user: UserId;
  readonly #mine = new Set<string>();

  /** `user`: whose client this is. */
  constructor(id: StreamId, user: UserId) {
    this.id = id;
    this.#user = user;
  }

  // Questions

  row<R extends Row>(key: string): R | undefined {
    const row = this.#rows.get(key);
    return row === undefined || row.gone ? undefined : (row as R);
  }

  /** All rows but messages whose key begins with `prefix`, without those that are gone. */
  *rows<R extends Row>(prefix: string): Generator<R> {
    for (const [key, row] of this.#rows) {
      if (key.startsWith(prefix) && !row.gone) yield row as R;
    }
  }

  message(seq: number): MessageRow | undefined {
    const message = this.#messages.get(seq);
    return message === undefined || message.gone ? undefined : message;
  }

  /** Messages held with `from <= seq <= to`, by seq. */
  messages(from: number, to: number): MessageRow[] {
    const start = this.#position(from);
    const found: MessageRow[] = [];
    for (let index = start; index < this.#seqs.length && this.#seqs[index]! <= to; index += 1) {
      const message = this.message(this.#seqs[index]!);
      if (message) found.push(message);
    }
    return found;
  }

  /** The messages held, newest first. */
  *newestFirst(): Generator<[number, MessageRow]> {
    for (let index = this.#seqs.length - 1; index >= 0; index -= 1) {
      const seq = this.#seqs[index]!;
      const message = this.message(seq);
      if (message) yield [seq, message];
    }
  }

  /** Is the message with this `client_id` of mine among the rows? */
  hasMine(clientId: string): boolean {
    return this.#mine.has(clientId);
  }

  get lastSeq(): number {
    return Math.max(this.#lastSeq, this.#seqs.at(-1) ?? 0);
  }

  /** As the heads say; the `conversation:` row and own messages may know better. */
  get readSeq(): number {
    return this.#readSeq;
  }

  get isBehind(): boolean {
    return this.knownVersion !== undefined && this.knownVersion > this.version;
  }

  get hasGap(): boolean {
    return this.#held.length > 0;
  }

  /** The run around `seq`; without it, the one that goes on with what arrives. */
  run(seq?: number): Run | undefined {
    return runAt(this.#runs, seq ?? Infinity);
  }

  // Changes; `applied` collects what they did, so that nobody else has to compare rows.

  /** R1 for one update. */
  update(frame: UpdateFrame, applied: Change[]): Outcome {
    this.#hear(frame.version, frame.last_seq);
    if (frame.version <= this.version) return "dropped";
    if (frame.prev > this.version) {
      if (this.#held.length < MAX_HELD) this.#held.push(frame);
      return "held";
    }
    this.#apply(frame, applied);
    this.#release(applied);
    return "applied";
  }

  /**
   * Replace everything by `frame`, the answer to a sync from version `have`; false if it comes too late.
   * Held updates that go on from it follow at once.
   */
  reset(frame: Omit<ResetFrame, "type" | "stream">, have: number, applied: Change[]): boolean {
    if (frame.version <= this.version && this.version !== have) return false;
    this.generation += 1;
    this.version = this.knownVersion = frame.version;
    this.#lastSeq = frame.last_seq ?? 0;
    this.#readSeq = frame.read_seq ?? 0;
    this.#rows.clear();
    this.#messages.clear();
    this.#mine.clear();
    this.#seqs = [];
    this.#runs = frame.first_seq === undefined ? [] : [{ from: frame.first_seq, to: Infinity }];
    for (const row of frame.rows) this.#put(row, applied);
    this.#release(applied);
    return true;
  }

  /** R2 for rows fetched by HTTP: they never move the version. */
  upsert(rows: readonly Row[], applied: Change[]): void {
    for (const row of rows) this.#put(row, applied);
  }

  /** Everything visible from `from` to `to` is now held. */
  addRun(from: number, to: number): void {
    if (from <= to) this.#runs = withRun(this.#runs, { from, to });
  }

  /** Let go of messages that can be fetched again. Pins stay, and marks of what is gone. */
  forget(from: number, to: number): void {
    if (from > to) return;
    const pinned = this.row<InfoRow>("info")?.pinned ?? [];
    const isKept = (seq: number) => seq < from || seq > to || this.#messages.get(seq)!.gone || pinned.includes(seq);
    for (const seq of this.#seqs) if (!isKept(seq)) this.#messages.delete(seq);
    this.#seqs = this.#seqs.filter((seq) => this.#messages.has(seq));
    this.#runs = withoutRun(this.#runs, { from, to });
  }

  /** Let go of all messages but the newest. */
  shrink(): void {
    const oldest = this.#seqs.at(-KEPT_MESSAGES);
    if (oldest !== undefined) this.forget(0, oldest - 1);
  }

  /** A head only raises, field by field. */
  raise([version, lastSeq, readSeq]: Head): void {
    this.#hear(version, lastSeq);
    this.#readSeq = Math.max(this.#readSeq, readSeq ?? 0);
  }

  /** I have read up to here: known before any head says so. */
  raiseRead(seq: number): void {
    this.#readSeq = Math.max(this.#readSeq, seq);
  }

  // Keeping

  snapshot(): Snapshot {
    const live = this.run();
    const kept = this.#seqs.slice(-KEPT_MESSAGES);
    const oldest = kept.length < this.#seqs.length ? kept[0]! : 0;
    const rows: Row[] = [...this.rows(""), ...this.messages(oldest, Infinity)];
    return {
      stream: this.id,
      version: this.version,
      known_version: this.knownVersion ?? this.version,
      last_seq: this.lastSeq,
      read_seq: this.#readSeq,
      ...(live ? { first_seq: Math.max(live.from, oldest) } : {}),
      rows,
    };
  }

  static from(snapshot: Snapshot, user: UserId): Stream {
    const stream = new Stream(snapshot.stream, user);
    stream.reset(snapshot, 0, []);
    stream.knownVersion = snapshot.known_version;
    return stream;
  }

  // Helpers

  #hear(version: number, lastSeq = 0): void {
    this.knownVersion = Math.max(this.knownVersion ?? 0, version);
    this.#lastSeq = Math.max(this.#lastSeq, lastSeq);
  }

  #apply(frame: UpdateFrame, applied: Change[]): void {
    // Born while we watched: there is nothing before the first message.
    if (this.version === 0) this.addRun(1, Infinity);
    for (const row of frame.rows) this.#put(row, applied);
    this.version = frame.version;
  }

  /** Apply held updates as far as they go on without a gap. */
  #release(applied: Change[]): void {
    const waiting = this.#held.sort((one, other) => one.prev - other.prev);
    this.#held = [];
    for (const frame of waiting) {
      if (frame.prev > this.version) this.#held.push(frame);
      else if (frame.version > this.version) this.#apply(frame, applied);
    }
  }

  /** R2. A row that is gone stays as a mark, so that an older copy of it cannot come back. */
  #put(row: Row, applied: Change[]): void {
    const seq = seqOf(row.key);
    const held = seq === undefined ? this.#rows.get(row.key) : this.#messages.get(seq);
    if (held && held.version >= row.version) return;
    if (seq === undefined) this.#rows.set(row.key, row);
    else this.#putMessage(seq, row as MessageRow);
    applied.push({ row, before: held });
  }

  #putMessage(seq: number, message: MessageRow): void {
    if (!this.#messages.has(seq)) this.#seqs.splice(this.#position(seq), 0, seq);
    this.#messages.set(seq, message);
    if (message.author === this.#user && message.client_id) this.#mine.add(message.client_id);
  }

  /** The first place whose seq is not below `seq`. */
  #position(seq: number): number {
    let low = 0;
    let high = this.#seqs.length;
    // Nearly everything arrives at the end.
    if (high === 0 || this.#seqs[high - 1]! < seq) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The seq of a message row's key. */
export function seqOf(key: string): number | undefined {
  return key.startsWith(MESSAGE) ? Number(key.slice(MESSAGE.length)) : undefined;
}
