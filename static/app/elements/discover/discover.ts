import "../../words.js";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { GroupCard, StreamId } from "../../protocol.js";
import type { Topic } from "../../store.js";
import { comingPlace, emptyPlace, wayTo } from "../empty.js";
import { go } from "../events.js";
import "../face.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { isRobot, robotSign } from "../here.js";
import { bdi, isBlank, nameOf, sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { conversationPath, discoverPath, groupPath, personPath, type Place } from "../router.js";
import { moveInRows } from "../rows.js";

const TYPING_PAUSE_MS = 300;
const MAX_QUERY = 40;
const MOST_TAGS = 12;

/** Public groups: all, those by some letters, or those with a tag. */
export class Discover extends Part {
  @property({ attribute: false }) place!: Place;
  @state() private query = "";
  @state() private tag = "";
  @state() private found: readonly GroupCard[] | undefined;
  @state() private more = false;
  @state() private busy = false;
  @state() private error = "";

  #timer: number | undefined;
  /** Counts the questions: an answer that comes late is not to be shown. */
  #asked = 0;
  /** What the groups shown so far are about; it stays while one of them is chosen. */
  #tags: readonly string[] = [];

  protected override get topics(): Topic[] {
    return ["list", "me", "people"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("place")) return;
    // Beside a group the list stays as it was.
    const { query, tag } = this.place.name === "discover" ? this.place : { query: this.query, tag: this.tag };
    if (this.#asked && query === this.query && tag === this.tag) return;
    this.query = query;
    this.tag = tag;
    this.found = undefined;
    void this.#load();
  }

  protected override render(): TemplateResult {
    return html`<section class="frame__list pane" aria-labelledby="discover-title">
      <div class="pane__head"><h1 class="pane__title" id="discover-title" tabindex="-1">${gettext("Discover")}</h1></div>
      <form class="pane__search" role="search" @submit=${this.#submit}>
        <input
          class="field__input"
          type="search"
          maxlength=${MAX_QUERY}
          autocomplete="off"
          aria-label=${gettext("Search among public groups")}
          placeholder=${gettext("Search among public groups")}
          .value=${this.query}
          @input=${this.#typed}
        />
      </form>
      <div class="pane__body" @keydown=${moveInRows}>${this.#lobby()} ${this.#meet()} ${this.#robot()} ${this.#chips()}${this.#result()} ${this.#foot()}</div>
    </section>`;
  }

  /** Everybody's talk, and how many are there. */
  #lobby(): TemplateResult | typeof nothing {
    const { stream, people, isIn } = this.store.lobby;
    if (!stream || this.query || this.tag) return nothing;
    const here = ngettext("%(count)s person here", "%(count)s people here", people.count);
    return html`<a class="row" href=${isIn ? conversationPath(stream) : "/lobby"}>
      ${people.faces.length
        ? html`<happy-face class="face" .people=${people.faces.map((user) => this.store.person(user))}></happy-face>`
        : html`<span class="row__icon">${icon("group")}</span>`}
      <span class="row__text">
        <span class="row__line"><span class="row__name">${gettext("Lobby")}</span></span>
        <span class="row__line"><span class="row__last">${people.count ? sentence(here, { count: people.count }) : gettext("Talk with everybody who is here")}</span></span>
      </span>
    </a>`;
  }

  /** Where the site has it. */
  #meet(): TemplateResult | typeof nothing {
    if (!this.store.site?.match || this.query || this.tag) return nothing;
    const isWaiting = this.store.meeting.search?.state === "waiting";
    return html`<a class="row" href="/discover/meet" aria-current=${this.place.name === "meet" ? "true" : nothing}>
      <span class="row__icon">${icon("match")}</span>
      <span class="row__text">
        <span class="row__line"><span class="row__name">${gettext("Meet someone")}</span></span>
        <span class="row__line">
          <span class="row__last">${isWaiting ? gettext("Looking for somebody…") : gettext("Talk with somebody by chance")}</span>
        </span>
      </span>
    </a>`;
  }

  #robot(): TemplateResult | typeof nothing {
    const robot = this.store.friends.find(({ person }) => isRobot(person))?.person;
    if (!robot || this.query || this.tag) return nothing;
    return html`<a class="row" href=${personPath(robot.username)}>
      <happy-face class="face" .people=${[robot]}></happy-face>
      <span class="row__text">
        <span class="row__line"><span class="row__name">${bdi(nameOf(robot))}</span>${robotSign()}</span>
        <span class="row__line"><span class="row__last">${gettext("Sums, units, dates, dice, reminders: ask")}</span></span>
      </span>
    </a>`;
  }

  #chips(): TemplateResult | typeof nothing {
    if (!this.#tags.length) return nothing;
    const press = (tag: string) => this.#want(this.query, this.tag === tag ? "" : tag);
    return html`<div class="pane__chips" role="group" aria-label=${gettext("Only those with a tag")}>
      ${this.#tags.map(
        (tag) => html`<button class="tag tag--button" aria-pressed=${tag === this.tag} @click=${() => press(tag)}>${bdi(tag)}</button>`,
      )}
    </div>`;
  }

  #result(): TemplateResult {
    const { found, query, tag } = this;
    if (!found) return this.error ? this.#notNow() : comingPlace();
    else if (found.length) {
      return html`<p class="unseen" role="status">${sentence(ngettext("%(count)s group", "%(count)s groups", found.length), { count: found.length })}</p>
        <ul>
          ${repeat(
            found,
            ({ stream }) => stream,
            (card) => html`<li>${this.#row(card)}</li>`,
          )}
        </ul>`;
    } else if (query || tag) {
      return emptyPlace({ title: gettext("No group like that"), way: wayTo(discoverPath("", ""), gettext("Show all groups")) });
    } else {
      return emptyPlace({
        title: gettext("No public groups yet"),
        ...(this.store.profile?.guest ? {} : makingOne()),
      });
    }
  }

  /** Mine lead to the talk, others to what they show. */
  #row({ stream, title, avatar = "", faces, introduction, tags = [], member_count: count }: GroupCard): TemplateResult {
    const standing = this.store.groups.standing(stream);
    const isCurrent = this.place.name === "group" && this.place.stream === stream;
    const path = standing === "member" ? conversationPath(stream) : groupPath(stream);
    return html`<a class="row" href=${path} aria-current=${isCurrent ? "true" : nothing}>
      <happy-face class="face" .people=${faces.map((user) => this.store.person(user))} .picture=${avatar}></happy-face>
      <span class="row__text">
        <span class="row__line">
          <span class="row__name">${bdi(title)}</span>
          <span class="row__note">${sentence(ngettext("%(count)s member", "%(count)s members", count), { count })}</span>
        </span>
        <span class="row__line">
          <span class="row__last">${bdi(introduction ?? tags.join(" · "))}</span>
          ${standing === "outside" ? nothing : html`<span class="row__note">${standing === "member" ? gettext("Joined") : gettext("Asked")}</span>`}
        </span>
      </span>
    </a>`;
  }

  /** The next page, and what went wrong with it. */
  #foot(): TemplateResult | typeof nothing {
    if (!this.found || (!this.more && !this.error)) return nothing;
    return html`<div class="pane__foot">
      ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      <button class="button" ?disabled=${this.busy} @click=${() => this.#load(this.found?.at(-1)?.stream)}>${gettext("More groups")}</button>
    </div>`;
  }

  #notNow(): TemplateResult {
    const way = html`<button class="button button--primary" @click=${() => this.#load()}>${gettext("Try again")}</button>`;
    return emptyPlace({ title: gettext("This could not be loaded"), text: this.error, way });
  }

  #typed(event: Event): void {
    const query = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#want(query, this.tag), TYPING_PAUSE_MS);
  }

  #submit(event: Event): void {
    event.preventDefault();
    clearTimeout(this.#timer);
    this.#want(this.querySelector("input")?.value ?? "", this.tag);
  }

  /** What is wanted stands in the address, so that coming back shows the same; the search follows from there. */
  #want(query: string, tag: string): void {
    go(this, discoverPath(query.trim(), tag), { replace: this.place.name === "discover" });
  }

  async #load(after?: StreamId): Promise<void> {
    const { query, tag } = this;
    const asked = (this.#asked += 1);
    this.busy = true;
    this.error = "";
    try {
      const wanted = { ...(isBlank(query) ? {} : { query }), ...(tag ? { tag } : {}), ...(after ? { after } : {}) };
      const { groups, more } = await this.store.groups.find(wanted);
      if (asked !== this.#asked) return;
      this.found = after ? [...(this.found ?? []), ...groups] : groups;
      this.more = more;
      if (!tag) this.#tags = tagsOf(this.found);
      else if (!this.#tags.includes(tag)) this.#tags = [tag, ...this.#tags];
    } catch (error) {
      if (asked === this.#asked) this.error = wordError(error);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }
}

function makingOne(): { text: string; way: TemplateResult } {
  return {
    text: gettext("Make one, and let everybody find it: it is in the settings of the group."),
    way: wayTo("/groups/new", gettext("New group")),
  };
}

/** The tags of these groups, the commonest first. */
function tagsOf(cards: readonly GroupCard[]): string[] {
  const counts = new Map<string, number>();
  for (const tag of cards.flatMap(({ tags = [] }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_TAGS).map(([tag]) => tag);
}

customElements.define("happy-discover", Discover);
