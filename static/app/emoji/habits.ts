/** How I use emoji in this browser: those I took last, and the tone of the skin. */

import { TONES, type Tone } from "./signs.js";

const MOST_RECENT = 32;

export interface EmojiKept {
  recent: string[];
  tone: Tone;
}

export class EmojiHabits {
  readonly #changed: () => void;
  #kept: EmojiKept = { recent: [], tone: TONES[0] };

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The one taken last comes first. */
  get recent(): readonly string[] {
    return this.#kept.recent;
  }

  get tone(): Tone {
    return this.#kept.tone;
  }

  take(emoji: string): void {
    const recent = [emoji, ...this.recent.filter((one) => one !== emoji)].slice(0, MOST_RECENT);
    this.#change({ ...this.#kept, recent });
  }

  chooseTone(tone: Tone): void {
    this.#change({ ...this.#kept, tone });
  }

  get kept(): EmojiKept {
    return this.#kept;
  }

  restore(kept: EmojiKept | undefined): void {
    if (kept) this.#kept = kept;
  }

  #change(kept: EmojiKept): void {
    this.#kept = kept;
    this.#changed();
  }
}
