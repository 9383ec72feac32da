/** Saying messages again elsewhere: where to, one by one or as one record, and a word with them. */

import "../../words.js";
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { newClientId } from "../../client_ids.js";
import { ActionError } from "../../errors.js";
import { isFoundBy } from "../../letters.js";
import type { StreamId } from "../../protocol.js";
import type { Topic } from "../../store.js";
import { toast } from "../events.js";
import "../face.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi, isBlank, sentence } from "../phrases.js";
import { wordError, wordRefusal } from "../refusals.js";
import { waysIn, type Way } from "../ways.js";
import type { Talk } from "./message-menu.js";

/** Places at once. */
const MOST = 9;
/** More are found by typing. */
const SHOWN = 40;
const MAX_COMMENT = 8000;

/** Ask where to, and send them there; resolves with whether they went. The focus returns to where it was. */
export function forward({ source, store, view }: Pick<Talk, "source" | "store" | "view">, seqs: readonly number[]): Promise<boolean> {
  const element = new Forward();
  Object.assign(element, { store, stream: view.id, seqs, source });
  document.body.append(element);
  return element.done;
}

class Forward extends Part {
  @property({ attribute: false }) stream: StreamId = "";
  @property({ attribute: false }) seqs: readonly number[] = [];
  /** What is told how it went. */
  source!: EventTarget;
  @state() private query = "";
  @state() private chosen: readonly Way[] = [];
  @state() private merged = false;
  @state() private comment = "";
  @state() private busy = false;
  @state() private error = "";

  #settle!: (sent: boolean) => void;
  readonly done = new Promise<boolean>((resolve) => (this.#settle = resolve));
  #isSent = false;
  /** The same for every try: an answer that was lost sends nothing twice. */
  #clientId = "";

  protected override get topics(): Topic[] {
    return ["list", "contacts", "people"];
  }

  protected override firstUpdated(): void {
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    const count = this.seqs.length;
    const title = sentence(ngettext("Forward the message", "Forward %(count)s messages", count), { count });
    return html`<dialog class="dialog dialog--wide forward" aria-labelledby="forward-title" @close=${this.#closed}>
      <form class="forward__form" novalidate @submit=${this.#send}>
        <div class="dialog__head forward__head">
          <h2 id="forward-title">${title}</h2>
          <button class="icon-button" type="button" aria-label=${gettext("Close")} @click=${() => this.#dialog.close()}>${icon("close")}</button>
        </div>
        ${this.#search()} ${this.#ticked()} ${this.#list()} ${count > 1 ? this.#how() : nothing}
        <textarea
          class="field__input forward__comment"
          rows="1"
          maxlength=${MAX_COMMENT}
          aria-label=${gettext("Say something with it")}
          placeholder=${gettext("Say something with it")}
          .value=${this.comment}
          @input=${(event: Event) => (this.comment = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
        ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
        <div class="dialog__actions">
          <button class="button" type="button" @click=${() => this.#dialog.close()}>${gettext("Cancel")}</button>
          <button class="button button--primary" ?disabled=${this.busy || !this.chosen.length}>${this.#words}</button>
        </div>
      </form>
    </dialog>`;
  }

  #search(): TemplateResult {
    return html`<input
      class="field__input"
      type="search"
      autofocus
      autocomplete="off"
      aria-label=${gettext("Find a conversation or a contact")}
      placeholder=${gettext("Find a conversation or a contact")}
      .value=${this.query}
      @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)}
      @keydown=${this.#typed}
    />`;
  }

  #ticked(): TemplateResult | typeof nothing {
    if (!this.chosen.length) return nothing;
    return html`<ul class="picker__ticked" aria-label=${gettext("Ticked")}>
      ${repeat(
        this.chosen,
        ({ id }) => id,
        (way) => html`<li>
          <button class="chip" type="button" aria-label=${sentence(gettext("Untick %(name)s"), { name: way.name })} @click=${() => this.#tick(way)}>
            <happy-face class="face face--xs" .people=${way.people} .picture=${way.picture}></happy-face> ${bdi(way.name)} ${icon("close", "s")}
          </button>
        </li>`,
      )}
    </ul>`;
  }

  #list(): TemplateResult {
    const found = waysIn(this.store).filter(({ words }) => isFoundBy(this.query, words)).slice(0, SHOWN);
    return html`<div class="forward__list" role="group" aria-label=${gettext("Where to")}>
      ${found.length
        ? repeat(
            found,
            ({ id }) => id,
            (way) => this.#row(way),
          )
        : html`<p class="picker__none" role="status">${gettext("Nobody and nothing by that name here.")}</p>`}
    </div>`;
  }

