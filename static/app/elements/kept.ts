/** Lists of what I keep for myself. */

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { Keeping, Kept, Reminder, Scheduled } from "../keeping.js";
import type { Topic } from "../store.js";
import { confirm } from "./confirm.js";
import { emptyPlace } from "./empty.js";
import { toast } from "./events.js";
import "./face.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { bdi, sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";
import { wordError, wordRefusal } from "./refusals.js";
import { conversationPath } from "./router.js";
import { foundRow, summaryOf } from "./search/found-row.js";
import { facesOf, titleOf } from "./summary.js";

const SHOWN_AT_ONCE = 50;

abstract class KeptList extends Part {
  @state() private most = SHOWN_AT_ONCE;
  #wanted = "";

  protected override get topics(): Topic[] {
    return ["me", "list", "people"];
  }

  protected get keeping(): Keeping {
    return this.store.messages.keeping;
  }

  /** Fetch what is not held, once for each list. */
  protected fetch(kept: readonly Kept[]): void {
    const shown = kept.slice(0, this.most);
    const wanted = shown.map(({ stream, seq }) => `${stream}:${seq}`).join();
    if (wanted === this.#wanted || this.store.connection !== "online") return;
    this.#wanted = wanted;
    this.keeping.load(shown).then(
      () => this.requestUpdate(),
      () => (this.#wanted = ""),
    );
  }

  protected list<T extends { at: string }>(all: readonly T[], key: (one: T) => string, row: (one: T) => TemplateResult): TemplateResult {
    const more = () => (this.most += SHOWN_AT_ONCE);
    return html`<ul class="kept">
        ${repeat(all.slice(0, this.most), key, (one) => html`<li class="kept__one">${row(one)}</li>`)}
      </ul>
      ${all.length > this.most ? html`<button class="button button--wide" @click=${more}>${gettext("Show more")}</button>` : nothing}`;
  }

  protected message(kept: Kept): TemplateResult {
    const message = this.keeping.message(kept);
    if (!message) return html`<p class="kept__gone">${gettext("This message is not shown any more.")}</p>`;
    if (message.recalled) return html`<p class="kept__gone">${gettext("This message was taken back")}</p>`;
    return foundRow({ stream: kept.stream, message, ranges: [] }, this.store, this.times);
  }

  protected async try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      toast(this, wordError(error));
    }
  }
}

export class Favourites extends KeptList {
  protected override render(): TemplateResult {
    const { favourites } = this.keeping;
    this.fetch(favourites);
    const body = favourites.length
      ? this.list(favourites, keyOf, (kept) => this.#row(kept))
      : emptyPlace({ title: gettext("No favourites yet"), text: gettext("Choose “Add to favourites” in the menu of a message to find it here.") });
    return placePane(this, gettext("Favourites"), body);
  }

  #row(kept: Kept): TemplateResult {
    const remove = () => this.try(() => this.store.messages.favourite(kept.stream, kept.seq, false));
    return html`${this.message(kept)}
      <button class="icon-button" aria-label=${gettext("Remove from favourites")} title=${gettext("Remove from favourites")} @click=${remove}>${icon("close")}</button>`;
  }
}

export class Reminders extends KeptList {
  protected override render(): TemplateResult {
    const { reminders } = this.keeping;
    this.fetch(reminders);
    const body = reminders.length
      ? this.list(reminders, keyOf, (reminder) => this.#row(reminder))
      : emptyPlace({ title: gettext("No reminders"), text: gettext("Choose “Remind me” in the menu of a message, and you are told when its time has come.") });
    return placePane(this, gettext("Reminders"), body);
  }

  #row(reminder: Reminder): TemplateResult {
    const { at, due } = reminder;
    const words = due ? gettext("Done") : gettext("Cancel");
    const forget = () => this.try(() => this.keeping.forgetReminder(reminder));
    return html`<div class="kept__what">
        ${this.message(reminder)}
        <p class="kept__when ${due ? "kept__when--due" : ""}">${icon("reminder", "s")} <time datetime=${at}>${this.times.full(at)}</time></p>
      </div>
      <button class="button button--small" @click=${forget}>${words}</button>`;
  }
}

export class ScheduledMessages extends KeptList {
  protected override render(): TemplateResult {
    const { scheduled } = this.keeping;
    const body = scheduled.length
      ? this.list(scheduled, ({ clientId }) => clientId, (one) => this.#row(one))
      : emptyPlace({ title: gettext("Nothing waits to be sent"), text: gettext("Choose “Send later” behind the + of a conversation to write now what is to be said then.") });
    return placePane(this, gettext("To be sent later"), body);
  }

  #row(one: Scheduled): TemplateResult {
    const { at, body, stream, error } = one;
    const summary = summaryOf(stream, this.store);
    return html`<div class="kept__what">
      <a class="row row--tall" href=${conversationPath(stream)}>
        <happy-face class="face" .people=${summary ? facesOf(summary, this.store) : []} .picture=${summary?.avatar ?? ""}></happy-face>
        <span class="row__text">
          <span class="row__line"><span class="row__name">${bdi(summary ? titleOf(summary, this.store) : "…")}</span></span>
          <span class="row__below">${bdi(body)}</span>
        </span>
      </a>
      <p class="kept__when">${icon("later", "s")} <time datetime=${at}>${this.times.full(at)}</time></p>
      ${error ? html`<p class="alert alert--error" role="status">${gettext("It could not be sent.")} ${wordRefusal({ code: error })}</p>` : nothing}
      <div class="kept__acts">
        <button class="button button--small" @click=${() => this.#change(one)}>${gettext("Change")}</button>
        <button class="button button--small" @click=${() => this.try(() => this.keeping.sendNow(one))}>${gettext("Send now")}</button>
        <button class="button button--small button--danger" @click=${() => this.#cancel(one)}>${gettext("Delete")}</button>
      </div>
    </div>`;
  }

  async #change(one: Scheduled): Promise<void> {
    const { changeScheduled } = await import("./talk/send-later.js");
    changeScheduled(this.store, one);
  }

  async #cancel(one: Scheduled): Promise<void> {
    const excerpt = [...one.body].slice(0, 60).join("");
    const yes = await confirm({
      title: gettext("Delete this message?"),
      text: sentence(gettext("“%(text)s” will not be sent."), { text: excerpt }),
      yes: gettext("Delete"),
      dangerous: true,
    });
    if (yes) await this.try(() => this.keeping.cancel(one));
  }
}

function keyOf({ stream, seq }: Kept): string {
  return `${stream}:${seq}`;
}

customElements.define("happy-favourites", Favourites);
customElements.define("happy-reminders", Reminders);
customElements.define("happy-scheduled", ScheduledMessages);
