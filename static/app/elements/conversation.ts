import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";

import { ActionError } from "../errors.js";
import type { ConversationView, Ending, MessageView, Topic } from "../store.js";
import { backButton } from "./back.js";
import { takeFiles } from "./composer-files.js";
import type { Composer } from "./composer.js";
import { confirm } from "./confirm.js";
import { conversationHead } from "./conversation-head.js";
import { comingPlace, emptyPlace, wayTo } from "./empty.js";
import { toast } from "./events.js";
import "./foot.js";
import { isRobot } from "./here.js";
import { Part } from "./part.js";
import { endPicking, pick } from "./picking.js";
import { bdi, sentence } from "./phrases.js";
import { kindLabel } from "./preview.js";
import { wordError } from "./refusals.js";
import { titleOf } from "./summary.js";
import type { Talk } from "./talk/message-menu.js";
import "./timeline.js";
import type { Landing, Timeline } from "./timeline.js";
import { typingLine } from "./typing.js";

/** One conversation: who it is with, what was said, and where to say more. */
export class Conversation extends Part {
  @property({ attribute: false }) stream = "";
  @property({ attribute: false }) seq: number | undefined;
  @state() private missing = false;
  @state() private landing: Landing | undefined;
  @state() private searching = false;

  #opened = "";
  /** What had the focus before the search. */
  #before: Element | null = null;
  /** What it was called last: who is out of it is not told any more. */
  #name = "";

  protected override get topics(): Topic[] {
    return [`conversation:${this.stream}`, "people", "connection"];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#key);
    this.#close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.stream !== this.#opened) void this.#open();
    else if (changed.has("seq") && this.seq !== undefined) this.#jumpTo(this.seq);
  }

  protected override render(): TemplateResult {
    const view = this.store.conversation(this.stream);
    const ending = this.store.groups.ending(this.stream);
    if (ending && !view?.messages.length) return this.#over(ending);
    else if (!view) return this.missing ? this.#notHere() : this.#skeleton();
    if (view.info) this.#name = titleOf(view, this.store);
    return html`<section
      class="conversation"
      aria-labelledby="conversation-title"
      @happy-sent=${this.#sent}
      @happy-retry=${this.#retry}
      @happy-discard=${this.#discard}
      @happy-jump=${this.#jump}
      @happy-again=${this.#again}
      @happy-in-talk=${this.#inTalk}
      @happy-pick=${this.#pick}
      @happy-readers=${this.#readers}
      @happy-end-picking=${this.#endPicking}
      @keydown=${this.#leave}
      @happy-close-search=${this.#endSearch}
      @dragover=${(event: DragEvent) => event.dataTransfer?.types.includes("Files") && !view.refusal && event.preventDefault()}
      @drop=${(event: DragEvent) => view.refusal || takeFiles(event, event.dataTransfer, { store: this.store, view })}
    >
      ${this.#head(view)} ${this.#searchBar(view)} ${this.#bars(view)}
      ${keyed(
        this.stream,
        html`<happy-timeline class="timeline" .store=${this.store} .view=${view} .landing=${this.landing}></happy-timeline>`,
      )}
      ${typingLine(view, this.store)} ${this.#hints(view)} ${this.#picked(view)}
      <happy-foot ?hidden=${this.store.messages.picks.of(view.id) !== undefined} .store=${this.store} .view=${view}></happy-foot>
    </section>`;
  }

  #head(view: ConversationView): TemplateResult {
    const turn = () => (this.searching ? this.#endSearch() : this.#beginSearch());
    return conversationHead(this, this.store, this.times, view, { isOpen: this.searching, turn });
  }

