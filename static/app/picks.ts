/** Messages that somebody picks in a conversation, to do one thing with all of them. */

import type { StreamId } from "./protocol.js";
import type { Topic } from "./views.js";

/** So many are forwarded at once. */
export const MOST_PICKED = 30;

export class Picks {
  readonly #picks = new Map<StreamId, ReadonlySet<number>>();
  readonly #changed: (topic: Topic) => void;

  constructor(changed: (topic: Topic) => void) {
    this.#changed = changed;
  }

  /** The seqs that are picked; undefined where nobody picks. A new set after each change. */
  of(stream: StreamId): ReadonlySet<number> | undefined {
    return this.#picks.get(stream);
  }

  /** Pick a message, or no more. False where there is no room for another. */
  turn(stream: StreamId, seq: number): boolean {
    const picked = new Set(this.#picks.get(stream));
    if (!picked.delete(seq)) picked.add(seq);
    if (picked.size > MOST_PICKED) return false;
    this.#picks.set(stream, picked);
    this.#changed(`conversation:${stream}`);
    return true;
  }

  end(stream: StreamId): void {
    if (this.#picks.delete(stream)) this.#changed(`conversation:${stream}`);
  }
}
