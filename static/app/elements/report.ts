/** Telling those who look after the site about a message, a person or a group. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../words.js";
import type { Reported } from "../messages.js";
import type { Reason, UserId } from "../protocol.js";
import type { Store } from "../store.js";
import { choice } from "./choice.js";
import { toast } from "./events.js";
import { inForm } from "./once.js";
import { Light } from "./part.js";
import { codePoints, nameOf, sentence } from "./phrases.js";

const MAX_TEXT = 500;

/** Ask why, then report it; the focus returns to where it was. */
export function report(store: Store, what: Reported): void {
  const element = new Report();
  Object.assign(element, { store, what });
  document.body.append(element);
}

class Report extends Light {
  @property({ attribute: false }) store!: Store;
  @property({ attribute: false }) what!: Reported;
  @state() private reason: Reason | "" = "";
  @state() private text = "";
  @state() busy = false;
  @state() error = "";

  protected override firstUpdated(): void {
    this.querySelector("dialog")!.showModal();
  }

  protected override render(): TemplateResult {
    const isLong = codePoints(this.text) > MAX_TEXT;
    return html`<dialog class="dialog" aria-labelledby="report-title" @close=${() => this.remove()}>
      <h2 id="report-title">${this.#title}</h2>
      <form class="form report" @submit=${this.#send}>
        <p class="report__hint">
          ${gettext("Those who look after this site will see it, with what was said around it. Nobody else is told.")}
        </p>
        ${choice({
          name: "reason",
          legend: gettext("Why?"),
          options: reasons(),
          chosen: this.reason,
          choose: (value) => (this.reason = value as Reason),
        })}
        <div class="field ${isLong ? "field--invalid" : ""}">
          <div class="field__top">
            <label class="field__label" for="report-text">${gettext("In your words, if you like")}</label>
            ${isLong
              ? html`<span class="field__counter field__counter--over">
                  ${sentence(gettext("%(length)s of %(most)s"), { length: codePoints(this.text), most: MAX_TEXT })}
                </span>`
              : nothing}
          </div>
          <textarea class="field__input" id="report-text" rows="3" .value=${this.text} @input=${this.#typed}></textarea>
        </div>
        ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
        <div class="dialog__actions">
          <button class="button" type="button" @click=${this.#close}>${gettext("Cancel")}</button>
          <button class="button button--danger" ?disabled=${!this.reason || isLong || this.busy}>${gettext("Report")}</button>
        </div>
      </form>
    </dialog>`;
  }

  get #title(): string {
    const { user, seq } = this.#about;
    if (user !== undefined) return sentence(gettext("Report %(name)s"), { name: nameOf(this.store.person(user)) });
    else return seq === undefined ? gettext("Report this group") : gettext("Report this message");
  }

  /** A match is about nobody but the other of the two; what they said is kept with the report. */
  get #about(): { user?: UserId | undefined; seq?: number | undefined } {
    const { what } = this;
    if ("user" in what || what.seq !== undefined) return what;
    else return { user: this.store.conversation(what.stream)?.user };
  }

  #typed(event: Event): void {
    this.text = (event.target as HTMLTextAreaElement).value;
  }

  #close(): void {
    this.querySelector("dialog")!.close();
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    const { reason } = this;
    if (!reason) return;
    await inForm(this, async () => {
      await this.store.messages.report(this.what, reason, this.text.trim());
      this.#close();
      toast(this, gettext("Thank you. It will be looked at."));
    });
  }
}

function reasons(): [Reason, string][] {
  return [
    ["spam", gettext("Advertising or spam")],
    ["abuse", gettext("Insults or harassment")],
    ["sexual", gettext("Sexual content")],
    ["violence", gettext("Violence")],
    ["illegal", gettext("Something illegal")],
    ["other", gettext("Something else")],
  ];
}

customElements.define("happy-report", Report);
