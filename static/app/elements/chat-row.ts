import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { MessageView, Summary, Topic } from "../store.js";
import { badge } from "./badge.js";
import "./face.js";
import { hereUnseen } from "./here.js";
import { icon } from "./icons.js";
import { LongPress } from "./long-press.js";
import type { MenuPlace } from "./menu.js";
import { Part } from "./part.js";
import { bdi, nameOf, sentence } from "./phrases.js";
import { messageText } from "./preview.js";
import { conversationPath } from "./router.js";
import { facesOf, titleOf } from "./summary.js";

/** One conversation in the list; what I arrange of it is behind a right click, a finger that rests, or `⋯`. */
export class ChatRow extends Part {
  @property({ attribute: false }) summary!: Summary;
  @property({ attribute: false }) current = false;

  readonly #press = new LongPress((point) => void this.#open(point));

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override render(): TemplateResult {
    const { summary, store } = this;
    return html`<a
      class="row ${summary.pinned ? "row--pinned" : ""}"
      href=${conversationPath(summary.id)}
      aria-current=${this.current ? "true" : nothing}
      @contextmenu=${this.#rightClick}
      @pointerdown=${(event: PointerEvent) => this.#press.begin(event)}
    >
      <happy-face class="face" .people=${facesOf(summary, store)} .picture=${summary.avatar ?? ""}></happy-face>
      <span class="row__text">
        <span class="row__line">
          <span class="row__name">${bdi(titleOf(summary, store))}</span>
          ${hereUnseen(summary.user === undefined ? undefined : store.person(summary.user))}
          ${summary.kind === "match" ? this.#sign("match", gettext("met by chance")) : nothing}
          ${summary.pinned ? this.#sign("pinned", gettext("pinned")) : nothing}
          ${summary.at ? html`<time class="row__time" datetime=${summary.at}>${this.times.short(summary.at)}</time>` : nothing}
        </span>
        <span class="row__line">
          <span class="row__last">${this.#last()}</span>
          ${summary.muted ? this.#sign("muted", gettext("muted")) : nothing} ${this.#unread()}
        </span>
      </span>
    </a>${summary.request ? nothing : this.#more()}`;
  }

  #more(): TemplateResult {
    const label = sentence(gettext("More for %(name)s"), { name: titleOf(this.summary, this.store) });
    return html`<button
      class="icon-button row__more"
      aria-haspopup="menu"
      aria-label=${label}
      @click=${(event: Event) => this.#open(event.currentTarget as Element)}
    >
      ${icon("more")}
    </button>`;
  }

  #rightClick(event: MouseEvent): void {
    event.preventDefault();
    // The key for it knows no point.
    const { clientX: x, clientY: y } = event;
    this.#open(x || y ? { x, y } : (event.currentTarget as Element));
  }

  async #open(place: MenuPlace): Promise<void> {
    if (this.summary.request) return;
    const { openChatMenu } = await import("./chat-menu.js");
    openChatMenu(this.store, this.summary.id, this, place);
  }

  #last(): TemplateResult | typeof nothing {
    const { draft, last, typing, mentions } = this.summary;
    if (typing.length) return this.#typing(typing[0]!);
    else if (draft && !this.current) return html`<span class="row__draft">${gettext("[Draft]")}</span> ${bdi(draft)}`;
    else if (!last) return nothing;
    else if (this.#isFolded(last)) return html`${gettext("[Blocked]")}`;
    else {
      const called = mentions.length ? html`<span class="row__call">${gettext("@you")}</span> ` : nothing;
      return html`${called}${this.#author(last)}${messageText(last, this.store)}`;
    }
  }

  #isFolded({ author, kind }: MessageView): boolean {
    return this.summary.user === undefined && kind !== "notice" && this.store.person(author).contact?.blocked === true;
  }

  #typing(user: string): TemplateResult {
    const who = this.summary.user !== undefined ? nothing : html`${bdi(nameOf(this.store.person(user)))}: `;
    return html`${who}<span class="row__call">${gettext("typing…")}</span>`;
  }

  /** Who said it, where that is not plain; and whether mine is on its way. */
  #author(last: MessageView): TemplateResult | typeof nothing {
    if (last.kind === "notice" || last.recalled) return nothing;
    else if (last.state === "failed") return html`<span class="row__draft">${gettext("[Not sent]")}</span> `;
    else if (last.state === "sending" || last.state === "waiting") return html`${gettext("[Sending]")} `;
    else if (last.mine || this.summary.user !== undefined) return nothing;
    else return html`${bdi(nameOf(this.store.person(last.author)))}: `;
  }

  #unread(): TemplateResult | typeof nothing {
    const { unread, calling, marked } = this.summary;
    if (unread > 0) return badge(unread, ngettext("unread message", "unread messages", unread), calling ? "" : "badge--muted");
    else if (marked) return html`<span class="dot"></span><span class="unseen">${gettext("marked as unread")}</span>`;
    else return nothing;
  }

  #sign(name: "match" | "pinned" | "muted", words: string): TemplateResult {
    return html`<span class="row__mark">${icon(name, "s")}<span class="unseen">${words}</span></span>`;
  }
}

customElements.define("happy-chat-row", ChatRow);
