/** An emoji of the site's own, as a picture; other text stays what it is. */

import { html, type TemplateResult } from "lit";

import type { OwnEmoji } from "../emoji/habits.js";
import { ownPieces } from "../emoji/signs.js";

export function ownEmoji(piece: string | { name: string; url: string }): TemplateResult | string {
  if (typeof piece === "string") return piece;
  const name = `:${piece.name}:`;
  return html`<img class="own-emoji" src=${piece.url} alt=${name} title=${name} />`;
}

/** One emoji, as it is chosen. */
export function emojiSign(emoji: string, own: OwnEmoji): unknown {
  return ownPieces(emoji, own).map(ownEmoji);
}
