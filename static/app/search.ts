/** Looking for messages: one question at a time, its answer by pages. */

import type { MessagesWanted } from "./api.js";
import { systemClock, type Clock } from "./clock.js";
import type { Hit } from "./views.js";

/** So long nothing is typed before what is typed is asked for. */
export const TYPING_PAUSE_MS = 300;
/** Of these one character is a word, or the half of one. */
const OF_MEANING = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

export type Ask = (wanted: MessagesWanted, after?: string, signal?: AbortSignal) => Promise<{ hits: Hit[]; next?: string }>;

/** Is it enough to be looked for while somebody types? */
export function isEnough(query: string): boolean {
  return [...query.trim()].length >= 2 || OF_MEANING.test(query);
}

export class Search {
  /** Of what was wanted last, or, while that is asked for, of what was wanted before. */
  hits: readonly Hit[] = [];
  state: "idle" | "loading" | "done" | "failed" = "idle";
  error: unknown;
  readonly #ask: Ask;
  readonly #changed: () => void;
  readonly #clock: Clock;
  #wanted: MessagesWanted | undefined;
  #next: string | undefined;
  #underWay = new AbortController();
  #callOff: () => void = () => undefined;

  constructor(ask: Ask, changed: () => void, clock: Clock = systemClock) {
    this.#ask = ask;
    this.#changed = changed;
    this.#clock = clock;
  }

  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  /** Look for something else, or for nothing; whatever was on its way is given up. */
  want(wanted: MessagesWanted | undefined, pauseMs = 0): void {
    this.stop();
    this.#wanted = wanted;
    this.#next = undefined;
    if (!wanted) {
      this.hits = [];
      this.#turn("idle");
    } else {
      this.#turn("loading");
      if (pauseMs) this.#callOff = this.#clock.after(pauseMs, () => void this.#load());
      else void this.#load();
    }
  }

  /** Take in the next page; does nothing where there is none, or one is on its way. */
  async more(): Promise<void> {
    if (this.state === "loading" || !this.hasMore) return;
    this.#turn("loading");
    await this.#load();
  }

  /** Ask for what did not come. */
  again(): void {
    if (this.hasMore) void this.more();
    else this.want(this.#wanted);
  }

  stop(): void {
    this.#callOff();
    this.#underWay.abort();
  }

  async #load(): Promise<void> {
    const after = this.#next;
    const { signal } = (this.#underWay = new AbortController());
    try {
      const { hits, next } = await this.#ask(this.#wanted!, after, signal);
      if (signal.aborted) return;
      this.hits = after === undefined ? hits : [...this.hits, ...hits];
      this.#next = next;
      this.#turn("done");
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      if (after === undefined) this.hits = [];
      this.#turn("failed");
    }
  }

  #turn(state: Search["state"]): void {
    this.state = state;
    this.#changed();
  }
}
