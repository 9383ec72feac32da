import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { OwnEmoji } from "../emoji/habits.js";
import { isFewEmoji } from "../emoji/signs.js";
import type { Called } from "../mentions.js";
import type { Role } from "../protocol.js";
import type { MessageView, Person } from "../store.js";
import { isLong } from "../text.js";
import type { Times } from "../time.js";
import { inTalk } from "./events.js";
import "./face.js";
import { icon } from "./icons.js";
import { linkCard } from "./link-card.js";
import { LongPress } from "./long-press.js";
import type { MenuPlace } from "./menu.js";
import { messageFoot, tell } from "./message-foot.js";
import { Light } from "./part.js";
import { bdi, phrase } from "./phrases.js";
import { kindLabel } from "./preview.js";
import { quote, type Quoted } from "./quote.js";
import { NO_CHIPS, type Chip } from "./reactions.js";
import { said } from "./said.js";

export const NOBODY: readonly Called[] = [];

/** One message. Sends `happy-retry` and `happy-discard` for one that failed. */
export class Message extends Light {
  @property({ attribute: false, hasChanged: isOther }) message!: MessageView;
  @property({ attribute: false }) author!: Person;
  /** What the author is called here, and what they are. */
  @property({ attribute: false }) name = "";
  @property({ attribute: false }) rank: Role | undefined;
  @property({ attribute: false }) times!: Times;
  /** The address of this message, once it has one. */
  @property({ attribute: false }) path = "";
  /** Is the author's name shown, as in a group? */
  @property({ attribute: false }) named = false;
  /** Does it begin a run of messages of one author? */
  @property({ attribute: false }) first = false;
  /** Does it end one? */
  @property({ attribute: false }) last = false;
  /** Is its state shown, and not only told to those who cannot see? */
  @property({ attribute: false }) stated = false;
  /** How many have read it, where there are many. */
  @property({ attribute: false }) readers = 0;
  /** How people reacted, and may I? */
  @property({ attribute: false }) chips: readonly Chip[] = NO_CHIPS;
  @property({ attribute: false }) reactable = false;
  /** What it answers, and what I call who said that. */
  @property({ attribute: false }) quoted: Quoted;
  @property({ attribute: false }) quotedName = "";
  /** May I stop an answer that grows? */
  @property({ attribute: false }) stoppable = false;
  /** Who said it first, where it was forwarded. */
  @property({ attribute: false }) forwarded = "";
  /** Is it picked? Undefined where nobody picks. */
  @property({ attribute: false }) picked: boolean | undefined;
  /** The names it calls people by, and who I am among them. */
  @property({ attribute: false }) called: readonly Called[] = NOBODY;
  @property({ attribute: false }) me = "";
  /** The emoji of the site. */
  @property({ attribute: false }) own: OwnEmoji = new Map();
  /** What it shows in place of words, where its kind has something of its own. */
  @property({ attribute: false }) content: TemplateResult | undefined;
  /** Where nothing can be pointed at, a tap shows the time. */
  @state() private timed = false;
  /** Is all of a long text shown? */
  @state() private whole = false;

  readonly #press = new LongPress((place) => this.#open(place));
  /** Was text marked before the pointer came? Some systems mark a word with the click itself. */
  #isMarked = false;

  protected override render(): TemplateResult {
    const { mine } = this.message;
    const isPicking = this.picked !== undefined;
    return html`${isPicking ? this.#pick() : nothing}${mine || !this.first ? nothing : this.#face()}${this.#who()}
      <div class="message__line ${this.timed ? "message__line--timed" : ""}" ?inert=${isPicking}>
        <div
          class="message__bubble"
          @click=${() => (this.timed = !this.timed)}
          @contextmenu=${this.#pointed}
          @pointerdown=${this.#touched}
        >
          ${this.#origin()} ${this.#quote()} ${this.#body()} ${this.#edited()} ${this.#growing()}
        </div>
        <div class="message__side" @contextmenu=${this.#pointed}>${this.#time()} ${this.#react()} ${this.#reply()} ${this.#more()}</div>
      </div>
      ${this.#reactions()}
      ${mine ? messageFoot(this) : nothing}`;
  }

