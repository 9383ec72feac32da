/** Text as text nodes, and addresses in it as links that tell the other side nothing. */

import { html, nothing, type TemplateResult } from "lit";

import { pieces, type Link } from "../links.js";

export function linked(text: string): unknown[] {
  return pieces(text).map((piece) => (piece.type === "link" ? link(piece) : piece.text));
}

/** Where the host may be taken for another one, its other name is shown, too. */
export function link({ text, href, host }: Link): TemplateResult {
  return html`<a href=${href} data-host=${host ?? nothing} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}
