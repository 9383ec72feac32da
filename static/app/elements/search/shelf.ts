import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { pieces, type Link } from "../../links.js";
import type { Attachment } from "../../protocol.js";
import { sizeWords } from "../../sizes.js";
import type { Hit, Topic } from "../../store.js";
import { comingPlace, emptyPlace } from "../empty.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi, nameOf, sentence } from "../phrases.js";
import { placePane } from "../place-pane.js";
import { wordError } from "../refusals.js";
import { conversationPath, SHELVES, shelfPath, type Shelf } from "../router.js";
import { titleOf, whoIn } from "../summary.js";
import { summaryOf } from "./found-row.js";
import { FoundPages } from "./pages.js";

const KINDS: Record<Shelf, string> = { pictures: "picture", videos: "video", files: "file", links: "link" };
const A_PAGE = 60;

/** What people shared in a conversation. */
export class ShelfPlace extends Part {
  @property({ attribute: false }) stream = "";
  @property({ attribute: false }) shelf: Shelf = "pictures";

  #wanted = {};

  protected override get topics(): Topic[] {
    return ["list", "people", `conversation:${this.stream}`];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("stream") || changed.has("shelf")) this.#wanted = { stream: this.stream, kind: KINDS[this.shelf], limit: A_PAGE };
  }

  protected override render(): TemplateResult {
    const summary = summaryOf(this.stream, this.store);
    const name = summary ? titleOf(summary, this.store) : "…";
    return placePane(
      this,
      sentence(gettext("Shared in %(name)s"), { name }),
      html`<nav class="shelf__tabs" aria-label=${gettext("Kind")}>
          ${SHELVES.map(
            (shelf) => html`<a class="tag tag--button" href=${shelfPath(this.stream, shelf)} aria-current=${shelf === this.shelf ? "page" : nothing}>
              ${wordsOf(shelf)}
            </a>`,
          )}
        </nav>
        <happy-shelved .store=${this.store} .shelf=${this.shelf} .wanted=${this.#wanted}></happy-shelved>`,
    );
  }
}

/** The things of one shelf, newest first, month by month. */
export class Shelved extends FoundPages {
  @property({ attribute: false }) shelf: Shelf = "pictures";

  protected override render(): TemplateResult {
    const { state, hits, error } = this.search;
    if (hits.length) return html`${months(hits).map((month) => this.#month(month))} ${this.foot()}`;
    else if (state === "failed") return emptyPlace({ title: gettext("That did not come"), text: wordError(error), way: this.again() });
    else if (state === "done") return emptyPlace({ title: gettext("Nothing here yet"), text: gettext("What is shared in this conversation is kept together here.") });
    else return comingPlace();
  }

  #month(hits: readonly Hit[]): TemplateResult {
    const title = this.times.month(hits[0]!.message.at);
    const isGrid = this.shelf === "pictures" || this.shelf === "videos";
    return html`<section aria-label=${title}>
      <h2 class="shelf__month">${title}</h2>
      <ul class=${isGrid ? "shelf__grid" : "sheet"}>
        ${hits.map((hit) => (isGrid ? this.#pictures(hit) : this.shelf === "files" ? this.#files(hit) : this.#links(hit)))}
      </ul>
    </section>`;
  }

  /** Each leads to its message. */
  #pictures(hit: Hit): TemplateResult[] {
    const words = this.#by(hit);
    return attachmentsOf(hit, KINDS[this.shelf]).map(
      ({ name, url, thumbnail = url }) => html`<li class="shelf__cell">
        <a class="shelf__picture" href=${conversationPath(hit.stream, hit.message.seq)} title=${words}>
          ${this.shelf === "videos" ? icon("camera") : nothing}
          <img src=${thumbnail} alt=${`${name} · ${words}`} loading="lazy" />
        </a>
      </li>`,
    );
  }

  #files(hit: Hit): TemplateResult[] {
    return attachmentsOf(hit, "file").map(
      ({ name, url, size }) => html`<li class="sheet__item shelf__item">
        <a class="row row--small shelf__row" href=${url} download=${name}>
          <span class="row__icon row__icon--calm">${icon("folder")}</span>
          <span class="row__text"><span class="row__name">${bdi(name)}</span><span class="row__below">${sizeWords(size, this.store.page.locale)} · ${this.#by(hit)}</span></span>
        </a>
        ${this.#way(hit)}
      </li>`,
    );
  }

  #links(hit: Hit): TemplateResult[] {
    const links = pieces(hit.message.body).filter((piece): piece is Link => piece.type === "link" && piece.href.startsWith("http"));
    return links.map(
      ({ text, href, host }) => html`<li class="sheet__item shelf__item">
        <a class="row row--small shelf__row" href=${href} target="_blank" rel="noopener noreferrer">
          <span class="row__icon row__icon--calm">${icon("link")}</span>
          <span class="row__text"><span class="row__name">${bdi(host ?? text)}</span><span class="row__below">${this.#by(hit)}</span></span>
        </a>
        ${this.#way(hit)}
      </li>`,
    );
  }

  /** To the message it came with. */
  #way({ stream, message }: Hit): TemplateResult {
    const words = gettext("Show in the conversation");
    return html`<a class="icon-button" href=${conversationPath(stream, message.seq)} aria-label=${words} title=${words}>${icon("message")}</a>`;
  }

  #by({ stream, message }: Hit): string {
    const view = this.store.conversation(stream);
    const person = view ? whoIn(view, this.store)(message.author) : this.store.person(message.author);
    return `${message.mine ? gettext("You") : nameOf(person)} · ${this.times.short(message.at)}`;
  }
}

function wordsOf(shelf: Shelf): string {
  switch (shelf) {
    case "pictures":
      return gettext("Pictures");
    case "videos":
      return gettext("Videos");
    case "files":
      return gettext("Files");
    case "links":
      return gettext("Links");
  }
}

/** Neighbours of one month together. */
function months(hits: readonly Hit[]): Hit[][] {
  const found: Hit[][] = [];
  for (const hit of hits) {
    const last = found.at(-1);
    if (last && monthOf(last[0]!) === monthOf(hit)) last.push(hit);
    else found.push([hit]);
  }
  return found;
}

function monthOf({ message }: Hit): string {
  const at = new Date(message.at);
  return `${at.getFullYear()}-${at.getMonth()}`;
}

function attachmentsOf({ message }: Hit, kind: string): Attachment[] {
  return (message.row?.attachments ?? []).filter((attachment) => attachment.kind === kind);
}

customElements.define("happy-shelf", ShelfPlace);
customElements.define("happy-shelved", Shelved);
