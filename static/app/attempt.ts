/** One try of one way, watched: it must be ready soon, and never be silent for long. */

import type { Clock } from "./clock.js";
import type { ByeFrame, PushFrame, StreamId, SyncReply } from "./protocol.js";
import { CUT, SILENT, type Greeting, type Transport, type TransportEvents, type Way } from "./transport.js";

/** Every transport lets something be heard every 25 s (+-5): this long without a word, and it is dead. */
export const SILENCE_MS = 40_000;
/** One that held this long was a good one. */
const STABLE_MS = 10_000;

export interface AttemptListener {
  ready(attempt: Attempt, greeting: Greeting): void;
  frame(frame: PushFrame): void;
  synced(reply: SyncReply, have: Record<StreamId, number>): void;
  /** By itself, never because of `close` or `retire`. */
  ended(attempt: Attempt, code: number, afterMs: number): void;
}

export class Attempt {
  /** Its place among the ways. */
  readonly way: number;
  transport: Transport | undefined;
  bye: ByeFrame | undefined;
  readonly #clock: Clock;
  readonly #listener: AttemptListener;
  #heardAt: number;
  #readyAt = Infinity;
  #timer: () => void;
  #isOver = false;

  constructor(clock: Clock, way: number, begin: Way, patienceMs: number, listener: AttemptListener) {
    this.way = way;
    this.#clock = clock;
    this.#listener = listener;
    this.#heardAt = clock.now();
    this.#timer = clock.after(patienceMs, () => this.giveUp());
    this.#begin(begin);
  }

  get silenceMs(): number {
    return this.#clock.now() - this.#heardAt;
  }

  get isReady(): boolean {
    return this.#readyAt !== Infinity;
  }

  get wasGood(): boolean {
    return this.#clock.now() - this.#readyAt >= STABLE_MS;
  }

  /** It is silent: a network may keep a dead line open for minutes, we do not. */
  giveUp(): void {
    const listener = this.#listener;
    this.close();
    listener.ended(this, SILENT, 0);
  }

  close(): void {
    this.#stop();
    this.transport?.close();
  }

  /** Another has taken its place. */
  retire(): void {
    this.#stop();
    this.transport?.retire();
  }

  #begin(begin: Way): void {
    try {
      this.transport = begin(this.#events());
    } catch {
      // What a browser has not, or an extension has taken away, fails as a refused line would.
      this.#timer();
      this.#timer = this.#clock.after(0, () => this.#end(CUT, 0));
    }
  }

  #events(): TransportEvents {
    const unlessOver = (event: () => void) => void (this.#isOver || event());
    return {
      heard: () => void (this.#heardAt = this.#clock.now()),
      ready: (greeting) => unlessOver(() => this.#ready(greeting)),
      frame: (frame) => unlessOver(() => this.#listener.frame(frame)),
      synced: (reply, have) => unlessOver(() => this.#listener.synced(reply, have)),
      bye: (frame) => void (this.bye = frame),
      ended: (code, afterMs = 0) => unlessOver(() => this.#end(code, afterMs)),
    };
  }

  #ready(greeting: Greeting): void {
    this.#readyAt = this.#clock.now();
    this.#watch();
    this.#listener.ready(this, greeting);
  }

  #watch(): void {
    this.#timer();
    this.#timer = this.#clock.after(SILENCE_MS - this.silenceMs, () => {
      if (this.silenceMs >= SILENCE_MS) this.giveUp();
      else this.#watch();
    });
  }

  /** Answers to what was posted may still come. */
  #end(code: number, afterMs: number): void {
    this.retire();
    this.#listener.ended(this, code, afterMs);
  }

  #stop(): void {
    this.#isOver = true;
    this.#timer();
  }
}
