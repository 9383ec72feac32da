import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { GroupChanges, GroupSettings } from "../../protocol.js";
import { choice, type Choice } from "../choice.js";
import { toast } from "../events.js";
import { sentence } from "../phrases.js";
import { attempt } from "./attempt.js";
import { field, isTooLong } from "./field.js";
import { InfoPage } from "./info-page.js";

const MOST_QUESTION = 100;
const MINUTE_S = 60;
/** What is offered; another value, set by a program, is offered beside these. */
const SLOW_S = [0, 10, 30, MINUTE_S, 5 * MINUTE_S, 15 * MINUTE_S, 60 * MINUTE_S];

/** The rules of a group. Each choice holds at once, for everybody. */
export class GroupSettingsPage extends InfoPage {
  @state() private question: string | undefined;

  protected override render(): TemplateResult {
    const settings = this.view.info!.settings!;
    return html`${this.#doors(settings)} ${this.#talk(settings)}`;
  }

  #doors(settings: GroupSettings): TemplateResult {
    return html`<section class="sheet sheet--padded" aria-labelledby="group-doors">
      <h2 class="sheet__title" id="group-doors">${gettext("Coming in")}</h2>
      ${this.#switch({
        name: "public",
        legend: gettext("Public group"),
        hint: gettext("Everybody can find it and see its card."),
        on: settings.public ?? false,
      })}
      ${settings.public ? this.#ofPublic(settings) : nothing}
      ${this.#one("invite", {
        legend: gettext("Who brings others in"),
        options: [
          ["all", gettext("All members")],
          ["admins", gettext("Only admins")],
        ],
        chosen: settings.invite,
      })}
      ${this.#one("history", {
        legend: gettext("New members see"),
        options: [
          ["none", gettext("What is written from then on")],
          ["recent", gettext("The last 20 messages, too")],
          ["all", gettext("Everything")],
        ],
        chosen: settings.history,
      })}
    </section>`;
  }

  #ofPublic({ join, preview, question }: GroupSettings): TemplateResult {
    return html`${this.#one("join", {
      legend: gettext("How strangers come in"),
      options: [
        ["open", gettext("By themselves")],
        ["approval", gettext("After an admin's yes")],
        ["invitation", gettext("Only when invited")],
      ],
      chosen: join,
    })}
    ${join === "approval" ? this.#question(question ?? "") : nothing}
    ${this.#switch({
      name: "preview",
      legend: gettext("Preview"),
      hint: gettext("Everybody can read the last 20 messages."),
      on: preview ?? false,
    })}`;
  }

  #question(saved: string): TemplateResult {
    const value = this.question ?? saved;
    const isReady = value.trim() !== saved && !isTooLong(value, MOST_QUESTION);
    return html`<form class="form form--near" @submit=${(event: Event) => this.#ask(event, value.trim())}>
      ${field({
        id: "group-question",
        label: gettext("Question to who asks to join"),
        value,
        most: MOST_QUESTION,
        typed: (typed) => (this.question = typed),
      })}
      <div class="form__actions"><button class="button" ?disabled=${!isReady}>${gettext("Save the question")}</button></div>
    </form>`;
  }

  #talk({ speak, slow }: GroupSettings): TemplateResult {
    const offered = SLOW_S.includes(slow) ? SLOW_S : [...SLOW_S, slow];
    return html`<section class="sheet sheet--padded" aria-labelledby="group-talk">
      <h2 class="sheet__title" id="group-talk">${gettext("Talking")}</h2>
      ${this.#one("speak", {
        legend: gettext("Who may write"),
        options: [
          ["all", gettext("All members")],
          ["admins", gettext("Only admins")],
        ],
        chosen: speak,
      })}
      ${choice({
        name: "slow",
        legend: gettext("Slow mode"),
        hint: gettext("So long each member waits between two messages. Admins do not."),
        options: offered.map((seconds) => [String(seconds), spanWords(seconds)]),
        chosen: String(slow),
        choose: (value) => this.#set({ slow: Number(value) }),
      })}
    </section>`;
  }

  #one(name: "join" | "invite" | "history" | "speak", given: Pick<Choice, "legend" | "options" | "chosen">): TemplateResult {
    return choice({ name, ...given, choose: (value) => this.#set({ [name]: value }) });
  }

  #switch({ name, legend, hint, on }: { name: "public" | "preview"; legend: string; hint: string; on: boolean }): TemplateResult {
    const options: [string, string][] = [
      ["on", gettext("On")],
      ["off", gettext("Off")],
    ];
    const choose = (value: string) => this.#set({ [name]: value === "on" });
    return choice({ name, legend, hint, options, chosen: on ? "on" : "off", choose });
  }

  async #ask(event: Event, question: string): Promise<void> {
    event.preventDefault();
    if (!(await this.#set({ question }))) return;
    this.question = undefined;
    toast(this, gettext("Saved."));
  }

  /** What was refused is shown as it is. */
  async #set(changes: GroupChanges): Promise<boolean> {
    const isDone = await attempt(this, () => this.store.groups.update(this.view.id, changes));
    this.requestUpdate();
    return isDone;
  }
}

function spanWords(seconds: number): string {
  if (seconds === 0) return gettext("Off");
  else if (seconds < MINUTE_S) return sentence(ngettext("%(count)s second", "%(count)s seconds", seconds), { count: seconds });
  const count = Math.round(seconds / MINUTE_S);
  return sentence(ngettext("%(count)s minute", "%(count)s minutes", count), { count });
}

customElements.define("happy-group-settings", GroupSettingsPage);
