/** Text as text nodes, addresses as links that tell the other side nothing, names that are called marked. */

import { html } from "lit";

import { ALL, callsIn, type Called } from "../mentions.js";
import type { UserId } from "../protocol.js";
import { pieces } from "../text.js";

export function linked(text: string, called: readonly Called[] = [], me: UserId = ""): unknown[] {
  return pieces(text).map((piece) =>
    piece.type === "text"
      ? marked(piece.text, called, me)
      : html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`,
  );
}

/** Calls of me, or of everybody, stand out. */
function marked(text: string, called: readonly Called[], me: UserId): unknown {
  if (!called.length) return text;
  const nodes: unknown[] = [];
  let done = 0;
  for (const { user, start, end } of callsIn(text, called)) {
    const toMe = user === me || user === ALL;
    nodes.push(text.slice(done, start), html`<span class="call ${toMe ? "call--me" : ""}">${text.slice(start, end)}</span>`);
    done = end;
  }
  return [...nodes, text.slice(done)];
}
