/** Emoji in words: their skin tones, and messages of nothing else. */

import type { OwnEmoji } from "./habits.js";

export const TONES = ["", "\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"] as const;
export type Tone = (typeof TONES)[number];

const NONE: OwnEmoji = new Map();
const FIRST = /^(.)\ufe0f?/u;
const ONE = String.raw`\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?[\u{e0020}-\u{e007f}]*`;
const EMOJI = String.raw`(?:${ONE}(?:\u200d${ONE})*|\p{RI}{2}|[0-9#*]\ufe0f?\u20e3)`;
const FEW = new RegExp(String.raw`^\s*(?:${EMOJI}\s*){1,3}$`, "u");

const OWN = /:([a-z0-9_]{2,32}):/g;

/** Cut a text at the emoji of the site's own; where there are none it is one piece. */
export function ownPieces(text: string, own: OwnEmoji): (string | { name: string; url: string })[] {
  const pieces: (string | { name: string; url: string })[] = [];
  let done = 0;
  OWN.lastIndex = 0;
  for (let match = own.size ? OWN.exec(text) : null; match; match = OWN.exec(text)) {
    const [written, name = ""] = match;
    const url = own.get(name);
    // The second colon may be the first of the next.
    if (url === undefined) OWN.lastIndex -= 1;
    else {
      pieces.push(text.slice(done, match.index), { name, url });
      done = match.index + written.length;
    }
  }
  return [...pieces, text.slice(done)].filter((piece) => piece !== "");
}

/** For emoji that take one: it follows the first character. */
export function withTone(emoji: string, tone: Tone): string {
  return tone ? emoji.replace(FIRST, `$1${tone}`) : emoji;
}

/** One to three emoji and nothing else. */
export function isFewEmoji(text: string, own: OwnEmoji = NONE): boolean {
  const pieces = text.length < 200 ? ownPieces(text, own) : [];
  return FEW.test(pieces.map((piece) => (typeof piece === "string" ? piece : "😀")).join(""));
}
