/** A sign-up chain in the log: a numbered list to which each adds a line. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../../words.js";
import type { ChainEntry } from "../../../protocol.js";
import type { ConversationView, MessageView, Topic } from "../../../store.js";
import { copyText, toast } from "../../events.js";
import { icon } from "../../icons.js";
import { Part } from "../../part.js";
import { bdi, nameOf, sentence } from "../../phrases.js";
import { wordError } from "../../refusals.js";
import { whoIn } from "../../summary.js";
import { closeIt, mayClose } from "./closing.js";

/** A longer one is folded. */
const SHOWN = 10;

export class ChainMessage extends Part {
  @property({ attribute: false }) message!: MessageView;
  @property({ attribute: false }) view!: ConversationView;
  /** Is all of a long one shown? */
  @state() private whole = false;

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override render(): TemplateResult {
    const { row, body } = this.message;
    const entries = this.#entries;
    const shown = this.whole ? entries : entries.slice(0, SHOWN);
    return html`<section class="chain" aria-label=${sentence(gettext("Sign-up chain: %(title)s"), { title: body })} @click=${(event: Event) => event.stopPropagation()}>
      <p class="poll__kind">${icon("chain", "s")} ${row && !row.open ? gettext("Closed sign-up chain") : gettext("Sign-up chain")}</p>
      <p class="poll__question" dir="auto">${body}</p>
      <ol class="chain__entries">
        ${shown.map((entry) => html`<li class="chain__entry">${this.#entry(entry)}</li>`)}
      </ol>
      ${entries.length > SHOWN
        ? html`<button class="poll__act" aria-expanded=${this.whole} @click=${() => (this.whole = !this.whole)}>
            ${this.whole ? gettext("Show less") : sentence(gettext("Show all %(count)s"), { count: entries.length })}
          </button>`
        : nothing}
      <p class="poll__about" role="status">
        ${sentence(ngettext("%(count)s signed up", "%(count)s signed up", entries.length), { count: entries.length })}
      </p>
      ${this.#acts()}
    </section>`;
  }

  /** Who writes more than a name is named, too. */
  #entry({ user, text }: ChainEntry): TemplateResult {
    const name = nameOf(whoIn(this.view, this.store)(user));
    return html`<span dir="auto">${text}</span>${text.includes(name) ? nothing : html` <span class="chain__who">${bdi(name)}</span>`}`;
  }

  #acts(): TemplateResult | typeof nothing {
    const { message, view, store } = this;
    if (!message.row) return nothing;
    const mine = this.#entries.find(({ user }) => user === store.user);
    const isOpen = message.row.open === true && !view.refusal;
    return html`<div class="poll__acts">
      ${isOpen
        ? html`<button class="button button--small ${mine ? "" : "button--primary"}" @click=${() => this.#write(mine?.text)}>
            ${mine ? gettext("Change my entry") : gettext("Join in")}
          </button>`
        : nothing}
      ${isOpen && mine ? html`<button class="poll__act" @click=${this.#withdraw}>${gettext("Withdraw")}</button>` : nothing}
      <button class="poll__act" @click=${() => copyText(this, this.#asText)}>${gettext("Copy as text")}</button>
      ${mayClose(view, message)
        ? html`<button class="poll__act" @click=${() => closeIt({ source: this, store, view }, message)}>${gettext("Close chain")}</button>`
        : nothing}
    </div>`;
  }

  get #entries(): readonly ChainEntry[] {
    const { row, said } = this.message;
    const mine = said?.chain?.text;
    return row?.chain?.entries ?? (mine ? [{ user: this.store.user, text: mine, at: this.message.at }] : []);
  }

  get #asText(): string {
    return [this.message.body, ...this.#entries.map(({ text }, index) => `${index + 1}. ${text}`)].join("\n");
  }

  async #write(text: string | undefined): Promise<void> {
    const { message, store, view } = this;
    const { writeEntry } = await import("./making-chain.js");
    writeEntry({ source: this, store, view }, message.seq!, text ?? nameOf(whoIn(view, store)(store.user)));
  }

  async #withdraw(): Promise<void> {
    try {
      await this.store.messages.answer(this.view.id, this.message.seq!, { text: "" });
    } catch (error) {
      toast(this, wordError(error));
    }
  }
}

customElements.define("happy-chain", ChainMessage);
