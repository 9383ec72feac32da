import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Topic } from "../store.js";
import "./chat-row.js";
import { emptyPlace, wayTo } from "./empty.js";
import { Part } from "./part.js";
import { placePane } from "./place-pane.js";
import { moveInRows } from "./rows.js";

/** What people wrote who are not among my friends, until I answer. */
export class Requests extends Part {
  protected override get topics(): Topic[] {
    return ["list", "people"];
  }

  protected override render(): TemplateResult {
    const requests = this.store.conversations.filter(({ request }) => request);
    return placePane(
      this,
      gettext("Message requests"),
      requests.length
        ? html`<p class="field__hint">
              ${gettext("From people who are not among your friends. They do not see whether you have read it, and wait for your answer.")}
            </p>
            <ul class="sheet" @keydown=${moveInRows}>
              ${repeat(
                requests,
                ({ id }) => id,
                (summary) => html`<li class="sheet__item">
                  <happy-chat-row .store=${this.store} .summary=${summary}></happy-chat-row>
                </li>`,
              )}
            </ul>`
        : emptyPlace({
            title: gettext("No requests"),
            text: gettext("What people write who are not among your friends waits here."),
            way: wayTo("/chats", gettext("To my conversations")),
          }),
    );
  }
}

customElements.define("happy-requests", Requests);