  #row(way: Way): TemplateResult {
    const isTicked = this.chosen.some(({ id }) => id === way.id);
    const refusal = way.friend === undefined ? this.store.conversation(way.id)?.refusal : undefined;
    const isFull = this.chosen.length >= MOST && !isTicked;
    return html`<label class="row row--small picker__row">
      <input class="picker__box" type="checkbox" .checked=${isTicked} ?disabled=${refusal !== undefined || isFull} @change=${() => this.#tick(way)} />
      <happy-face class="face face--s" .people=${way.people} .picture=${way.picture}></happy-face>
      <span class="row__text">
        <span class="row__name ellipsis">${bdi(way.name)}</span>
        ${refusal ? html`<span class="row__last">${wordRefusal(refusal)}</span>` : nothing}
      </span>
    </label>`;
  }

  #how(): TemplateResult {
    const choice = (merged: boolean, words: string): TemplateResult => html`<label class="forward__way">
      <input type="radio" name="forward-how" .checked=${this.merged === merged} @change=${() => (this.merged = merged)} /> ${words}
    </label>`;
    return html`<fieldset class="forward__how">
      <legend class="unseen">${gettext("How")}</legend>
      ${choice(false, gettext("One by one"))} ${choice(true, gettext("Together, as a chat record"))}
    </fieldset>`;
  }

  get #words(): string {
    const count = this.chosen.length;
    if (this.busy) return gettext("Sending…");
    return count > 1 ? sentence(gettext("Forward (%(count)s)"), { count }) : gettext("Forward");
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector("dialog")!;
  }

  /** Enter in the search ticks the first that is found, and is no wish to send. */
  #typed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.querySelector<HTMLInputElement>(".picker__box:not(:disabled)")?.click();
  }

  #tick(way: Way): void {
    const rest = this.chosen.filter(({ id }) => id !== way.id);
    this.chosen = rest.length < this.chosen.length ? rest : [...this.chosen, way];
    this.#clientId = "";
    this.error = "";
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.chosen.length) return;
    const { store, stream, chosen } = this;
    this.busy = true;
    this.error = "";
    this.#clientId ||= newClientId();
    const streams = new Map<StreamId, Way>();
    try {
      for (const way of chosen) streams.set(way.friend === undefined ? way.id : await store.openDirect(way.friend), way);
      const how = { merged: this.merged && this.seqs.length > 1, body: isBlank(this.comment) ? "" : this.comment };
      await store.messages.forward(this.#clientId, { stream, seqs: [...this.seqs] }, [...streams.keys()], how);
      this.#isSent = true;
      toast(this.source, gettext("Forwarded."));
      this.#dialog.close();
    } catch (error) {
      this.error = wordWhere(error, streams);
    } finally {
      this.busy = false;
    }
  }

  #closed(): void {
    this.#settle(this.#isSent);
    this.remove();
  }
}

/** All or nothing: who is told what is wrong is told where. */
function wordWhere(error: unknown, streams: ReadonlyMap<StreamId, Way>): string {
  const where = error instanceof ActionError && error.stream !== undefined ? streams.get(error.stream) : undefined;
  const reason = wordError(error);
  return where ? sentence(gettext("Nothing was sent. %(name)s: %(reason)s"), { name: where.name, reason }) : reason;
}

customElements.define("happy-forward", Forward);
