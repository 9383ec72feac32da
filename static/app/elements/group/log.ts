import { html, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { LogEntry } from "../../protocol.js";
import type { ConversationView, Topic } from "../../store.js";
import { comingPlace } from "../empty.js";
import { namesOf, nameOf, phrase } from "../phrases.js";
import { wordError } from "../refusals.js";
import { whoIn } from "../summary.js";
import { InfoPage } from "./info-page.js";
import { wordEntry } from "./log-words.js";

/** Who did what in a group, newest first, for those who run it. */
export class GroupLog extends InfoPage {
  @state() private entries: readonly LogEntry[] | undefined;
  @state() private error = "";

  protected override get topics(): Topic[] {
    return ["people"];
  }

  /** What is written in it changes the group, too, or is told by a notice. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("view");
    if (!this.hasUpdated || (before && signsOf(before) !== signsOf(this.view))) void this.#look();
  }

  protected override render(): TemplateResult {
    if (this.error) return this.missing(this.error, () => this.#look());
    else if (!this.entries) return comingPlace();
    return html`<ol class="sheet log">
      ${this.entries.map((entry) => html`<li class="log__entry">${this.#entry(entry)}</li>`)}
    </ol>`;
  }

  #entry(entry: LogEntry): TemplateResult {
    const { at, author, users = [], text = "" } = entry;
    const who = whoIn(this.view, this.store);
    const others = users.filter((user) => user !== author);
    const { words, value } = wordEntry(entry.event, others.length > 0, text, this.times);
    return html`<p class="log__words">${phrase(words, { actor: nameOf(who(author)), names: namesOf(others.map(who)), text: value })}</p>
      <time class="row__time" datetime=${at} title=${this.times.full(at)}>${this.times.day(at)} ${this.times.hour(at)}</time>`;
  }

  async #look(): Promise<void> {
    try {
      this.entries = await this.store.groups.list(this.view.id, "log");
      this.error = "";
    } catch (error) {
      this.error = wordError(error);
    }
  }
}

function signsOf({ info, messages }: ConversationView): string {
  return `${info?.version} ${messages.findLast(({ kind }) => kind === "notice")?.seq}`;
}

customElements.define("happy-group-log", GroupLog);
