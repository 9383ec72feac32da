import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";

import type { Topic } from "../store.js";
import "./chats.js";
import "./contacts.js";
import { comingPlace, emptyPlace } from "./empty.js";
import "./key-help.js";
import { keepAboveKeyboard } from "./keyboard.js";
import { Later } from "./later.js";
import "./me.js";
import { Part } from "./part.js";
import { mainPlace } from "./places.js";
import { conversationPath, groupInfoPath, isDeep, personPath, Router, streamOf, tabOf, type Place } from "./router.js";
import "./status.js";
import { titleOf } from "./summary.js";
import "./switcher.js";
import { tabLabel } from "./tabs.js";
import { applyPreferences } from "./theme.js";
import "./toasts.js";
import type { Toasts } from "./toasts.js";
import { tellZone } from "./zone.js";

type Overlay = "switcher" | "keys";

/** There is room for a panel beside the conversation; frame.css says the same. */
const ROOMY = matchMedia("(min-width: 1200px)");

/** The frame of the chat page: places, keys, and what lies over the rest. */
export class App extends Part {
  @state() private place: Place = { name: "chats" };
  @state() private overlay: Overlay | undefined;
  /** Counts what has been opened over the page, so that each is a new one. */
  @state() private opening = 0;

  readonly #router = new Router(() => this.#arrive());
  readonly #later = new Later(() => this.requestUpdate());
  /** Where the person came from, until the focus is where they are. */
  #left: Place | undefined;
  #before: Element | null = null;
  #wasWaiting = false;
  #isZoneTold = false;

  constructor() {
    super();
    this.place = this.#router.place;
    this.addEventListener("happy-toast", (event) => this.#say((event as CustomEvent<string>).detail));
    this.addEventListener("happy-up", () => this.#router.up());
    this.addEventListener("happy-open", (event) => this.#open((event as CustomEvent<Overlay>).detail));
    this.addEventListener("happy-go", (event) => {
      const { path, replace } = (event as CustomEvent<{ path: string; replace: boolean }>).detail;
      this.#router.go(path, { replace });
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    ROOMY.addEventListener("change", () => this.requestUpdate());
  }

  protected override get topics(): Topic[] {
    return ["list", "me", "people"];
  }

  protected override willUpdate(): void {
    // The box the server drew gives way to the real one.
    if (!this.hasUpdated) this.replaceChildren();
    if (this.store.profile) applyPreferences(this.store.preferences);
    this.#noticeAccount();
    document.title = this.#title();
  }

  /** What the line took for a guest's it takes for an account's from the next greeting on. */
  #noticeAccount(): void {
    const { page, profile } = this.store;
    if (page.guest && profile && !profile.guest) location.reload();
  }

  protected override firstUpdated(): void {
    keepAboveKeyboard(this);
    this.#later.fetchAtRest();
  }

  protected override updated(changed: PropertyValues): void {
    this.classList.toggle("frame--deep", isDeep(this.place));
    this.#tellDue();
    this.#noticeMatch();
    this.#tellZone();
    this.#left = (changed.get("place") as Place | undefined) ?? this.#left;
    if (this.#left && this.#later.of(this.place) !== "coming") void this.#focusPlace(this.#left);
  }

  protected override render(): TemplateResult {
    return html`<a class="frame__skip button button--primary" href="#main" @click=${this.#skip}>${gettext("Skip the lists")}</a>
      <happy-status class="frame__status" .store=${this.store}></happy-status>
      <happy-tabs class="frame__tabs" .store=${this.store} .current=${tabOf(this.place)}></happy-tabs>
      ${this.#list()}
      <main class="frame__main" id="main">${this.#main()}</main>
      <happy-toasts></happy-toasts>
      ${keyed(this.opening, this.#over())}`;
  }

  #list(): TemplateResult {
    const { place, store } = this;
    switch (tabOf(place)) {
      case "chats":
        return html`<happy-chats
          class="frame__side"
          .store=${store}
          .current=${streamOf(place) ?? place.name}
        ></happy-chats>`;
      case "contacts":
        return html`<happy-contacts class="frame__side" .store=${store} .place=${place}></happy-contacts>`;
      case "discover":
        // Before all of its bundle is here, its words may not be.
        return this.#later.of(place) === "here"
          ? html`<happy-discover class="frame__side" .store=${store} .place=${place}></happy-discover>`
          : html`<div class="frame__side"></div>`;
      case "me":
        return html`<happy-me class="frame__side" .store=${store} .place=${place}></happy-me>`;
    }
  }

  /** A conversation, alone or with a panel beside it; or one place. */
  #main(): TemplateResult {
    const { place } = this;
    if (place.name !== "conversation" && place.name !== "group-info") return this.#placed(place);
    const isPanel = place.name === "group-info";
    return html`<div class="frame__beside">
      ${isPanel && !ROOMY.matches ? nothing : this.#placed({ ...place, name: "conversation" })}
      ${isPanel ? this.#placed(place) : nothing}
    </div>`;
  }

  #placed(place: Place): TemplateResult {
    switch (this.#later.of(place)) {
      case "here":
        return mainPlace(this, this.store, place);
      case "coming":
        return html`<div class="frame__place" aria-busy="true">${comingPlace()}</div>`;
      case "missing":
        return emptyPlace({ title: gettext("This page could not be loaded"), way: this.#again() });
    }
  }

  #again(): TemplateResult {
    return html`<button class="button button--primary" @click=${this.#tryAgain}>${gettext("Try again")}</button>`;
  }

  /** With a line it is not the network: the server has newer parts than this page asks for. */
  #tryAgain(): void {
    if (this.store.connection === "online") location.reload();
    else this.#later.again(this.place);
  }

  #over(): TemplateResult | typeof nothing {
    switch (this.overlay) {
      case "switcher":
        return html`<happy-switcher .store=${this.store} @close=${this.#closed}></happy-switcher>`;
      case "keys":
        return html`<happy-key-help @close=${this.#closed}></happy-key-help>`;
      case undefined:
        return nothing;
    }
  }

  #title(): string {
    const { unread } = this.store;
    const count = unread > 0 ? `(${unread}) ` : "";
    const view = this.store.conversation(streamOf(this.place) ?? "");
    return `${count}${view ? titleOf(view, this.store) : tabLabel(tabOf(this.place))} · Happy Chat`;
  }

