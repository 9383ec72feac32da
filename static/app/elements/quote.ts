/** What a message answers, in one line within its bubble; it leads there. */

import { html, type TemplateResult } from "lit";

import type { MessageRow } from "../protocol.js";
import { jump } from "./events.js";
import { bdi } from "./phrases.js";
import { beginning, kindLabel } from "./preview.js";

/** A message that is answered: as it is now, out of my sight, of somebody I have blocked, or on its way. */
export type Quoted = MessageRow | "unseen" | "blocked" | undefined;

/** `name` is what I call its author. */
export function quote(seq: number, quoted: Quoted, name: string): TemplateResult {
  if (quoted === "unseen") return html`<p class="quote quote--gone">${gettext("Earlier than what you can see")}</p>`;
  const go = (event: Event) => {
    event.stopPropagation();
    jump(event.currentTarget as Element, seq);
  };
  return html`<button class="quote" @click=${go}>
    <span class="unseen">${gettext("In reply to")} </span>
    ${typeof quoted === "object" ? html`<span class="quote__who">${bdi(name)}<span class="unseen">: </span></span>` : ""}
    <span class="quote__text">${said(quoted)}</span>
  </button>`;
}

function said(quoted: MessageRow | "blocked" | undefined): TemplateResult | string {
  if (!quoted) return "…";
  else if (quoted === "blocked") return gettext("Somebody you have blocked wrote.");
  else if (quoted.recalled) return gettext("This message was taken back");
  else return html`${kindLabel(quoted.kind)} ${bdi(beginning(quoted.body ?? ""))}`;
}
