/** Messages that call me and that I have not looked at since the conversation was opened, in order. */

export class Calls {
  readonly #ahead = new Set<number>();
  readonly #seen = new Set<number>();

  /** These are unread. Being read is not being seen: who jumps to the latest has read all. */
  hear(seqs: readonly number[]): void {
    for (const seq of seqs) if (!this.#seen.has(seq)) this.#ahead.add(seq);
  }

  /** True if that is news. */
  see(seq: number): boolean {
    this.#seen.add(seq);
    return this.#ahead.delete(seq);
  }

  get seqs(): number[] {
    return [...this.#ahead].sort((one, other) => one - other);
  }
}