  /** The time of a reminder has come. */
  #tellDue(): void {
    if (this.store.messages.keeping.due.length) import("./due.js").then(({ tellDue }) => tellDue(this, this.store), () => undefined);
  }

  /** Once in a visit, for the last device that was opened is where the person is. */
  #tellZone(): void {
    if (this.#isZoneTold || !this.store.profile) return;
    this.#isZoneTold = true;
    tellZone(this.store);
  }

  /** Somebody was found while I was doing something else. */
  #noticeMatch(): void {
    const { state, stream } = this.store.meeting.search ?? {};
    if (this.#wasWaiting && state === "paired" && this.place.name !== "meet" && streamOf(this.place) !== stream) {
      this.#say(gettext("You have met somebody: the talk is in your chats."));
    }
    this.#wasWaiting = state === "waiting";
  }

  // Moving

  #arrive(): void {
    this.place = this.#router.place;
    this.overlay = undefined;
  }

  /** Put the focus where the new place begins, or where it was in the list, unless it is somewhere already. */
  async #focusPlace(before: Place): Promise<void> {
    this.#left = undefined;
    await this.updateComplete;
    await this.querySelector<Part>(".frame__panel")?.updateComplete;
    const active = document.activeElement;
    const isShown = active instanceof HTMLElement && active !== document.body && active.getClientRects().length > 0;
    if (isShown && this.place.name !== "group-info") return;
    const inside = this.querySelector(isDeep(this.place) ? ".frame__main" : ".frame__side");
    const left = inside?.querySelector<HTMLElement>(`a[href="${pathOf(before)}"]`);
    const target = left ?? inside?.querySelector<HTMLElement>(".frame__panel h1") ?? inside?.querySelector<HTMLElement>("h1");
    target?.focus({ preventScroll: true });
  }

  #skip(event: Event): void {
    event.preventDefault();
    this.querySelector<HTMLElement>(".frame__main textarea, .frame__main h1, .frame__main a")?.focus();
  }

  #open(overlay: Overlay): void {
    if (document.querySelector("dialog[open]")) return;
    this.#before = document.activeElement;
    this.overlay = overlay;
    this.opening += 1;
  }

  /** A dialog says only later that it was closed: by then another may have been opened. */
  #closed(event: Event): void {
    if (!(event.currentTarget as Element).isConnected) return;
    this.overlay = undefined;
    if (this.#before instanceof HTMLElement) this.#before.focus();
    this.#before = null;
  }

  #say(text: string): void {
    this.querySelector<Toasts>("happy-toasts")?.show(text);
  }

  // Keys

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key.toLowerCase() === "k") this.#open("switcher");
    else if (document.querySelector("dialog[open]")) return;
    else if (event.altKey && !command && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      this.#step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && isDeep(this.place)) this.#router.up();
    else if (event.key === "?" && !isTyping(event.target)) this.#open("keys");
    else return;
    event.preventDefault();
  }

  /** To the next conversation of the list, or the one before. */
  #step(by: 1 | -1): void {
    const conversations = this.store.conversations.filter(({ archived }) => !archived);
    const { place } = this;
    const index = conversations.findIndex(({ id }) => id === streamOf(place));
    const next = conversations[index < 0 ? 0 : index + by];
    if (next) this.#router.go(conversationPath(next.id));
  }
}

/** Where the link to a place that was left is found. */
function pathOf(place: Place): string | undefined {
  switch (place.name) {
    case "group-info":
      return groupInfoPath(place.stream, place.page);
    case "conversation":
      return conversationPath(place.stream);
    case "person":
      return personPath(place.username);
    default:
      return undefined;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

customElements.define("happy-app", App);
