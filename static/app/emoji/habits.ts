/** The emoji of the site's own, and how I use all of them in this browser: those I took last, the tone of the skin. */

import { TONES, type Tone } from "./signs.js";

const MOST_RECENT = 32;

/** Addresses of pictures, by name. */
export type OwnEmoji = ReadonlyMap<string, string>;

export interface EmojiKept {
  recent: string[];
  tone: Tone;
  own: [string, string][];
}

export class EmojiHabits {
  readonly #changed: () => void;
  readonly #ownChanged: () => void;
  #kept: EmojiKept = { recent: [], tone: TONES[0], own: [] };
  #own: OwnEmoji = new Map();

  /** `changed` is told of everything, `ownChanged` of what the site has. */
  constructor(changed: () => void, ownChanged: () => void) {
    this.#changed = changed;
    this.#ownChanged = ownChanged;
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

  /** The same map until something in it has changed. */
  get own(): OwnEmoji {
    return this.#own;
  }

  setOwn(emoji: readonly { name: string; url: string }[]): void {
    const own = emoji.map(({ name, url }): [string, string] => [name, url]);
    if (JSON.stringify(own) === JSON.stringify(this.#kept.own)) return;
    this.#own = new Map(own);
    this.#change({ ...this.#kept, own });
    this.#ownChanged();
  }

  get kept(): EmojiKept {
    return this.#kept;
  }

  restore(kept: EmojiKept | undefined): void {
    if (!kept) return;
    this.#kept = kept;
    this.#own = new Map(kept.own);
  }

  #change(kept: EmojiKept): void {
    this.#kept = kept;
    this.#changed();
  }
}
