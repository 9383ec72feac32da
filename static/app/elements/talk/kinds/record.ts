/** A record of a talk that somebody forwarded: its first lines in the bubble, all of it in a dialog. */

import "../../../words.js";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { Attachment, Copied, UserId } from "../../../protocol.js";
import type { MessageView, Store, Topic } from "../../../store.js";
import "../../face.js";
import { icon } from "../../icons.js";
import { Part } from "../../part.js";
import { bdi, nameOf, sentence } from "../../phrases.js";
import { kindLabel } from "../../preview.js";
import { said } from "../../said.js";

/** Lines in the bubble. */
const FIRST = 4;

/** In the bubble. */
export class RecordBubble extends Part {
  @property({ attribute: false }) message!: MessageView;

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override render(): TemplateResult {
    const items = itemsOf(this.message);
    const words = ngettext("Chat record, %(count)s message", "Chat record, %(count)s messages", items.length);
    return html`<button class="record" aria-haspopup="dialog" @click=${this.#open}>
      <span class="record__title">${titleOf(items, this.store)}</span>
      ${items.slice(0, FIRST).map(
        (item) => html`<span class="record__line">${bdi(nameOf(this.store.person(item.author)))}${gettext(": ")}${inLine(item)}</span>`,
      )}
      <span class="record__foot">${sentence(words, { count: items.length })}</span>
    </button>`;
  }

  #open(event: Event): void {
    event.stopPropagation();
    const viewer = new RecordViewer();
    Object.assign(viewer, { store: this.store, message: this.message });
    document.body.append(viewer);
  }
}

/** Over the rest. */
class RecordViewer extends Part {
  @property({ attribute: false }) message!: MessageView;

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override firstUpdated(): void {
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    const items = itemsOf(this.message);
    return html`<dialog class="dialog dialog--wide" aria-labelledby="record-title" @close=${() => this.remove()} @click=${this.#outside}>
      <div class="dialog__head">
        <h2 class="record__title" id="record-title">${titleOf(items, this.store)}</h2>
        <button class="icon-button" aria-label=${gettext("Close")} @click=${() => this.#dialog.close()}>${icon("close")}</button>
      </div>
      <ul class="record__all">
        ${items.map((item, index) => this.#item(item, items[index - 1]))}
      </ul>
    </dialog>`;
  }

  #item(item: Copied, before: Copied | undefined): TemplateResult {
    const person = this.store.person(item.author);
    const isFirst = item.author !== before?.author;
    const label = item.attachments ? "" : kindLabel(item.kind);
    return html`<li class="record__item">
      ${isFirst ? html`<happy-face class="face face--s" .people=${[person]}></happy-face>` : nothing}
      <div class="record__said">
        <p class="record__by ${isFirst ? "" : "record__by--next"}">
          <span class=${isFirst ? "" : "unseen"}>${bdi(nameOf(person))}</span>
          <time datetime=${item.sent_at} title=${this.times.full(item.sent_at)}>${this.times.inSentence(item.sent_at)}</time>
        </p>
        ${label ? html`<p class="message__other">${label}</p>` : nothing}
        ${item.attachments?.map(attachment)}
        ${item.body ? html`<div class="message__body">${said(item.body, [], "")}</div>` : nothing}
      </div>
    </li>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector("dialog")!;
  }

  /** A click on the backdrop is a click on the dialog itself. */
  #outside(event: Event): void {
    if (event.target === event.currentTarget) this.#dialog.close();
  }
}

function attachment({ kind, name, url, thumbnail = url, width, height }: Attachment): TemplateResult {
  if (kind !== "picture" && kind !== "sticker") return html`<a class="record__file" href=${url} target="_blank" rel="noopener">${icon("link", "s")} ${bdi(name)}</a>`;
  return html`<a class="record__picture" href=${url} target="_blank" rel="noopener">
    <img src=${thumbnail} alt=${name || gettext("Picture")} width=${width ?? nothing} height=${height ?? nothing} loading="lazy" />
  </a>`;
}

function itemsOf({ row }: MessageView): readonly Copied[] {
  return row?.forward?.items ?? [];
}

function inLine({ kind, body, attachments }: Copied): TemplateResult {
  return html`${kindLabel(kind)} ${bdi(body ?? attachments?.map(({ name }) => name).join(" ") ?? "")}`;
}

/** Who talked, by the names I know them by. */
function titleOf(items: readonly Copied[], store: Store): string {
  const [one, other, ...more] = [...new Set<UserId>(items.map(({ author }) => author))].map((user) => nameOf(store.person(user)));
  if (other === undefined) return sentence(gettext("Chat of %(one)s"), { one });
  else if (!more.length) return sentence(gettext("Chat of %(one)s and %(other)s"), { one, other });
  else return sentence(gettext("Chat of %(one)s, %(other)s and others"), { one, other });
}

customElements.define("happy-record", RecordBubble);
customElements.define("happy-record-viewer", RecordViewer);
