/** Who reacted to a message, and how. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../words.js";
import type { MessageView, Topic } from "../../store.js";
import "../face.js";
import { icon } from "../icons.js";
import { emojiSign } from "../own-emoji.js";
import { Part } from "../part.js";
import { bdi, nameOf } from "../phrases.js";
import { whoIn } from "../summary.js";
import type { Talk } from "./message-menu.js";

/** The focus returns to where it was. */
export function showReactions({ store, view }: Talk, message: MessageView): void {
  const element = new ReactionList();
  Object.assign(element, { store, stream: view.id, message });
  document.body.append(element);
}

class ReactionList extends Part {
  @property({ attribute: false }) stream = "";
  @property({ attribute: false }) message!: MessageView;

  protected override get topics(): Topic[] {
    return [`conversation:${this.stream}`, "people"];
  }

  protected override firstUpdated(): void {
    this.querySelector("dialog")!.showModal();
  }

  protected override render(): TemplateResult {
    const view = this.store.conversation(this.stream);
    const message = view?.messages.find(({ seq }) => seq === this.message.seq) ?? this.message;
    const reactions = this.store.messages.reactions(this.stream, message);
    return html`<dialog class="dialog" aria-labelledby="reactions-title" @close=${() => this.remove()}>
      <div class="dialog__head">
        <h2 id="reactions-title">${gettext("Reactions")}</h2>
        <button class="icon-button" aria-label=${gettext("Close")} autofocus @click=${() => this.querySelector("dialog")!.close()}>${icon("close")}</button>
      </div>
      ${reactions.length ? "" : html`<p class="dialog__text">${gettext("Nobody reacts to this now.")}</p>`}
      ${reactions.map(
        ({ emoji, users }) => html`<section class="reacted">
          <h3 class="reacted__emoji">${emojiSign(emoji, this.store.emoji.own)} <span class="reacted__count">${users.length}</span></h3>
          <ul>${users.map((user) => html`<li class="reacted__person">${this.#person(user)}</li>`)}</ul>
        </section>`,
      )}
    </dialog>`;
  }

  #person(user: string): TemplateResult {
    const view = this.store.conversation(this.stream);
    const person = this.store.person(user);
    const name = user === this.store.user ? gettext("You") : nameOf(view ? whoIn(view, this.store)(user) : person);
    return html`<happy-face class="face face--s" .people=${[person]}></happy-face> ${bdi(name)}`;
  }
}

customElements.define("happy-reaction-list", ReactionList);
