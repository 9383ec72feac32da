import { html, nothing, type TemplateResult } from "lit";

import type { Topic } from "../../store.js";
import { emptyPlace } from "../empty.js";
import { go } from "../events.js";
import { Part } from "../part.js";
import { placePane } from "../place-pane.js";
import { conversationPath } from "../router.js";
import "./waiting.js";
import "./wishes.js";
import { closedWords, pausedWords } from "./words.js";

/** Meet somebody by chance: say what I would like, then wait; whoever is found is met in a talk. */
export class Meet extends Part {
  #timer: number | undefined;
  #wasWaiting = false;
  #hasCancelled = false;
  /** The search ended, and not by what was pressed here. */
  #isOver = false;

  protected override get topics(): Topic[] {
    return ["me"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(): void {
    const isWaiting = this.store.meeting.search?.state === "waiting";
    if (isWaiting) this.#isOver = false;
    else if (this.#wasWaiting && !this.#hasCancelled && !this.store.meeting.search) this.#isOver = true;
    if (!isWaiting) this.#hasCancelled = false;
    this.#wasWaiting = isWaiting;
  }

  /** In a talk with somebody: it is there. */
  protected override updated(): void {
    const { search, pausedUntil } = this.store.meeting;
    const { state, stream } = search ?? {};
    clearTimeout(this.#timer);
    if (pausedUntil) this.#timer = window.setTimeout(() => this.requestUpdate(), Date.parse(pausedUntil) - Date.now());
    if (state === "paired" && stream) go(this, conversationPath(stream), { replace: true });
  }

  protected override render(): TemplateResult {
    return placePane(this, gettext("Meet someone"), html`${this.#body()}`);
  }

  #body(): TemplateResult | typeof nothing {
    const { store } = this;
    const { search, pausedUntil } = store.meeting;
    switch (search?.state) {
      case "waiting":
        return html`<happy-seeking class="seeking" .store=${store} @happy-cancel=${this.#cancelled}></happy-seeking>`;
      case "paired":
        return nothing;
      default:
        if (!store.site) return nothing;
        else if (!store.site.match) return emptyPlace({ title: closedWords() });
        else if (pausedUntil) return emptyPlace({ title: gettext("Not for now"), text: pausedWords(pausedUntil, this.times) });
        else return html`${this.#over()}<happy-wishes .store=${store}></happy-wishes>`;
    }
  }

  #over(): TemplateResult | typeof nothing {
    if (!this.#isOver) return nothing;
    return html`<p class="alert" role="status">
      ${gettext("You wait no more: you were without a connection for a while, or have cancelled it in another window.")}
    </p>`;
  }

  #cancelled(): void {
    this.#hasCancelled = true;
  }
}

customElements.define("happy-meet", Meet);
