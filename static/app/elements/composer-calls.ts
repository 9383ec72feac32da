/** Calling somebody in a group: who an "@" that is being typed may mean, and whom a text calls in the end. */

import { html, nothing, type TemplateResult } from "lit";

import { callAt, mentionsIn, type Called } from "../mentions.js";
import type { UserId } from "../protocol.js";
import { mayCallAll } from "../rights.js";
import type { ConversationView, MemberView, Store } from "../store.js";
import { isRobot } from "./here.js";
import type { Part } from "./part.js";
import type { MentionList } from "./talk/mention-list.js";

type Host = Part & { store: Store; view: ConversationView };
/** Puts words in the place of some that are written. */
type Replace = (start: number, end: number, words: string) => unknown;

export class ComposerCalls {
  readonly #host: Host;
  readonly #replace: Replace;
  /** What is being typed behind an "@", and the place in the list that is marked. */
  #call: ReturnType<typeof callAt>;
  #marked = "";
  /** Those taken from the list. */
  #picked: Called[] = [];
  /** Where the "@" stands whose list was put away. */
  #dismissed: number | undefined;
  #callable: { of: ConversationView; view: ConversationView } | undefined;

  constructor(host: Host, replace: Replace) {
    this.#host = host;
    this.#replace = replace;
  }

  /** The id of the marked place, for the field to point to. */
  get marked(): string {
    return this.#marked;
  }

  /** Is there somebody to call? */
  get isPossible(): boolean {
    return this.#view.kind === "group" || this.#view.members.length > 0;
  }

  /** The conversation with those in it who can be called: in the lobby nobody but the robot. The same until it changes. */
  get #view(): ConversationView {
    const { view } = this.#host;
    if (view.kind === "group") return view;
    if (this.#callable?.of !== view) this.#callable = { of: view, view: { ...view, members: this.#robot() } };
    return this.#callable.view;
  }

  #robot(): MemberView[] {
    const { store, view } = this.#host;
    const user = store.lobby.robot ?? store.friends.find(({ person }) => isRobot(person))?.user;
    if (view.kind !== "lobby" || user === undefined) return [];
    return [{ user, person: store.person(user), role: "member", nickname: "", joinedSeq: 1 }];
  }

  list(): TemplateResult | typeof nothing {
    if (!this.#call) return nothing;
    return html`<happy-mention-list
      .store=${this.#host.store}
      .view=${this.#view}
      .query=${this.#call.query}
      @happy-active=${({ detail }: CustomEvent<string>) => this.#mark(detail)}
      @happy-call=${({ detail }: CustomEvent<Called>) => this.#take(detail)}
    ></happy-mention-list>`;
  }

  /** Is an "@" being written where the caret stands? Esc puts the list away until the next one. */
  look(event: Event): void {
    const field = event.target as HTMLTextAreaElement;
    if (!this.isPossible || (event as KeyboardEvent).key === "Escape") return;
    const call = field.selectionStart === field.selectionEnd ? callAt(field.value, field.selectionStart) : undefined;
    if (call?.start !== this.#dismissed) this.#dismissed = undefined;
    this.#show(this.#dismissed === undefined ? call : undefined);
    // What offline was never fetched can be typed in full.
    if (this.#call) import("./talk/mention-list.js").catch(() => undefined);
  }

  /** Give the list a key; tell whether it took it. */
  take({ key, shiftKey }: KeyboardEvent): boolean {
    if (!this.#call) return false;
    const list = this.#host.querySelector<MentionList>("happy-mention-list");
    if (key !== "Escape") return !shiftKey && list?.take?.(key) === true;
    this.#dismissed = this.#call.start;
    this.close();
    return true;
  }

  close(): void {
    this.#show(undefined);
  }

  /** Whom a text calls. */
  in(body: string): UserId[] {
    const view = this.#view;
    return mentionsIn(body, view.members, this.#picked, mayCallAll(view));
  }

  /** Forget who was taken from the list: the text they stand in is sent. */
  forget(): void {
    this.#picked = [];
  }

  #take(called: Called): void {
    const { start, query } = this.#call!;
    const text = this.#host.querySelector("textarea")!.value;
    const behind = text.slice(start + 1 + query.length);
    this.#picked.push(called);
    this.close();
    this.#replace(start, text.length - behind.trimStart().length, `@${called.name} `);
  }

  #mark(place: string): void {
    this.#marked = place;
    this.#host.requestUpdate();
  }

  #show(call: ReturnType<typeof callAt>): void {
    if (call === this.#call) return;
    this.#call = call;
    this.#host.requestUpdate();
  }
}
