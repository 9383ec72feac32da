/** Who has read a message of mine, by name, while they do. */

import "../../words.js";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { readersOf } from "../../readers.js";
import type { MemberView, Store, Topic } from "../../store.js";
import "../face.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi, nameOf, sentence } from "../phrases.js";

export function showReaders(store: Store, stream: string, seq: number): void {
  const element = new Readers();
  Object.assign(element, { store, stream, seq });
  document.body.append(element);
}

class Readers extends Part {
  @property({ attribute: false }) stream = "";
  @property({ attribute: false }) seq = 0;

  protected override get topics(): Topic[] {
    return [`conversation:${this.stream}`, "people"];
  }

  protected override firstUpdated(): void {
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    const view = this.store.conversation(this.stream);
    const { read, unread, silent } = readersOf(view ?? { members: [], read: {} }, this.store.user, this.seq);
    const words = ngettext(
      "%(count)s person does not show what they have read.",
      "%(count)s people do not show what they have read.",
      silent.length,
    );
    return html`<dialog class="dialog" aria-labelledby="readers-title" @close=${() => this.remove()} @click=${this.#outside}>
      <div class="dialog__head">
        <h2 id="readers-title">${gettext("Who has read it")}</h2>
        <button class="icon-button" aria-label=${gettext("Close")} @click=${() => this.#dialog.close()}>${icon("close")}</button>
      </div>
      ${people(sentence(gettext("Read (%(count)s)"), { count: read.length }), read)}
      ${people(sentence(gettext("Not yet (%(count)s)"), { count: unread.length }), unread)}
      ${silent.length ? html`<p class="readers__silent">${sentence(words, { count: silent.length })}</p>` : nothing}
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector("dialog")!;
  }

  /** A click on the backdrop is a click on the dialog itself. */
  #outside(event: Event): void {
    if (event.target === event.currentTarget) this.#dialog.close();
  }
}

function people(title: string, members: readonly MemberView[]): TemplateResult | typeof nothing {
  if (!members.length) return nothing;
  return html`<h3 class="readers__title">${title}</h3>
    <ul class="readers__list" aria-label=${title}>
      ${repeat(
        members,
        ({ user }) => user,
        ({ person, nickname }) => html`<li class="readers__person">
          <happy-face class="face face--s" .people=${[person]}></happy-face>
          <span class="ellipsis">${bdi((!person.note && nickname) || nameOf(person))}</span>
        </li>`,
      )}
    </ul>`;
}

customElements.define("happy-readers", Readers);
