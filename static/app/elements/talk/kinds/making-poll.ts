/** Asking something, with answers to choose from. */

import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import "../../../words.js";
import { isBlank, sentence } from "../../phrases.js";
import type { Talk } from "../message-menu.js";
import { send } from "../send.js";
import { field, fits, isGiven, Making, show } from "./making.js";

const MOST_QUESTION = 300;
const MOST_OPTION = 100;
const MOST_OPTIONS = 20;
const HOUR_MS = 3_600_000;

export function askPoll(talk: Talk): void {
  show(new MakingPoll(), talk);
}

class MakingPoll extends Making {
  @state() private question = "";
  /** The last one is empty while there may be more. */
  @state() private options: readonly string[] = ["", ""];
  @state() private multiple = false;
  @state() private anonymous = false;
  /** In so many hours; 0: when somebody closes it. */
  @state() private hours = 0;

  protected override get heading(): string {
    return gettext("Poll");
  }

  protected override get yes(): string {
    return gettext("Send");
  }

  protected override get isReady(): boolean {
    const given = this.#given;
    const isFine = given.length >= 2 && new Set(given).size === given.length && given.every((text) => fits(text, MOST_OPTION));
    return isGiven(this.question, MOST_QUESTION) && isFine;
  }

  protected override fields(): TemplateResult {
    return html`${field({
        name: "poll-question",
        label: gettext("Question"),
        value: this.question,
        most: MOST_QUESTION,
        focused: true,
        typed: (value) => (this.question = value),
      })}
      <fieldset class="making__options">
        <legend class="field__label">${gettext("Options")}</legend>
        ${this.options.map((option, index) =>
          field({
            name: `poll-option-${index}`,
            label: sentence(gettext("Option %(number)s"), { number: index + 1 }),
            named: false,
            value: option,
            most: MOST_OPTION,
            typed: (value) => this.#typed(index, value),
          }),
        )}
      </fieldset>
      <div class="making__checks">
        ${check(gettext("Several may be chosen"), this.multiple, (on) => (this.multiple = on))}
        ${check(gettext("Nobody sees who chose what"), this.anonymous, (on) => (this.anonymous = on))}
      </div>
      <div class="field">
        <label class="field__label" for="poll-end">${gettext("Closes")}</label>
        <select class="field__input" id="poll-end" @change=${this.#chooseEnd}>
          ${ends().map(([hours, words]) => html`<option value=${hours} ?selected=${hours === this.hours}>${words}</option>`)}
        </select>
      </div>`;
  }

  protected override async done(): Promise<void> {
    const { multiple, anonymous, hours } = this;
    const more = {
      ...(multiple ? { multiple } : {}),
      ...(anonymous ? { anonymous } : {}),
      ...(hours ? { closes_at: new Date(Date.now() + hours * HOUR_MS).toISOString() } : {}),
    };
    await send(this.talk, { kind: "poll", poll: { options: this.#given, ...more } }, this.question.trim());
  }

  get #given(): string[] {
    return this.options.filter((option) => !isBlank(option)).map((option) => option.trim());
  }

  #typed(index: number, value: string): void {
    const options = this.options.map((option, at) => (at === index ? value : option));
    const isFull = options.every((option) => !isBlank(option));
    this.options = isFull && options.length < MOST_OPTIONS ? [...options, ""] : options;
  }

  #chooseEnd(event: Event): void {
    this.hours = Number((event.target as HTMLSelectElement).value);
  }
}

function check(words: string, on: boolean, change: (on: boolean) => void): TemplateResult {
  const changed = (event: Event) => change((event.target as HTMLInputElement).checked);
  return html`<label class="making__check"><input type="checkbox" .checked=${on} @change=${changed} /> ${words}</label>`;
}

function ends(): [number, string][] {
  return [
    [0, gettext("When I close it")],
    [1, gettext("In an hour")],
    [24, gettext("In a day")],
    [72, gettext("In three days")],
    [168, gettext("In a week")],
  ];
}

customElements.define("happy-making-poll", MakingPoll);
