import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import { ALL, findsAll, membersFoundBy, publicName, type Called } from "../../mentions.js";
import { mayCallAll } from "../../rights.js";
import type { ConversationView, MemberView } from "../../store.js";
import "../face.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi, nameOf, sentence } from "../phrases.js";

const MOST_SHOWN = 30;

/** Whom an "@" may mean. Sends `happy-call` with the one chosen, and `happy-active` with the id of the one marked. */
export class MentionList extends Part {
  @property({ attribute: false }) view!: ConversationView;
  @property({ attribute: false }) query = "";
  @state() private at = 0;

  #members: readonly MemberView[] = [];
  #hasAll = false;

  /** Take a key of the composer; false if it is none of the list's. */
  take(key: string): boolean {
    if (!this.#count) return false;
    else if (key === "ArrowDown") this.at = (this.at + 1) % this.#count;
    else if (key === "ArrowUp") this.at = (this.at - 1 + this.#count) % this.#count;
    else if (key === "Enter" || key === "Tab") this.#choose(this.at);
    else return false;
    return true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tell("happy-active", "");
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("query")) this.at = 0;
    this.#members = membersFoundBy(this.query, this.view, this.store.user).slice(0, MOST_SHOWN);
    this.#hasAll = mayCallAll(this.view) && findsAll(this.query);
    this.at = Math.max(0, Math.min(this.at, this.#count - 1));
  }

  protected override firstUpdated(): void {
    this.#loadAll();
  }

  protected override updated(): void {
    this.#tell("happy-active", this.#count ? `call-${this.at}` : "");
    this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#count) return nothing;
    const all = this.#hasAll ? [this.#everybody()] : [];
    return html`<ul class="calls" id="calls" role="listbox" aria-label=${gettext("Members")} @pointerdown=${keepFocus}>
      ${[...all, ...this.#members.map((member) => this.#member(member))].map((row, index) => this.#row(row, index))}
    </ul>`;
  }

  #row(content: TemplateResult, index: number): TemplateResult {
    return html`<li class="calls__item" id="call-${index}" role="option" aria-selected=${index === this.at} @click=${() => this.#choose(index)}>
      ${content}
    </li>`;
  }

  #everybody(): TemplateResult {
    const count = this.view.info?.member_count ?? 0;
    return html`<span class="calls__icon">${icon("notice", "s")}</span>
      <span class="calls__name">${gettext("Everyone")}</span>
      <span class="calls__other">${sentence(ngettext("%(count)s person", "%(count)s people", count), { count })}</span>`;
  }

  /** By the name I know them by; beside it what the others will read. */
  #member(member: MemberView): TemplateResult {
    const shown = member.person.note || publicName(member) || nameOf(member.person);
    const other = shown === publicName(member) ? `@${member.person.username}` : publicName(member);
    return html`<happy-face class="face face--s" .people=${[member.person]}></happy-face>
      <span class="calls__name">${bdi(shown)}</span> <span class="calls__other">${bdi(other)}</span>`;
  }

  get #count(): number {
    return this.#members.length + Number(this.#hasAll);
  }

  #choose(index: number): void {
    const member = this.#members[index - Number(this.#hasAll)];
    const called: Called = member ? { user: member.user, name: publicName(member) } : { user: ALL, name: gettext("everyone") };
    this.#tell("happy-call", called);
  }

  /** Of a large group only those are here who were asked for. */
  #loadAll(): void {
    const { members, info, id } = this.view;
    // Without a line those who are here have to do.
    if (members.length < (info?.member_count ?? 0)) this.store.groups.loadMembers(id).catch(() => undefined);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The text goes on being written. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

customElements.define("happy-mention-list", MentionList);
