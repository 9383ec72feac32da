/** Tell the server how far I have read and received: at most once a second and conversation, never lost. */

import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { StreamId } from "./protocol.js";

const EVERY_MS = 1_000;

/** One kind of mark, `read` or `delivered`: the highest seq of each conversation that is still to be told. */
export class Marks {
  readonly #clock: Clock;
  readonly #send: (stream: StreamId, seq: number) => Promise<unknown>;
  readonly #pending = new Map<StreamId, number>();
  readonly #resting = new Map<StreamId, () => void>();
  #open = false;

  constructor(clock: Clock, send: (stream: StreamId, seq: number) => Promise<unknown>) {
    this.#clock = clock;
    this.#send = send;
  }

  open(): void {
    this.#open = true;
    for (const stream of [...this.#pending.keys()]) this.#flush(stream);
  }

  close(): void {
    this.#open = false;
  }

  put(stream: StreamId, seq: number): void {
    this.#pending.set(stream, Math.max(seq, this.#pending.get(stream) ?? 0));
    this.#flush(stream);
  }

  stop(): void {
    this.close();
    for (const cancel of this.#resting.values()) cancel();
  }

  #flush(stream: StreamId): void {
    const seq = this.#pending.get(stream);
    if (!this.#open || seq === undefined || this.#resting.has(stream)) return;
    this.#pending.delete(stream);
    this.#rest(stream, EVERY_MS);
    void this.#send(stream, seq).catch((error: unknown) => this.#afterFailure(stream, seq, error));
  }

  #afterFailure(stream: StreamId, seq: number, error: unknown): void {
    if (!(error instanceof ActionError)) throw error;
    // A final refusal (not a member any more) makes the mark pointless.
    if (error.final) return;
    this.#pending.set(stream, Math.max(seq, this.#pending.get(stream) ?? 0));
    this.#rest(stream, error.retryMs ?? EVERY_MS);
  }

  #rest(stream: StreamId, wait: number): void {
    this.#resting.get(stream)?.();
    const cancel = this.#clock.after(wait, () => {
      this.#resting.delete(stream);
      this.#flush(stream);
    });
    this.#resting.set(stream, cancel);
  }
}
