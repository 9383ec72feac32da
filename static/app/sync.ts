/** Ask the server for the streams that are behind, one call at a time, until nothing is missing. */

import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { StreamId, SyncReply } from "./protocol.js";
import { ME } from "./streams.js";

const MAX_STREAMS = 200;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

export interface SyncSource {
  request(have: Record<StreamId, number>): Promise<SyncReply>;
  versionOf(stream: StreamId): number;
  /** The wanted streams in the order they matter to the person. */
  byImportance(streams: StreamId[]): StreamId[];
  apply(reply: SyncReply, have: Record<StreamId, number>): void;
}

export class Syncer {
  readonly #clock: Clock;
  readonly #source: SyncSource;
  readonly #wanted = new Set<StreamId>();
  /** Of the call that is on its way. */
  #asked: readonly StreamId[] = [];
  #open = false;
  #running = false;
  #failures = 0;
  /** While set, the server has asked us to leave it alone for a moment. */
  #rest: (() => void) | undefined;
  #waiting: { streams: StreamId[]; done: () => void }[] = [];

  constructor(clock: Clock, source: SyncSource) {
    this.#clock = clock;
    this.#source = source;
  }

  /** There is a line: begin with what is wanted. */
  open(): void {
    this.#open = true;
    this.#failures = 0;
    this.#resume();
  }

  /** The line is gone; what is wanted stays wanted. */
  close(): void {
    this.#open = false;
  }

  want(streams: readonly StreamId[]): void {
    for (const stream of streams) this.#wanted.add(stream);
    if (streams.length > 0) void this.#run();
  }

  clear(): void {
    this.#wanted.clear();
  }

  /** Resolve once nothing of these is wanted or on its way any more, however long that takes. */
  settled(...streams: StreamId[]): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ streams, done });
      this.#settle();
    });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#open && !this.#rest && this.#wanted.size > 0) await this.#step();
    this.#running = false;
  }

  async #step(): Promise<void> {
    const batch = this.#next();
    const have = Object.fromEntries(batch.map((stream) => [stream, this.#source.versionOf(stream)]));
    // Wanted again while the answer is on its way means: ask again.
    for (const stream of batch) this.#wanted.delete(stream);
    this.#asked = batch;
    try {
      const reply = await this.#source.request(have);
      this.#source.apply(reply, have);
      this.#failures = 0;
      if (reply.more) this.#again(batch);
    } catch (error) {
      this.#afterFailure(error, batch);
    }
    this.#asked = [];
    this.#settle();
  }

  /** `me` comes alone with what is most important, so that nothing has to wait for the rest. */
  #next(): StreamId[] {
    const ordered = this.#source.byImportance([...this.#wanted]);
    return ordered.slice(0, this.#wanted.has(ME) ? 2 : MAX_STREAMS);
  }

  #again(batch: readonly StreamId[]): void {
    for (const stream of batch) this.#wanted.add(stream);
  }

  #afterFailure(error: unknown, batch: readonly StreamId[]): void {
    if (error instanceof ActionError && !error.final) {
      this.#again(batch);
      this.#failures += 1;
      const longest = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
      this.#rest = this.#clock.after(error.retryMs ?? this.#clock.random() * longest, () => this.#resume());
    } else {
      // A final refusal is a mistake of ours: asking the same again would be refused for ever.
      console.error("sync failed", error);
    }
  }

  #resume(): void {
    this.#rest?.();
    this.#rest = undefined;
    void this.#run();
  }

  #settle(): void {
    const busy = new Set([...this.#wanted, ...this.#asked]);
    const settled = this.#waiting.filter(({ streams }) => !streams.some((stream) => busy.has(stream)));
    this.#waiting = this.#waiting.filter((waiter) => !settled.includes(waiter));
    for (const { done } of settled) done();
  }
}