  /** The button that was pressed to begin cannot be reached now: the box of its message stands for it. */
  protected override willUpdate(changed: PropertyValues): void {
    const isBegun = this.hasUpdated && this.picked === true && changed.has("picked") && changed.get("picked") === undefined;
    if (isBegun) void this.updateComplete.then(() => this.querySelector<HTMLElement>(".message__pick")?.focus({ preventScroll: true }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("click", this.#clicked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("click", this.#clicked);
    this.#press.end();
  }

  #face(): TemplateResult {
    const face = html`<happy-face class="face face--s" .people=${[this.author]}></happy-face>`;
    const { username } = this.author;
    if (!username) return html`<span class="message__face">${face}</span>`;
    return html`<a class="message__face" href="/u/${username}" tabindex="-1" aria-hidden="true">${face}</a>`;
  }

  #who(): TemplateResult {
    const shown = this.named && this.first && !this.message.mine;
    const name = this.message.mine ? gettext("You") : this.name;
    const role = !shown ? "" : this.author.bot ? gettext("Robot") : roleWord(this.rank);
    return html`<p class=${shown ? "message__author" : "unseen"}>
      ${bdi(name)} ${role ? html`<span class="message__role">${role}</span>` : nothing}<span class="unseen">: </span>
    </p>`;
  }

  #pick(): TemplateResult {
    return html`<input
      class="message__pick"
      type="checkbox"
      aria-label=${`${this.message.mine ? gettext("You") : this.name}${gettext(": ")}${kindLabel(this.message.kind)} ${this.message.body}`}
      .checked=${this.picked === true}
      @change=${() => tell(this, "happy-pick")}
    />`;
  }

