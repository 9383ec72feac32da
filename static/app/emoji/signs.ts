/** Emoji in words: their skin tones, and messages of nothing else. */

export const TONES = ["", "\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"] as const;
export type Tone = (typeof TONES)[number];

const FIRST = /^(.)\ufe0f?/u;
const ONE = String.raw`\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?[\u{e0020}-\u{e007f}]*`;
const EMOJI = String.raw`(?:${ONE}(?:\u200d${ONE})*|\p{RI}{2}|[0-9#*]\ufe0f?\u20e3)`;
const FEW = new RegExp(String.raw`^\s*(?:${EMOJI}\s*){1,3}$`, "u");

/** For emoji that take one: it follows the first character. */
export function withTone(emoji: string, tone: Tone): string {
  return tone ? emoji.replace(FIRST, `$1${tone}`) : emoji;
}

/** One to three emoji and nothing else. */
export function isFewEmoji(text: string): boolean {
  return text.length < 200 && FEW.test(text);
}