  #bars(view: ConversationView): TemplateResult {
    const { notice, pinned } = view.info ?? {};
    if (view.kind === "lobby") import("./lobby/people-bar.js").catch(() => undefined);
    if (view.kind === "match") import("./talk/match-bar.js").catch(() => undefined);
    if (notice || pinned?.length) import("./talk/bars.js").catch(() => undefined);
    return html`${view.kind === "lobby" ? html`<happy-people-bar .store=${this.store}></happy-people-bar>` : nothing}
    ${view.kind === "match" ? html`<happy-match-bar .store=${this.store} .view=${view}></happy-match-bar>` : nothing}
    ${notice ? html`<happy-notice-bar .store=${this.store} .view=${view}></happy-notice-bar>` : nothing}
    ${pinned?.length ? html`<happy-pins-bar .store=${this.store} .view=${view}></happy-pins-bar>` : nothing}`;
  }

  /** Who meets the robot does not know yet what to ask. */
  #hints(view: ConversationView): TemplateResult | typeof nothing {
    const isNew = view.kind === "direct" && view.messages.length < 4 && !view.refusal;
    if (!isNew || view.user === undefined || !isRobot(this.store.person(view.user))) return nothing;
    import("./talk/robot-hints.js").catch(() => undefined);
    return html`<happy-robot-hints class="hints" .store=${this.store} .view=${view}></happy-robot-hints>`;
  }

  #searchBar({ id }: ConversationView): TemplateResult | typeof nothing {
    if (!this.searching) return nothing;
    import("./search/in-talk.js").catch((error: unknown) => toast(this, wordError(error)));
    return html`<happy-search-in-talk .store=${this.store} .stream=${id}></happy-search-in-talk>`;
  }

  #picked(view: ConversationView): TemplateResult | typeof nothing {
    if (!this.store.messages.picks.of(view.id)) return nothing;
    import("./talk/picked.js").catch((error: unknown) => toast(this, wordError(error)));
    return html`<happy-picked .store=${this.store} .view=${view}></happy-picked>`;
  }

  #key = (event: KeyboardEvent): void => {
    const { target, key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    const isTyping = target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
    if (key !== "/" || isTyping || ctrlKey || metaKey || altKey || defaultPrevented || !this.#isTop()) return;
    event.preventDefault();
    this.#beginSearch();
  };

  #beginSearch(): void {
    if (this.searching) this.querySelector<HTMLElement>(".seek__field")?.focus();
    else this.#before = document.activeElement;
    this.searching = true;
  }

  #endSearch(): void {
    this.searching = false;
    if (this.#before instanceof HTMLElement) this.#before.focus({ preventScroll: true });
  }

  #skeleton(): TemplateResult {
    return html`<section class="conversation" aria-busy="true">
      <header class="conversation__head">${backButton(this)}</header>
      ${comingPlace()}
    </section>`;
  }

  #over(ending: Ending): TemplateResult {
    import("./talk/ended.js").catch(() => undefined);
    return html`<section class="conversation">
      <header class="conversation__head">
        ${backButton(this)}
        <h1 class="conversation__title" id="conversation-title" tabindex="-1">${bdi(this.#name)}</h1>
      </header>
      <happy-ended class="ended" .store=${this.store} .ending=${ending}></happy-ended>
    </section>`;
  }

  #notHere(): TemplateResult {
    return html`<section class="conversation">
      <header class="conversation__head">${backButton(this)}</header>
      ${emptyPlace({
        title: gettext("This conversation is not here"),
        text: gettext("It may have ended, or it was never yours."),
        way: wayTo("/chats", gettext("To my conversations")),
      })}
    </section>`;
  }

  async #open(): Promise<void> {
    this.#close();
    this.#opened = this.stream;
    this.#name = "";
    this.missing = false;
    await this.#land(this.seq, this.store.openConversation(this.stream, this.seq));
    if (matchMedia("(hover: hover)").matches && this.#isTop()) this.#composer?.focus();
  }

  /** Show the message that was asked for once it has come, or say that it is not there. */
  async #land(seq: number | undefined, loading: Promise<void>): Promise<void> {
    const { stream } = this;
    const landing = (this.landing = seq === undefined ? undefined : { seq });
    try {
      await loading;
      if (stream !== this.stream || landing !== this.landing || seq === undefined) return;
      const view = this.store.conversation(stream);
      if (!view?.messages.some((message) => message.seq === seq)) this.#notThere(gettext("That message cannot be shown."));
    } catch (error) {
      if (stream !== this.stream) return;
      if (error instanceof ActionError && error.code === "not_found") this.missing = true;
      else if (seq !== undefined) this.#notThere(wordError(error));
    }
    this.requestUpdate();
  }

  #jump({ detail: seq }: CustomEvent<number>): void {
    this.#jumpTo(seq);
  }

  #jumpTo(seq: number): void {
    void this.#land(seq, this.store.pages.loadAround(this.stream, seq));
  }

  #notThere(words: string): void {
    this.landing = undefined;
    toast(this, words);
  }

  #close(): void {
    if (this.#opened) this.store.closeConversation(this.#opened);
    this.store.messages.picks.end(this.#opened);
    this.#opened = "";
  }

  /** Nothing lies over the page that has the focus now. */
  #isTop(): boolean {
    return !document.querySelector("dialog[open]");
  }

  get #composer(): Composer | null {
    return this.querySelector<Composer>("happy-composer");
  }

  #sent(): void {
    this.querySelector<Timeline>("happy-timeline")?.toLatest();
  }

  #again(event: CustomEvent<string>): void {
    this.#composer?.add(event.detail);
  }

  #pick({ detail: message }: CustomEvent<MessageView>): void {
    pick(this, this.store, this.stream, message);
  }

  /** What was opened last is left first. */
  #leave(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented || !this.store.messages.picks.of(this.stream)) return;
    event.preventDefault();
    this.#endPicking();
  }

  async #readers({ detail: { seq } }: CustomEvent<MessageView>): Promise<void> {
    try {
      const { showReaders } = await import("./talk/readers.js");
      showReaders(this.store, this.stream, seq!);
    } catch (error) {
      toast(this, wordError(error));
    }
  }

  #endPicking(): void {
    void endPicking(this, this.store, this.stream);
  }

  #retry(event: CustomEvent<MessageView>): void {
    const { client_id: clientId } = event.detail;
    if (clientId) void this.store.messages.retry(clientId);
  }

  async #inTalk({ detail: act }: CustomEvent<(talk: Talk) => unknown>): Promise<void> {
    const view = this.store.conversation(this.stream);
    try {
      if (view) await act({ source: this, store: this.store, view });
    } catch (error) {
      toast(this, wordError(error));
    }
  }

  async #discard(event: CustomEvent<MessageView>): Promise<void> {
    const { body, kind, client_id: clientId } = event.detail;
    const excerpt = [...(body || kindLabel(kind))].slice(0, 60).join("");
    const yes = await confirm({
      title: gettext("Delete this message?"),
      text: sentence(gettext("“%(text)s” was not sent. Deleting it removes it from this device."), { text: excerpt }),
      yes: gettext("Delete"),
      dangerous: true,
    });
    if (yes && clientId) await this.store.messages.discard(clientId);
  }
}

customElements.define("happy-conversation", Conversation);