  #origin(): TemplateResult | typeof nothing {
    if (!this.forwarded) return nothing;
    const isOwn = this.message.row?.forwarded?.author === this.message.author;
    const words = isOwn ? gettext("Forwarded") : phrase(gettext("Forwarded from %(name)s"), { name: this.forwarded });
    return html`<p class="message__origin">${icon("send-on", "s")} <span>${words}</span></p>`;
  }

  #quote(): TemplateResult | typeof nothing {
    const { reply_to: seq } = this.message;
    return seq === undefined ? nothing : quote(seq, this.quoted, this.quotedName);
  }

  #body(): TemplateResult {
    const { body, kind, attachments } = this.message;
    if (this.content) return attachments.length && body ? html`${this.content} ${this.#words(body)}` : this.content;
    const label = kindLabel(kind);
    return html`${label ? html`<p class="message__other">${label}</p>` : nothing} ${body ? this.#words(body) : nothing}`;
  }

  #words(body: string): TemplateResult {
    const long = isLong(body);
    const classes = `${isFewEmoji(body, this.own) ? "message__body--emoji" : ""} ${long && !this.whole ? "message__body--folded" : ""}`;
    return html`<div class="message__body ${classes}">${said(body, this.called, this.me, this.own)}</div>
      ${long
        ? html`<button class="message__fold" aria-expanded=${this.whole} @click=${this.#fold}>
            ${this.whole ? gettext("Show less") : gettext("Show all")}
          </button>`
        : nothing}
      ${linkCard(this.message.row?.link)}`;
  }

  /** A robot's answer that is not whole yet, or never will be. */
  #growing(): TemplateResult | typeof nothing {
    const { kind, row } = this.message;
    if (kind !== "text" || !(row?.open || row?.stopped)) return nothing;
    import("./talk/growing.js").catch(() => undefined);
    return html`<happy-growing class="growing" .message=${this.message} .stoppable=${this.stoppable}></happy-growing>`;
  }

  /** It leads to what the message said before. */
  #edited(): TemplateResult | typeof nothing {
    const { message } = this;
    if (!message.row?.edited_at) return nothing;
    const show = (event: Event) => {
      event.stopPropagation();
      inTalk(this, async (talk) => (await import("./talk/versions.js")).showVersions(talk, message));
    };
    const title = this.times.full(message.row.edited_at);
    return html`<button class="message__edited" title=${title} aria-haspopup="dialog" @click=${show}>${gettext("Edited")}</button>`;
  }

  /** What gets shorter ends where it can still be seen. */
  async #fold(event: Event): Promise<void> {
    event.stopPropagation();
    this.whole = !this.whole;
    await this.updateComplete;
    if (!this.whole) this.scrollIntoView({ block: "nearest" });
  }

  /** The time is the address of the message. Keys find one in each run, pointers all. */
  #time(): TemplateResult {
    const { at, seq } = this.message;
    const time = html`<time datetime=${at} title=${this.times.full(at)}>${this.times.hour(at)}</time>`;
    if (seq === undefined) return html`<span class="message__time">${time}</span>`;
    return html`<a class="message__time message__link" href=${this.path} tabindex=${this.last ? nothing : "-1"}>${time}</a>`;
  }

  /** For pointers; keys find it in the menu. */
  #reply(): TemplateResult | typeof nothing {
    if (this.message.seq === undefined) return nothing;
    const words = gettext("Reply");
    return html`<button class="message__more message__reply" aria-label=${words} title=${words} tabindex="-1" @click=${this.#answer}>
      ${icon("reply", "s")}
    </button>`;
  }

  #answer(): void {
    const { message } = this;
    inTalk(this, ({ store, view }) => !view.refusal && store.messages.aims.set(view.id, { message }));
  }

  /** The same. */
  #react(): TemplateResult | typeof nothing {
    if (!this.reactable || this.message.seq === undefined) return nothing;
    const words = gettext("React");
    const { message } = this;
    const choose = ({ currentTarget: place }: Event) => {
      inTalk(this, async (talk) => (await import("./talk/reacting.js")).reactWithAny(talk, message, place as Element));
    };
    return html`<button class="message__more message__react" aria-label=${words} title=${words} tabindex="-1" @click=${choose}>
      ${icon("emoji", "s")}
    </button>`;
  }

  #reactions(): TemplateResult | typeof nothing {
    if (!this.chips.length) return nothing;
    return html`<happy-reactions class="reactions" .message=${this.message} .chips=${this.chips} .own=${this.own}></happy-reactions>`;
  }

  #more(): TemplateResult {
    return html`<button
      class="message__more"
      aria-label=${gettext("More about this message")}
      aria-haspopup="menu"
      tabindex=${this.last ? nothing : "-1"}
      @click=${(event: Event) => this.#open(event.currentTarget as Element)}
    >
      ${icon("more", "s")}
    </button>`;
  }

  /** While one picks, all of it is a box to tick. */
  #clicked = ({ target }: Event): void => {
    if (this.picked !== undefined && !(target instanceof HTMLInputElement)) tell(this, "happy-pick");
  };

  #touched(event: PointerEvent): void {
    this.#isMarked = getSelection()?.isCollapsed === false;
    this.#press.begin(event);
  }

  /** A right click; on links and marked text the browser's own menu is the better one. */
  #pointed(event: MouseEvent): void {
    const isLink = (event.target as Element).closest(".message__bubble a") !== null;
    if (isLink || this.#isMarked) return;
    event.preventDefault();
    this.#open({ x: event.clientX, y: event.clientY });
  }

  #open(place: MenuPlace): void {
    const { message } = this;
    inTalk(this, async (talk) => (await import("./talk/message-menu.js")).openMessageMenu(talk, message, place));
  }
}

/** Views are made anew with each change of the conversation; a row stays what it is until it changes. */
function isOther(now: MessageView, before: MessageView | undefined): boolean {
  return now.row === undefined || now.row !== before?.row || now.state !== before.state || now.id !== before.id;
}

/** Members are many, and need no mark. */
function roleWord(role: Role | undefined): string {
  if (role === "owner") return gettext("Owner");
  else return role === "admin" ? gettext("Admin") : "";
}

customElements.define("happy-message", Message);
