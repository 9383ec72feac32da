/** Who is here of those who let me know it. What is known holds for a while: nobody tells who has lost their line. */

import type { Clock } from "./clock.js";
import type { Card, Time, UserId } from "./protocol.js";

/** The word of a card holds as long as that of a signal. */
const CARD_TTL_S = 90;

interface Word {
  online: boolean;
  seenAt: Time | undefined;
  forget: () => void;
}

export interface PresenceListener {
  /** Something else is shown of them now. */
  changed(user: UserId): void;
  /** They were here, and nobody has said so again. */
  lapsed(user: UserId): void;
}

export class Presence {
  readonly #clock: Clock;
  readonly #listener: PresenceListener;
  readonly #words = new Map<UserId, Word>();
  /** Unknown until my profile changes: a page begins with what was kept or fetched. */
  #isHidden: boolean | undefined;

  constructor(clock: Clock, listener: PresenceListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  isOnline(user: UserId): boolean {
    return this.#words.get(user)?.online ?? false;
  }

  /** When they went, if they are not here. */
  seenAt(user: UserId): Time | undefined {
    return this.#words.get(user)?.seenAt;
  }

  /** The signal `presence`. */
  told(user: UserId, online: boolean, seenAt: Time | undefined, ttl: number): void {
    if (this.#isHidden) return;
    const held = this.#words.get(user);
    held?.forget();
    // Who is gone stays so until somebody says otherwise.
    const forget = online ? this.#clock.after(ttl * 1000, () => this.#lapse(user)) : () => {};
    this.#words.set(user, { online, seenAt, forget });
    if (held?.online !== online || held.seenAt !== seenAt) this.#listener.changed(user);
  }

  /** A card that was asked for says how it is now, also by saying nothing. */
  asked({ id, online = false, seen_at }: Card): void {
    if (online || seen_at !== undefined || this.#words.has(id)) this.told(id, online, seen_at, CARD_TTL_S);
  }

  /** Who shows it to nobody sees it of nobody. Returns whether that is new. */
  hide(isHidden: boolean): boolean {
    // Who knows of nobody may have been hidden so far: asking once too often does no harm.
    const wasHidden = this.#isHidden ?? this.#words.size === 0;
    const isNew = wasHidden !== isHidden;
    this.#isHidden = isHidden;
    if (isHidden) for (const user of [...this.#words.keys()]) this.#forget(user);
    return isNew;
  }

  stop(): void {
    for (const { forget } of this.#words.values()) forget();
  }

  #lapse(user: UserId): void {
    this.#listener.lapsed(user);
    this.#forget(user);
  }

  #forget(user: UserId): void {
    this.#words.get(user)?.forget();
    this.#words.delete(user);
    this.#listener.changed(user);
  }
}
