/** My reactions on their way: shown at once, told when there is a line, kept until the row that has them comes. */

import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { MessageRow, StreamId, UserId, Versioned } from "./protocol.js";

const RETRY_MS = 3_000;

export interface ReactionsListener {
  send(wish: { stream: StreamId; seq: number; emoji: string; on: boolean }): Promise<Versioned>;
  versionOf(stream: StreamId): number;
  /** Told, and to be heard of soon. */
  acknowledged(stream: StreamId, version: number): void;
  changed(stream: StreamId): void;
}

/** One reaction as it is shown: those who chose it, the first to do so first. */
export interface Reaction {
  emoji: string;
  users: readonly UserId[];
}

interface Wish {
  seq: number;
  emoji: string;
  on: boolean;
  /** Of the stream, once it was told. */
  version?: number;
  settle: { resolve: () => void; reject: (error: unknown) => void };
}

const NONE: readonly Reaction[] = [];

export class Reactions {
  readonly #clock: Clock;
  readonly #listener: ReactionsListener;
  readonly #wishes = new Map<StreamId, Map<string, Wish>>();
  readonly #busy = new Set<Wish>();
  readonly #timers = new Set<() => void>();
  #open = false;

  constructor(clock: Clock, listener: ReactionsListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  open(): void {
    this.#open = true;
    for (const stream of this.#wishes.keys()) this.#flush(stream);
  }

  close(): void {
    this.#open = false;
  }

  stop(): void {
    this.close();
    for (const cancel of this.#timers) cancel();
  }

  /** React, or no more. Resolves when the server knows; rejects when it does not want that. */
  put(stream: StreamId, seq: number, emoji: string, on: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const wishes = this.#wishes.get(stream) ?? new Map<string, Wish>();
      wishes.get(`${seq} ${emoji}`)?.settle.resolve();
      this.#wishes.set(stream, wishes.set(`${seq} ${emoji}`, { seq, emoji, on, settle: { resolve, reject } }));
      this.#listener.changed(stream);
      this.#flush(stream);
    });
  }

  /** The reactions to a message, with mine as I wish them. */
  of(stream: StreamId, { key, reactions = {} }: MessageRow, me: UserId): readonly Reaction[] {
    const wishes = [...(this.#wishes.get(stream)?.values() ?? [])].filter(({ seq }) => key === `message:${seq}`);
    const shown = new Map(Object.entries(reactions));
    for (const { emoji, on } of wishes) {
      const others = (shown.get(emoji) ?? []).filter((user) => user !== me);
      if (!on) shown.set(emoji, others);
      else if (!shown.get(emoji)?.includes(me)) shown.set(emoji, [...others, me]);
    }
    return shown.size ? [...shown].map(([emoji, users]) => ({ emoji, users })).filter(({ users }) => users.length) : NONE;
  }

  /** The stream has moved: what was told by then is among its rows. */
  moved(stream: StreamId): void {
    const held = this.#listener.versionOf(stream);
    this.#forget(stream, ({ version }) => version !== undefined && (held === 0 || held >= version));
  }

  #flush(stream: StreamId): void {
    if (!this.#open) return;
    for (const wish of this.#wishes.get(stream)?.values() ?? []) {
      if (wish.version === undefined && !this.#busy.has(wish)) void this.#send(stream, wish);
    }
  }

  /** Commands are carried out in order, so a later wish for the same may follow at once. */
  async #send(stream: StreamId, wish: Wish): Promise<void> {
    const { seq, emoji, on, settle } = wish;
    this.#busy.add(wish);
    try {
      wish.version = (await this.#listener.send({ stream, seq, emoji, on })).version;
      settle.resolve();
      this.#listener.acknowledged(stream, wish.version);
      this.moved(stream);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      else if (error.final) this.#refused(stream, wish, error);
      else this.#later(stream, error.retryMs ?? RETRY_MS);
    } finally {
      this.#busy.delete(wish);
    }
  }

  #refused(stream: StreamId, wish: Wish, error: ActionError): void {
    wish.settle.reject(error);
    this.#forget(stream, (other) => other === wish);
    this.#listener.changed(stream);
  }

  #later(stream: StreamId, wait: number): void {
    const cancel = this.#clock.after(wait, () => {
      this.#timers.delete(cancel);
      this.#flush(stream);
    });
    this.#timers.add(cancel);
  }

  #forget(stream: StreamId, isDone: (wish: Wish) => boolean): void {
    const wishes = this.#wishes.get(stream);
    if (!wishes) return;
    for (const [key, wish] of [...wishes]) if (isDone(wish)) wishes.delete(key);
    if (!wishes.size) this.#wishes.delete(stream);
  }
}
