/** What can be done with all messages that are picked, in place of the composer. */

import "../../words.js";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { mayForward, mayTakeBack } from "../../rights.js";
import type { ConversationView, MessageView } from "../../store.js";
import { confirm } from "../confirm.js";
import { copyText, toast } from "../events.js";
import { icon, type IconName } from "../icons.js";
import { Part } from "../part.js";
import { nameOf, sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { whoIn } from "../summary.js";
import { forward } from "./forward.js";

export class Picked extends Part {
  @property({ attribute: false }) view!: ConversationView;

  protected override render(): TemplateResult {
    const picked = this.#messages;
    const count = picked.length;
    const isStaff = this.store.profile?.staff === true;
    const mayRecall = count > 0 && picked.every((message) => mayTakeBack(this.view, message, { isStaff, now: Date.now() }));
    return html`<div class="picked" role="toolbar" aria-label=${gettext("Picked messages")}>
      ${this.#act("close", gettext("Stop picking"), () => this.#end())}
      <p class="picked__count" role="status">${sentence(ngettext("%(count)s picked", "%(count)s picked", count), { count })}</p>
      ${this.#act("copy", gettext("Copy"), () => this.#copy(), picked.some(({ body }) => body))}
      ${this.#act("star", gettext("Add to favourites"), () => this.#favour(), count > 0)}
      ${mayRecall ? this.#act("recall", gettext("Take back"), () => this.#takeBack()) : nothing}
      ${this.#act("send-on", gettext("Forward"), () => this.#forward(), count > 0)}
    </div>`;
  }

  #act(name: IconName, words: string, act: () => unknown, can = true): TemplateResult {
    return html`<button class="icon-button" aria-label=${words} title=${words} ?disabled=${!can} @click=${act}>${icon(name)}</button>`;
  }

  get #messages(): MessageView[] {
    const seqs = this.store.messages.picks.of(this.view.id);
    return this.view.messages.filter(({ seq, recalled }) => seq !== undefined && !recalled && seqs?.has(seq));
  }

  async #forward(): Promise<void> {
    const seqs = this.#messages.filter(mayForward).map(({ seq }) => seq!);
    if (!seqs.length) toast(this, gettext("Polls and sign-up chains stay where they are."));
    else if (await forward({ source: this, store: this.store, view: this.view }, seqs)) this.#end();
  }

  #copy(): void {
    const who = whoIn(this.view, this.store);
    const said = this.#messages.filter(({ body }) => body);
    const lines = said.map(({ author, body }) => (said.length > 1 ? `${nameOf(who(author))}${gettext(": ")}${body}` : body));
    void copyText(this, lines.join("\n"));
    this.#end();
  }

  async #favour(): Promise<void> {
    const { id } = this.view;
    await this.#all((seq) => this.store.messages.favourite(id, seq, true), gettext("Added to your favourites."));
  }

  async #takeBack(): Promise<void> {
    const count = this.#messages.length;
    const yes = await confirm({
      title: sentence(ngettext("Take back the message?", "Take back %(count)s messages?", count), { count }),
      text: gettext("It is gone for everybody. That something was taken back stays to be seen."),
      yes: gettext("Take back"),
      dangerous: true,
    });
    const messages = new Map(this.#messages.map((message) => [message.seq!, message]));
    if (yes) await this.#all((seq) => this.store.messages.recall(this.view.id, messages.get(seq)!));
  }

  async #all(act: (seq: number) => Promise<void>, done = ""): Promise<void> {
    try {
      for (const { seq } of this.#messages) await act(seq!);
      if (done) toast(this, done);
      this.#end();
    } catch (error) {
      toast(this, wordError(error));
    }
  }

  #end(): void {
    this.dispatchEvent(new Event("happy-end-picking", { bubbles: true }));
  }
}

customElements.define("happy-picked", Picked);
