import "../../words.js";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { Search, TYPING_PAUSE_MS } from "../../search.js";
import { jump, toast } from "../events.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { isBlank, sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { midnight, searchPath } from "./address.js";

const MAX_QUERY = 100;
const AT_ONCE = 50;
/** Nobody wrote here before. */
const FIRST_DAY = "2000-01-01";

/** Above a talk: go from message to message with some words, or to a day. Sends `happy-close-search`. */
export class SearchInTalk extends Part {
  @property({ attribute: false }) stream = "";
  @state() private query = "";
  /** The place of the message on screen among those found, the newest first. */
  @state() private index = -1;

  readonly #search = new Search(
    (...asked) => this.store.messages.search(...asked),
    () => this.requestUpdate(),
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search.stop();
  }

  protected override firstUpdated(): void {
    this.querySelector("input")?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("stream")) this.#want("");
  }

  /** The newest is shown as soon as it is found. */
  protected override updated(): void {
    if (this.index < 0 && this.#search.state === "done") void this.#go(0);
  }

  protected override render(): TemplateResult {
    const { hits } = this.#search;
    return html`<section class="bar seek" role="search" aria-label=${gettext("Search in this conversation")} @keydown=${this.#key}>
      <input
        class="field__input seek__field"
        type="search"
        maxlength=${MAX_QUERY}
        autocomplete="off"
        aria-label=${gettext("Search in this conversation")}
        placeholder=${gettext("Search in this conversation")}
        .value=${this.query}
        @input=${(event: Event) => this.#want((event.target as HTMLInputElement).value, TYPING_PAUSE_MS)}
      />
      <span class="seek__count" role="status">${this.#said()}</span>
      <button class="icon-button" aria-label=${gettext("Earlier message")} ?disabled=${!hits.length} @click=${() => this.#go(this.index + 1)}>
        ${icon("up")}
      </button>
      <button class="icon-button" aria-label=${gettext("Later message")} ?disabled=${this.index <= 0} @click=${() => this.#go(this.index - 1)}>
        ${icon("down")}
      </button>
      <a class="icon-button" href=${searchPath({ q: this.query.trim(), in: this.stream })} aria-label=${gettext("All that was found")}>${icon("log")}</a>
      <label class="seek__day">
        <span>${gettext("Go to a day")}</span>
        <input class="field__input" type="date" min=${FIRST_DAY} @change=${this.#toDay} />
      </label>
      <button class="icon-button seek__close" aria-label=${gettext("Close the search")} @click=${this.#close}>${icon("close")}</button>
    </section>`;
  }

  #said(): string | typeof nothing {
    const { state, hits, hasMore, error } = this.#search;
    if (state === "failed") return wordError(error);
    else if (state === "done" && !hits.length) return gettext("Nothing found");
    else if (this.index < 0 || !hits.length) return nothing;
    const count = `${hits.length}${hasMore ? "+" : ""}`;
    return sentence(gettext("%(number)s of %(count)s"), { number: this.index + 1, count });
  }

  #want(query: string, pauseMs = 0): void {
    this.query = query;
    this.index = -1;
    this.#search.want(isBlank(query) ? undefined : { q: query.trim(), stream: this.stream, limit: AT_ONCE }, pauseMs);
  }

  async #go(index: number): Promise<void> {
    const search = this.#search;
    if (search.state === "failed") return search.again();
    if (index >= search.hits.length) await search.more();
    const hit = search.hits[index];
    if (!hit || search.state !== "done") return;
    this.index = index;
    jump(this, hit.message.seq!);
  }

  async #toDay({ target }: Event): Promise<void> {
    const { value, validity } = target as HTMLInputElement;
    const date = midnight(value, 0);
    if (!date || !validity.valid) return;
    try {
      const seq = await this.store.pages.seqAt(this.stream, date);
      if (seq !== undefined) jump(this, seq);
    } catch (error) {
      toast(this, wordError(error));
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const isField = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (event.key === "Escape") this.#close();
    else if (isField && (event.key === "ArrowUp" || (event.key === "Enter" && !event.shiftKey))) void this.#go(this.index + 1);
    else if (isField && (event.key === "ArrowDown" || event.key === "Enter")) void this.#go(this.index - 1);
    else return;
    event.preventDefault();
  }

  #close(): void {
    this.dispatchEvent(new Event("happy-close-search", { bubbles: true }));
  }
}

customElements.define("happy-search-in-talk", SearchInTalk);
