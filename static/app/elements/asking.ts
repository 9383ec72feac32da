import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { ConversationView, Topic } from "../store.js";
import { confirm } from "./confirm.js";
import { go, toast } from "./events.js";
import { once } from "./once.js";
import { blockQuestion } from "./parting.js";
import { Part } from "./part.js";
import { bdi, nameOf, phrase, sentence } from "./phrases.js";

/** Somebody who is no friend wrote to me: what I can do about it. Sends `happy-answer` to begin an answer. */
export class Asking extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @state() busy = false;

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override render(): TemplateResult {
    const person = this.store.person(this.view.user!);
    const { state, greeting } = person.contact ?? {};
    const isIncoming = state === "incoming";
    return html`<section class="asking" aria-label=${gettext("Message request")}>
      <p>
        ${isIncoming
          ? phrase(gettext("%(name)s asks to be your friend."), { name: nameOf(person) })
          : phrase(gettext("%(name)s is not among your friends. Once you answer, they can go on writing to you."), {
              name: nameOf(person),
            })}
        ${isIncoming && greeting ? html`<span class="asking__greeting">${bdi(greeting)}</span>` : ""}
      </p>
      <div class="asking__ways">
        ${isIncoming
          ? this.#button(gettext("Accept"), "button--primary", () => this.#accept(person.id))
          : this.#button(gettext("Answer"), "button--primary", () => this.#answer())}
        ${this.#button(gettext("Decline"), "", () => this.#decline(person.id, isIncoming))}
        ${this.#button(gettext("Block"), "button--danger", () => this.#block(person.id))}
      </div>
    </section>`;
  }

  #button(words: string, kind: string, act: () => Promise<void>): TemplateResult {
    return html`<button class="button button--small ${kind}" ?disabled=${this.busy} @click=${() => once(this, act)}>${words}</button>`;
  }

  async #answer(): Promise<void> {
    this.dispatchEvent(new Event("happy-answer"));
  }

  async #accept(user: string): Promise<void> {
    await this.store.people.accept(user);
  }

  async #decline(user: string, isIncoming: boolean): Promise<void> {
    if (isIncoming) await this.store.people.decline(user);
    // Out of the list, until something new comes.
    await this.store.changeSettings(this.view.id, { hidden: true });
    go(this, "/chats");
    toast(this, gettext("Declined. They are not told."));
  }

  async #block(user: string): Promise<void> {
    const question = blockQuestion();
    const title = sentence(question.title, { name: nameOf(this.store.person(user)) });
    if (!(await confirm({ ...question, title }))) return;
    await this.store.people.block(user);
    go(this, "/chats");
  }
}

customElements.define("happy-asking", Asking);
