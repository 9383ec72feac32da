/** My stickers and those of the group, to send with one press; and what can be done with them. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import type { Attachment } from "../../protocol.js";
import { rankOf } from "../../rights.js";
import type { ConversationView, Topic } from "../../store.js";
import { toast } from "../events.js";
import { icon } from "../icons.js";
import { openMenu, type MenuItem, type MenuPlace } from "../menu.js";
import { Part } from "../part.js";
import { sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { stepInGrid } from "./emoji-keys.js";
import { send } from "./send.js";

export class StickerPicker extends Part {
  @property({ attribute: false }) view!: ConversationView;
  /** Does a press ask what is to be done with one, and not send it? */
  @state() private arranging = false;
  @state() private making = false;

  protected override get topics(): Topic[] {
    return ["me", `conversation:${this.view.id}`];
  }

  protected override render(): TemplateResult {
    const { mine } = this.store.stickers;
    const pack = this.view.info?.stickers ?? [];
    return html`<div class="stickers__top">
        <label class="button button--small stickers__add" aria-busy=${this.making}>
          ${icon("add", "s")} ${this.making ? gettext("Adding…") : gettext("Add a picture")}
          <input class="unseen" type="file" accept="image/*" ?disabled=${this.making} @change=${this.#make} />
        </label>
        ${mine.length || pack.length
          ? html`<button type="button" class="button button--small" aria-pressed=${this.arranging} @click=${() => (this.arranging = !this.arranging)}>
              ${this.arranging ? gettext("Done") : gettext("Arrange")}
            </button>`
          : nothing}
      </div>
      <div class="emoji__scroll" @keydown=${stepInGrid}>
        ${mine.length ? this.#group(gettext("My stickers"), mine, true) : nothing}
        ${pack.length ? this.#group(gettext("Stickers of this group"), pack, !mine.length) : nothing}
        ${mine.length || pack.length
          ? nothing
          : html`<p class="emoji__none">${gettext("Add a picture, or keep a sticker somebody sent: it is in the menu of the message.")}</p>`}
      </div>`;
  }

  #group(name: string, stickers: readonly Attachment[], isFirst: boolean): TemplateResult {
    return html`<section aria-label=${name}>
      <h3 class="emoji__heading" aria-hidden="true">${name}</h3>
      <div class="stickers__grid">
        ${stickers.map((sticker, index) => {
          const label = sentence(gettext("Sticker %(number)s"), { number: index + 1 });
          return html`<button
            type="button"
            class="emoji__one stickers__one"
            aria-label=${label}
            aria-haspopup=${this.arranging ? "menu" : nothing}
            tabindex=${isFirst && index === 0 ? 0 : -1}
            @click=${(event: Event) => (this.arranging ? this.#arrange(sticker, event.currentTarget as Element) : this.#send(sticker))}
            @contextmenu=${(event: MouseEvent) => {
              event.preventDefault();
              this.#arrange(sticker, { x: event.clientX, y: event.clientY });
            }}
          >
            <img class="stickers__picture" src=${sticker.thumbnail ?? sticker.url} alt="" loading="lazy" draggable="false" />
          </button>`;
        })}
      </div>
    </section>`;
  }

  #send({ id }: Attachment): void {
    const { store, view } = this;
    void this.#try(() => send({ source: this, store, view }, { kind: "sticker", sticker: id }));
  }

  #arrange({ id }: Attachment, place: MenuPlace): void {
    const { store, view } = this;
    const { stickers } = store;
    const isPacked = (view.info?.stickers ?? []).some((one) => one.id === id);
    const isAdmin = view.kind === "group" && rankOf(view.role) > 0;
    const items: MenuItem[] = [];
    if (!stickers.isMine(id)) items.push({ words: gettext("Add to my stickers"), icon: "add", act: () => this.#try(() => stickers.keep(id, true)) });
    if (isAdmin && !isPacked) {
      items.push({ words: gettext("Add to the stickers of this group"), icon: "group", act: () => this.#try(() => stickers.keepInPack(view.id, id, true)) });
    }
    if (isAdmin && isPacked) {
      items.push({ words: gettext("Remove from the group's stickers"), icon: "clear", dangerous: true, act: () => this.#try(() => stickers.keepInPack(view.id, id, false)) });
    }
    if (stickers.isMine(id)) {
      items.push({ words: gettext("Remove from my stickers"), icon: "clear", dangerous: true, act: () => this.#try(() => stickers.keep(id, false)) });
    }
    void openMenu(place, gettext("Sticker"), items);
  }

  async #make(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const picture = input.files?.[0];
    input.value = "";
    if (!picture) return;
    this.making = true;
    await this.#try(() => this.store.stickers.make(picture));
    this.making = false;
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      toast(this, wordError(error));
    }
  }
}

customElements.define("happy-sticker-picker", StickerPicker);
