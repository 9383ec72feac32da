/** What is shown at once when the page opens again: streams, cards, drafts, as they were. Never the truth. */

import type { Clock } from "./clock.js";
import type { EmojiKept } from "./emoji/habits.js";
import type { Card, Limits, Site, StreamId } from "./protocol.js";
import type { Wish } from "./seeking.js";
import type { Snapshot } from "./stream.js";

const SAVE_AFTER_MS = 1_000;

/** The small things. */
export interface Kept {
  epoch: string;
  limits: Limits;
  site?: Site;
  cards: Card[];
  drafts: [StreamId, string][];
  emoji?: EmojiKept;
  /** Recordings that were played. */
  played?: string[];
  wish?: Wish;
}

/** A stream, marked with the epoch it belongs to: another tab may save one of an older epoch. */
export type KeptStream = Snapshot & { epoch: string };

export interface CacheStorage {
  load(): Promise<{ kept: Kept | undefined; streams: KeptStream[] }>;
  save(kept: Kept, streams: readonly KeptStream[], dropped: readonly StreamId[]): Promise<void>;
  /** Forget everything but unsent messages. */
  clear(): Promise<void>;
  /** Forget those too. */
  clearAll(): Promise<void>;
}

export interface CacheSource {
  /** Undefined while there is nothing worth keeping. */
  kept(): Kept | undefined;
  snapshot(stream: StreamId): Snapshot | undefined;
}

/** Saves what has changed, a moment later, all at once. */
export class Cache {
  readonly #clock: Clock;
  readonly #storage: CacheStorage;
  readonly #source: CacheSource;
  #changed = new Set<StreamId>();
  #timer: (() => void) | undefined;
  #isClosed = false;

  constructor(clock: Clock, storage: CacheStorage, source: CacheSource) {
    this.#clock = clock;
    this.#storage = storage;
    this.#source = source;
  }

  async load(): Promise<{ kept: Kept; streams: KeptStream[] } | undefined> {
    const { kept, streams } = await this.#storage.load();
    return kept && { kept, streams: streams.filter((stream) => stream.epoch === kept.epoch) };
  }

  /** Something has changed, in this stream or (without one) among the small things. */
  mark(stream?: StreamId): void {
    if (this.#isClosed) return;
    if (stream !== undefined) this.#changed.add(stream);
    this.#timer ??= this.#clock.after(SAVE_AFTER_MS, () => void this.save());
  }

  /** Save now what is waiting: the page may be gone in a moment. */
  async save(): Promise<void> {
    const kept = this.#source.kept();
    if (!kept || !this.#timer || this.#isClosed) return;
    const changed = [...this.#changed];
    const streams = changed.flatMap((stream) => this.#source.snapshot(stream) ?? []);
    const held = new Set(streams.map(({ stream }) => stream));
    this.#settle();
    await this.#storage.save(
      kept,
      streams.map((stream) => ({ ...stream, epoch: kept.epoch })),
      changed.filter((stream) => !held.has(stream)),
    );
  }

  /** What is kept belongs to an epoch that is over. */
  async clear(): Promise<void> {
    this.#settle();
    await this.#storage.clear();
  }

  /** The session is over: nothing of it stays readable here; unsent messages wait for the next one. */
  async end(): Promise<void> {
    this.#isClosed = true;
    await this.clear();
  }

  /** The person leaves this browser. */
  async endAll(): Promise<void> {
    await this.end();
    await this.#storage.clearAll();
  }

  stop(): void {
    this.#settle();
    this.#isClosed = true;
  }

  #settle(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#changed = new Set();
  }
}
