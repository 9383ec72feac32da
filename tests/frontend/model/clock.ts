/** A clock that only moves when told: hours pass in milliseconds, and always in the same way. */

import type { Clock } from "../../../static/app/clock.js";

const START = Date.UTC(2026, 10, 20, 12);

interface Timer {
  at: number;
  order: number;
  action: () => void;
}

export class ModelClock implements Clock {
  #now = 0;
  #order = 0;
  /** The next one last. */
  readonly #timers: Timer[] = [];
  readonly random: () => number;

  constructor(random: () => number = () => 0.5) {
    this.random = random;
  }

  now(): number {
    return this.#now;
  }

  date(): number {
    return START + this.#now;
  }

  after(ms: number, action: () => void): () => void {
    this.#order += 1;
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order, action };
    let place = this.#timers.length;
    while (place > 0 && this.#timers[place - 1]!.at <= timer.at) place -= 1;
    this.#timers.splice(place, 0, timer);
    return () => {
      const held = this.#timers.indexOf(timer);
      if (held >= 0) this.#timers.splice(held, 1);
    };
  }

  /** The machine sleeps so long: no timer fires meanwhile. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  /** Let `ms` pass; whatever is due happens in order, with all its consequences. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    while ((this.#timers.at(-1)?.at ?? Infinity) <= end) {
      const timer = this.#timers.pop()!;
      this.#now = Math.max(this.#now, timer.at);
      timer.action();
      await settled();
    }
    this.#now = end;
  }
}

/** Everything that follows from what has happened, has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Numbers in [0, 1) that look random and are the same for the same seed. */
export function chances(seed: number): () => number {
  let state = seed * 2_654_435_769;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
