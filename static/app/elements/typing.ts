/** Who is writing, below the messages. */

import { html, nothing, type TemplateResult } from "lit";

import type { ConversationView, Store } from "../store.js";
import { nameOf, phrase } from "./phrases.js";
import { whoIn } from "./summary.js";

export function typingLine(view: ConversationView, store: Store): TemplateResult {
  const who = whoIn(view, store);
  const [first, ...others] = view.typing.map((user) => nameOf(who(user)));
  const words = others.length ? gettext("%(name)s and others are typing…") : gettext("%(name)s is typing…");
  return html`<p class="timeline__typing" aria-live="off">
    ${first === undefined
      ? nothing
      : html`<span class="timeline__dots" aria-hidden="true"><i></i><i></i><i></i></span>${phrase(words, { name: first })}`}
  </p>`;
}
