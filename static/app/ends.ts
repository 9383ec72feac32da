/** Moments after which a view says something else although nothing has happened. */

import type { Clock } from "./clock.js";
import type { Time } from "./protocol.js";
import type { Topic } from "./views.js";

/** Timers hold at most so long (2^31 ms); whoever is muted for longer is looked at again then. */
const LONGEST_MS = 2 ** 31 - 1;

export class Ends {
  readonly #clock: Clock;
  readonly #changed: (topic: Topic) => void;
  readonly #timers = new Map<Topic, () => void>();

  constructor(clock: Clock, changed: (topic: Topic) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Tell that the topic has changed at the first of these moments that is ahead; earlier ones asked for are dropped. */
  watch(topic: Topic, moments: readonly (Time | undefined)[]): void {
    this.#timers.get(topic)?.();
    this.#timers.delete(topic);
    const now = this.#clock.date();
    const ahead = moments.map((at) => Date.parse(at ?? "") - now).filter((left) => left > 0);
    if (ahead.length === 0) return;
    const cancel = this.#clock.after(Math.min(...ahead, LONGEST_MS), () => {
      this.#timers.delete(topic);
      this.#changed(topic);
    });
    this.#timers.set(topic, cancel);
  }
}
