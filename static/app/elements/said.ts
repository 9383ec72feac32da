/** What somebody said, as nodes: its lines, what it quotes, its code, whom it calls. */

import { html, type TemplateResult } from "lit";

import { ALL, type Called } from "../mentions.js";
import type { OwnEmoji } from "../emoji/habits.js";
import { ownPieces } from "../emoji/signs.js";
import type { UserId } from "../protocol.js";
import { blocks, type Block, type Inline } from "../text.js";
import "./code.js";
import { link } from "./linked.js";
import { ownEmoji } from "./own-emoji.js";

const NONE: OwnEmoji = new Map();

/** Calls of me, or of everybody, stand out. */
export function said(body: string, called: readonly Called[], me: UserId, own: OwnEmoji = NONE): TemplateResult[] {
  return blocks(body, called).map((block) => drawn(block, me, own));
}

/** White space counts here: there is none in the templates. */
function drawn(block: Block, me: UserId, own: OwnEmoji): TemplateResult {
  switch (block.type) {
    case "code":
      return html`<happy-code class="code" .text=${block.text} .language=${block.language}></happy-code>`;
    case "quote":
      return html`<blockquote class="said__quote" dir="auto">${inline(block.inside, me, own)}</blockquote>`;
    case "lines":
      return html`<p class="said__lines" dir="auto">${inline(block.inside, me, own)}</p>`;
  }
}

function inline(inside: readonly Inline[], me: UserId, own: OwnEmoji): unknown[] {
  return inside.map((piece) => {
    switch (piece.type) {
      case "text":
        return ownPieces(piece.text, own).map(ownEmoji);
      case "link":
        return link(piece);
      case "code":
        return html`<code class="said__code">${piece.text}</code>`;
      case "bold":
        return html`<strong>${inline(piece.inside, me, own)}</strong>`;
      case "call":
        return html`<span class="call ${piece.user === me || piece.user === ALL ? "call--me" : ""}">${piece.text}</span>`;
    }
  });
}
