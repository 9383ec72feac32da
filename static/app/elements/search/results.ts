import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Search } from "../../search.js";
import { comingPlace, emptyPlace } from "../empty.js";
import { wordError } from "../refusals.js";
import { moveInRows } from "../rows.js";
import { foundRow } from "./found-row.js";
import { FoundPages } from "./pages.js";

/** The messages that are wanted, newest first, by pages. */
export class Results extends FoundPages {
  protected override render(): TemplateResult {
    const { state, hits } = this.search;
    return html`<p class="unseen" role="status">${this.#said()}</p>
      ${hits.length ? this.#list() : nothing} ${hits.length ? this.foot() : this.#instead(state)}`;
  }

  #list(): TemplateResult {
    return html`<ul class="sheet" @keydown=${moveInRows}>
      ${repeat(
        this.search.hits,
        ({ stream, message }) => `${stream} ${message.seq}`,
        (hit) => html`<li class="sheet__item">${foundRow(hit, this.store, this.times)}</li>`,
      )}
    </ul>`;
  }

  #said(): string {
    const { state, hits, hasMore } = this.search;
    if (state !== "done" || !hits.length) return "";
    const count = hits.length;
    const words = hasMore
      ? ngettext("%(count)s message, and there are more", "%(count)s messages, and there are more", count)
      : ngettext("%(count)s message found", "%(count)s messages found", count);
    return interpolate(words, { count }, true);
  }

  #instead(state: Search["state"]): TemplateResult | typeof nothing {
    switch (state) {
      case "idle":
        return emptyPlace({
          title: gettext("Search what was said"),
          text: gettext("Words, parts of Chinese words, names of files: in all your conversations."),
        });
      case "loading":
        return comingPlace();
      case "done":
        return emptyPlace({ title: gettext("Nothing found"), text: gettext("Try fewer or other words, or take filters away.") });
      case "failed":
        return emptyPlace({ title: gettext("The search did not work"), text: wordError(this.search.error), way: this.again() });
    }
  }
}

customElements.define("happy-found", Results);
