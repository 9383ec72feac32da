/** What is known of meeting somebody by chance beside my row: how many wait, and what I wished for last. */

import type { Clock } from "./clock.js";

export interface Wish {
  tags: readonly string[];
  languages: readonly string[];
  /** Years I have said that I have. */
  age: number;
}

export class Seeking {
  /** How many wait, I among them; undefined while nobody says so. */
  waiting: number | undefined;
  #wish: Wish = { tags: [], languages: [], age: 0 };
  #forget = () => {};
  readonly #clock: Clock;
  readonly #told: () => void;
  readonly #kept: () => void;

  /** `told` hears of another number, `kept` of another wish. */
  constructor(clock: Clock, told: () => void, kept: () => void) {
    this.#clock = clock;
    this.#told = told;
    this.#kept = kept;
  }

  /** The signal `waiting`. */
  told(count: number | undefined, ttl: number): void {
    this.#forget();
    this.#forget = count === undefined ? () => {} : this.#clock.after(ttl * 1000, () => this.told(undefined, 0));
    if (this.waiting === count) return;
    this.waiting = count;
    this.#told();
  }

  get wish(): Wish {
    return this.#wish;
  }

  wishFor(wish: Wish): void {
    this.#wish = wish;
    this.#kept();
  }

  restore(wish: Wish | undefined): void {
    if (wish) this.#wish = wish;
  }

  stop(): void {
    this.#forget();
  }
}
