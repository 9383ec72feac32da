/** Messages that are wanted, by pages: the next one is asked for when one has scrolled to the end. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { MessagesWanted } from "../../api.js";
import { Search } from "../../search.js";
import type { Topic } from "../../store.js";
import { Part } from "../part.js";
import { wordError } from "../refusals.js";

export abstract class FoundPages extends Part {
  @property({ attribute: false }) wanted: MessagesWanted | undefined;

  protected readonly search = new Search(
    (...asked) => this.store.messages.search(...asked),
    () => this.requestUpdate(),
  );
  /** Sees when one has scrolled to the end. */
  readonly #end = new IntersectionObserver(([entry]) => {
    if (entry?.isIntersecting && this.search.state === "done") void this.search.more();
  });
  #watched: Element | null = null;
  #wasOnline = true;

  protected override get topics(): Topic[] {
    return ["connection", "list", "people"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.search.stop();
    this.#end.disconnect();
    this.#watched = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOnline = this.store.connection === "online";
    if (changed.has("wanted")) this.search.want(this.wanted);
    else if (isOnline && !this.#wasOnline && this.search.state === "failed") this.search.again();
    this.#wasOnline = isOnline;
  }

  protected override updated(): void {
    const last = this.querySelector(".pane__foot");
    if (last === this.#watched) return;
    this.#end.disconnect();
    if (last) this.#end.observe(last);
    this.#watched = last;
  }

  /** The next page, and what went wrong with it. */
  protected foot(): TemplateResult | typeof nothing {
    const { state, hasMore, error } = this.search;
    if (!hasMore) return nothing;
    return html`<div class="pane__foot">
      ${state === "failed" ? html`<p class="alert alert--error" role="alert">${wordError(error)}</p>` : nothing}
      <button class="button" ?disabled=${state === "loading"} @click=${() => this.search.again()}>${gettext("More messages")}</button>
    </div>`;
  }

  protected again(): TemplateResult {
    return html`<button class="button button--primary" @click=${() => this.search.again()}>${gettext("Try again")}</button>`;
  }
}
