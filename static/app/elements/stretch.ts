/** Which messages are in the page: an unbroken stretch of those that are loaded, never more than MAX. */

/** A few screens, and well under the 200 nodes a cheap phone scrolls smoothly. */
const MAX = 160;
const FIRST = 60;
const STEP = 50;
/** How many messages are shown above the one that is gone to. */
const BEFORE = 25;

interface Identified {
  readonly id: string;
}

export class Stretch {
  /** The ids at the ends; without a last one it goes to the end, and on as messages come. */
  #first: string | undefined;
  #last: string | undefined;

  /** Cut the stretch out of `messages`; starts anew with the latest where its ends are not among them. */
  of<M extends Identified>(messages: readonly M[]): readonly M[] {
    const [from, to] = this.#range(messages);
    this.#first = messages[from]?.id;
    return messages.slice(from, to);
  }

  /** Take in older messages, letting go of the latest. False if there are none. */
  older(messages: readonly Identified[]): boolean {
    const [from, to] = this.#range(messages);
    if (from === 0) return false;
    const start = Math.max(0, from - STEP);
    this.#set(messages, start, Math.min(to, start + MAX));
    return true;
  }

  /** Take in newer messages, letting go of the oldest. False if there are none. */
  newer(messages: readonly Identified[]): boolean {
    const [from, to] = this.#range(messages);
    if (to === messages.length) return false;
    const end = Math.min(messages.length, to + STEP);
    this.#set(messages, Math.max(from, end - MAX), end);
    return true;
  }

  /** Keep what is shown as it is while new messages come in. */
  hold(messages: readonly Identified[]): void {
    const [, to] = this.#range(messages);
    this.#last = messages[to - 1]?.id;
  }

  /** Go on with new messages as they come. True if it reaches the end already. */
  follow(messages: readonly Identified[]): boolean {
    const [, to] = this.#range(messages);
    if (to === messages.length) this.#last = undefined;
    return to === messages.length;
  }

  /** Show the latest. */
  toEnd(messages: readonly Identified[]): void {
    this.#first = messages[Math.max(0, messages.length - FIRST)]?.id;
    this.#last = undefined;
  }

  /** Show the surroundings of one message. False if it is not among them. */
  around(messages: readonly Identified[], id: string): boolean {
    const index = messages.findIndex((message) => message.id === id);
    if (index < 0) return false;
    const start = Math.max(0, index - BEFORE);
    this.#set(messages, start, Math.min(messages.length, start + MAX));
    return true;
  }

  #set(messages: readonly Identified[], from: number, to: number): void {
    this.#first = messages[from]?.id;
    this.#last = to === messages.length ? undefined : messages[to - 1]?.id;
  }

  #range(messages: readonly Identified[]): [number, number] {
    const from = messages.findIndex(({ id }) => id === this.#first);
    const to = this.#last === undefined ? messages.length : messages.findIndex(({ id }) => id === this.#last) + 1;
    if (from < 0 || to <= from) {
      this.#last = undefined;
      return [Math.max(0, messages.length - FIRST), messages.length];
    } else return [Math.max(from, to - MAX), to];
  }
}
