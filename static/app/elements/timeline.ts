import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { ConversationView, MessageView, Topic } from "../store.js";
import "./announcer.js";
import { Calls } from "./calls.js";
import { toast } from "./events.js";
import { jumps } from "./jumps.js";
import { stepAmongMessages } from "./message-keys.js";
import type { Message } from "./message.js";
import { Part } from "./part.js";
import { wordError } from "./refusals.js";
import { ScrollKeeper } from "./scroll-keeper.js";
import { Stretch } from "./stretch.js";
import { timelineItem } from "./timeline-item.js";

/** So near to an end the next messages are fetched. */
const NEAR_PX = 800;

/** Where to land: the message with this seq. A new object lands again. */
export interface Landing {
  seq: number;
}

/** The messages of one conversation. One element serves one conversation. */
export class Timeline extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @property({ attribute: false }) landing: Landing | undefined;
  @state() private stuck: "older" | "newer" | undefined;
  @state() private found = "";

  readonly #stretch = new Stretch();
  readonly #scroll = new ScrollKeeper(this);
  readonly #calls = new Calls();
  /** Is the person where they wanted to go, and not on the way there? */
  #arrived = false;
  /** Until the first arrival there is nothing to hold on to. */
  #begun = false;
  #destination: Landing | undefined;
  /** The first unread message as last seen, and the one that was fetched to begin with. */
  #unread: number | undefined;
  #fetched: number | undefined;
  #oldest: string | undefined;
  #shown: readonly MessageView[] = [];

  protected override get topics(): Topic[] {
    return ["people"];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("focus", this.#markRead);
    document.addEventListener("visibilitychange", this.#markRead);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("focus", this.#markRead);
    document.removeEventListener("visibilitychange", this.#markRead);
    this.#scroll.stop();
  }

  /** Show the latest message, as after sending one. */
  toLatest(): void {
    if (this.view.hasNewer) this.store.pages.showLatest(this.view.id);
    this.#stretch.toEnd(this.view.messages);
    this.#scroll.follow();
    this.requestUpdate();
  }

  // Rendering

  protected override willUpdate(changed: PropertyValues): void {
    const { messages, loading } = this.view;
    if (changed.has("landing")) this.#setOut(this.landing);
    this.#noticeUnread();
    if (this.store.connection === "online") void this.store.messages.loadQuoted(this.view);
    this.#calls.hear(this.view.mentions);
    if (!this.#arrived) this.#choosePlace();
    this.#takeInOlder();
    this.#shown = !this.#begun && loading === "around" ? [] : this.#stretch.of(messages);
  }

  protected override update(changed: PropertyValues): void {
    this.#scroll.hold();
    super.update(changed);
  }

  protected override firstUpdated(): void {
    this.#scroll.start(this.querySelector<HTMLElement>(".timeline__scroll")!);
  }

  protected override updated(): void {
    void this.#settle();
  }

  /** An update is over when the messages have their height. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await Promise.all([...this.querySelectorAll<Message>("happy-message")].map((message) => message.updateComplete));
    return true;
  }

  protected override render(): TemplateResult {
    return html`<div class="timeline__frame">
        <div class="timeline__scroll" tabindex="0" role="log" aria-live="off" aria-label=${gettext("Messages")} @scroll=${this.#scrolled} @keydown=${stepAmongMessages}>
          <div class="timeline__log">
            ${this.#edge("older")} ${this.#items()} ${this.#edge("newer")}
          </div>
        </div>
        ${this.#jumps()}
      </div>
      <happy-announcer .store=${this.store} .view=${this.view}></happy-announcer>`;
  }

  #items(): unknown {
    const { view, store, times, found } = this;
    // The day and the run of an author go on above the stretch, so each is seen among all that are loaded.
    const offset = this.#shown.length ? view.messages.indexOf(this.#shown[0]!) : 0;
    return repeat(
      this.#shown,
      ({ id }) => id,
      (_, index) => timelineItem({ view, store, times, found }, offset + index),
    );
  }

  #edge(side: "older" | "newer"): TemplateResult | typeof nothing {
    const { hasOlder, hasNewer, loading, loaded } = this.view;
    if (side === "newer" && !this.#shown.length) return nothing;
    if (this.stuck === side) {
      return html`<p class="timeline__more">
        <button class="button button--quiet" @click=${this.#unstick}>${gettext("Loading failed. Try again")}</button>
      </p>`;
    } else if (!loaded || loading === side || (side === "older" ? hasOlder : hasNewer)) {
      return html`<p class="timeline__more"><span class="status__spinner"></span><span class="unseen">${gettext("Loading…")}</span></p>`;
    } else return nothing;
  }

  #jumps(): TemplateResult {
    const isAway = this.#arrived && !this.#scroll.following;
    return jumps(this.view, { calls: this.#arrived ? this.#calls.seqs : [], isAway, goTo: (seq) => void this.#goTo(seq), toLatest: () => this.toLatest() });
  }

  // Landing

  #setOut(landing: Landing | undefined): void {
    this.#destination = landing;
    if (landing) this.#arrived = false;
  }

  /** Where the new messages begin is known once the server was heard; who is still at the end then goes there. */
  #noticeUnread(): void {
    const { firstUnreadSeq } = this.view;
    if (firstUnreadSeq === this.#unread) return;
    this.#unread = firstUnreadSeq;
    if (this.#scroll.following) this.#arrived = false;
  }

  /** Decide what is shown first: the message gone to, the first unread one, or the latest. */
  #choosePlace(): void {
    const { messages } = this.view;
    const target = this.#target;
    if (target !== undefined) this.#stretch.around(messages, target);
    else if (!this.#destination) this.#stretch.toEnd(messages);
  }

  get #target(): string | undefined {
    return this.#destination ? this.#idOf(this.#destination.seq) : this.view.firstUnread;
  }

  #idOf(seq: number): string | undefined {
    return this.view.messages.find((message) => message.seq === seq)?.id;
  }

  async #settle(): Promise<void> {
    await this.updateComplete;
    if (!this.isConnected) return;
    if (!this.#arrived) this.#arrive();
    this.#scroll.keep();
    this.#scrolled();
    this.#letGo();
  }

  #arrive(): void {
    const { loaded, loading, messages } = this.view;
    const target = this.#target;
    if (loading === "around" || (!loaded && !messages.length)) return;
    // It came after what is drawn was chosen: the next update, which is on its way, draws it.
    if (target !== undefined && !this.#shown.some(({ id }) => id === target)) return;
    if (target !== undefined && this.#destination) {
      this.#scroll.showInMiddle(target);
      this.found = target;
    } else if (target !== undefined) this.#scroll.showAtTop(target);
    else if (this.#destination || this.#fetchUnread()) return;
    else this.#scroll.follow();
    this.#destination = undefined;
    this.#arrived = this.#begun = true;
    this.requestUpdate();
  }

  /** With many unread messages the first is not among the latest. Fetches it once; false if there is none. */
  #fetchUnread(): boolean {
    const { id, firstUnreadSeq } = this.view;
    if (firstUnreadSeq === undefined || firstUnreadSeq === this.#fetched) return false;
    this.#fetched = firstUnreadSeq;
    // If that fails the latest are shown, and the button leads there.
    this.store.pages.loadAround(id, firstUnreadSeq).catch(() => this.requestUpdate());
    return true;
  }

  async #goTo(seq: number): Promise<void> {
    this.#setOut({ seq });
    try {
      await this.store.pages.loadAround(this.view.id, seq);
    } catch (error) {
      toast(this, wordError(error));
    }
    // Where it cannot be shown, one stays where one was. What has come is in the store before it is in the view.
    if (!this.store.conversation(this.view.id)?.messages.some((message) => message.seq === seq)) {
      this.#calls.see(seq);
      this.#destination = undefined;
      this.#arrived = true;
    }
    this.requestUpdate();
  }

  // Scrolling

  #scrolled = (): void => {
    if (!this.#arrived) return;
    const was = this.#scroll.following;
    const { messages, hasNewer } = this.view;
    const atEnd = this.#scroll.look() && !hasNewer && this.#stretch.follow(messages);
    if (!atEnd) this.#stretch.hold(messages);
    this.#scroll.following = atEnd;
    if (was !== atEnd) this.requestUpdate();
    this.#fill();
    this.#markRead();
  };

  /**
   * Older messages that have come are drawn at once where they are waited for: what is read can be held in its place
   * only while there is something above it.
   */
  #takeInOlder(): void {
    const { messages } = this.view;
    const oldest = messages[0]?.id;
    if (this.#arrived && oldest !== this.#oldest && this.#scroll.room.above < NEAR_PX) this.#stretch.older(messages);
    this.#oldest = oldest;
  }

  /** Take in what lies beyond the ends, from here or from the server. */
  #fill(): void {
    if (!this.#arrived || this.stuck) return;
    const { messages, hasOlder, hasNewer, loading, id } = this.view;
    const { above, below } = this.#scroll.room;
    if (above < NEAR_PX) {
      if (this.#stretch.older(messages)) this.requestUpdate();
      else if (hasOlder && !loading) this.store.pages.loadOlder(id).catch(() => (this.stuck = "older"));
    }
    if (below < NEAR_PX && !this.#scroll.following) {
      if (this.#stretch.newer(messages)) this.requestUpdate();
      else if (hasNewer && !loading) this.store.pages.loadNewer(id).catch(() => (this.stuck = "newer"));
    }
  }

  /** The page holds what lies around the reader; the server has the rest. */
  #letGo(): void {
    const seq = this.#shown[this.#shown.length >> 1]?.seq;
    if (this.#arrived && seq !== undefined) this.store.pages.letGo(this.view.id, seq);
  }

  #unstick = (): void => {
    this.stuck = undefined;
    void this.updateComplete.then(() => this.#fill());
  };

  #markRead = (): void => {
    if (!this.#arrived || document.hidden || !document.hasFocus()) return;
    const seenCalls = this.#calls.seqs.filter((call) => this.#scroll.shows(this.#idOf(call) ?? "") && this.#calls.see(call));
    if (seenCalls.length) this.requestUpdate();
    const lowest = this.#scroll.lastVisible();
    const seen = this.#shown.slice(0, this.#shown.findIndex(({ id }) => id === lowest) + 1);
    // Mine that are unsent stand below and have no seq yet.
    const seq = seen.findLast((message) => message.seq !== undefined)?.seq ?? 0;
    if (seq > this.view.readSeq) this.store.markRead(this.view.id, seq);
  };
}

customElements.define("happy-timeline", Timeline);
