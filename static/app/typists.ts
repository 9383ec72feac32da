/** Who is typing where, others and I. */

import type { Clock } from "./clock.js";
import type { StreamId, UserId } from "./protocol.js";

const SEND_EVERY_MS = 3_000;

export class Typists {
  readonly #clock: Clock;
  readonly #changed: (stream: StreamId) => void;
  readonly #typing = new Map<StreamId, Map<UserId, () => void>>();
  readonly #sentAt = new Map<StreamId, number>();

  constructor(clock: Clock, changed: (stream: StreamId) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  in(stream: StreamId): UserId[] {
    return [...(this.#typing.get(stream)?.keys() ?? [])];
  }

  /** Somebody types, for `ttl` seconds unless their message comes first. */
  heard(stream: StreamId, user: UserId, ttl: number): void {
    const typing = this.#typing.get(stream) ?? new Map<UserId, () => void>();
    const isNew = !typing.has(user);
    typing.get(user)?.();
    typing.set(user, this.#clock.after(ttl * 1000, () => this.stopped(stream, user)));
    this.#typing.set(stream, typing);
    if (isNew) this.#changed(stream);
  }

  stopped(stream: StreamId, user: UserId): void {
    const typing = this.#typing.get(stream);
    typing?.get(user)?.();
    if (typing?.delete(user)) this.#changed(stream);
  }

  /** Do others need to be told again that I type? Counts as told. */
  isDue(stream: StreamId): boolean {
    const now = this.#clock.now();
    const isDue = now - (this.#sentAt.get(stream) ?? -Infinity) >= SEND_EVERY_MS;
    if (isDue) this.#sentAt.set(stream, now);
    return isDue;
  }

  stop(): void {
    for (const typing of this.#typing.values()) for (const cancel of typing.values()) cancel();
    this.#typing.clear();
  }
}
