import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { MessagesWanted } from "../../api.js";
import { Search } from "../../search.js";
import type { Topic } from "../../store.js";
import { comingPlace, emptyPlace } from "../empty.js";
import { Part } from "../part.js";
import { wordError } from "../refusals.js";
import { moveInRows } from "../rows.js";
import { foundRow } from "./found-row.js";

/** The messages that are wanted, newest first, by pages. */
export class Results extends Part {
  @property({ attribute: false }) wanted: MessagesWanted | undefined;

  readonly #search = new Search(
    (...asked) => this.store.messages.search(...asked),
    () => this.requestUpdate(),
  );
  /** Sees when one has scrolled to the end. */
  readonly #end = new IntersectionObserver(([entry]) => {
    if (entry?.isIntersecting && this.#search.state === "done") void this.#search.more();
  });
  #watched: Element | null = null;
  #wasOnline = true;

  protected override get topics(): Topic[] {
    return ["connection", "list", "people"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search.stop();
    this.#end.disconnect();
    this.#watched = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOnline = this.store.connection === "online";
    if (changed.has("wanted")) this.#search.want(this.wanted);
    else if (isOnline && !this.#wasOnline && this.#search.state === "failed") this.#search.again();
    this.#wasOnline = isOnline;
  }

  protected override updated(): void {
    const last = this.querySelector(".pane__foot");
    if (last === this.#watched) return;
    this.#end.disconnect();
    if (last) this.#end.observe(last);
    this.#watched = last;
  }

  protected override render(): TemplateResult {
    const { state, hits } = this.#search;
    return html`<p class="unseen" role="status">${this.#said()}</p>
      ${hits.length ? this.#list() : nothing} ${hits.length ? this.#foot() : this.#instead(state)}`;
  }

  #list(): TemplateResult {
    return html`<ul class="sheet" @keydown=${moveInRows}>
      ${repeat(
        this.#search.hits,
        ({ stream, message }) => `${stream} ${message.seq}`,
        (hit) => html`<li class="sheet__item">${foundRow(hit, this.store, this.times)}</li>`,
      )}
    </ul>`;
  }

  #said(): string {
    const { state, hits, hasMore } = this.#search;
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
        return emptyPlace({ title: gettext("The search did not work"), text: wordError(this.#search.error), way: this.#again() });
    }
  }

  /** The next page, and what went wrong with it. */
  #foot(): TemplateResult | typeof nothing {
    const { state, hasMore, error } = this.#search;
    if (!hasMore) return nothing;
    return html`<div class="pane__foot">
      ${state === "failed" ? html`<p class="alert alert--error" role="alert">${wordError(error)}</p>` : nothing}
      <button class="button" ?disabled=${state === "loading"} @click=${() => this.#search.again()}>${gettext("More messages")}</button>
    </div>`;
  }

  #again(): TemplateResult {
    return html`<button class="button button--primary" @click=${() => this.#search.again()}>${gettext("Try again")}</button>`;
  }
}

customElements.define("happy-found", Results);
