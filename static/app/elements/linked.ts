/** Text as text nodes, addresses as links that tell the other side nothing. */

import { html } from "lit";

import { pieces } from "../text.js";

export function linked(text: string): unknown[] {
  return pieces(text).map((piece) =>
    piece.type === "text"
      ? piece.text
      : html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`,
  );
}
