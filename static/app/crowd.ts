/** How many are in the lobby, and who came last: as it was told, for as long as it holds. */

import type { Clock } from "./clock.js";
import type { StreamId, UserId } from "./protocol.js";

export interface People {
  count: number;
  faces: readonly UserId[];
}

export class Crowd {
  readonly #clock: Clock;
  readonly #changed: (stream: StreamId) => void;
  readonly #told = new Map<StreamId, People>();
  #forget = () => {};

  constructor(clock: Clock, changed: (stream: StreamId) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  in(stream: StreamId): People | undefined {
    return this.#told.get(stream);
  }

  /** The signal `people`. */
  told(stream: StreamId, people: People, ttl: number): void {
    this.#forget();
    this.#forget = this.#clock.after(ttl * 1000, () => this.#drop(stream));
    this.#told.set(stream, people);
    this.#changed(stream);
  }

  stop(): void {
    this.#forget();
  }

  #drop(stream: StreamId): void {
    this.#told.delete(stream);
    this.#changed(stream);
  }
}
