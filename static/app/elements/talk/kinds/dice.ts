/** Dice and lots as they are shown, and the choice of a dice. */

import { html, nothing, svg, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import "../../../words.js";
import type { Dice as DiceData } from "../../../protocol.js";
import type { MessageView } from "../../../store.js";
import { toast } from "../../events.js";
import { openMenu } from "../../menu.js";
import { Light } from "../../part.js";
import { bdi, sentence } from "../../phrases.js";
import { wordError } from "../../refusals.js";
import type { Talk } from "../message-menu.js";
import { send } from "../send.js";

const SIDES = [6, 20, 100];
/** What was rolled longer ago lies still. */
const FRESH_MS = 10_000;
/** Where the pips of a face lie, in a field of three by three. */
const PIPS = [[], [4], [0, 8], [0, 4, 8], [0, 2, 6, 8], [0, 2, 4, 6, 8], [0, 2, 3, 5, 6, 8]];

/** Ask which one, and roll it. */
export function chooseDice(talk: Talk & { source: HTMLElement }): void {
  const roll = (sides: number) => async () => {
    try {
      await send(talk, { kind: "dice", dice: { sides } });
    } catch (error) {
      toast(talk.source, wordError(error));
    }
  };
  void openMenu(talk.source, gettext("Dice"), [
    ...SIDES.map((sides) => ({ words: sentence(gettext("Dice with %(sides)s sides"), { sides }), icon: "dice" as const, act: roll(sides) })),
    { words: gettext("Toss a coin"), act: roll(2) },
  ]);
}

/** A dice on the table, a coin, or the lot that was drawn. */
export class Dice extends Light {
  @property({ attribute: false }) message!: MessageView;

  protected override render(): TemplateResult {
    const { row, at } = this.message;
    const dice = row?.dice;
    if (!dice) return html`<div class="dice dice--rolling" role="img" aria-label=${gettext("Rolling…")}>${face(6, 0)}</div>`;
    const isFresh = Math.abs(Date.now() - Date.parse(at)) < FRESH_MS;
    const classes = `dice ${isFresh ? "dice--fresh" : ""}`;
    if (dice.options) return html`<div class="${classes} dice--lots">${lots(dice, dice.options)}</div>`;
    return html`<div class=${classes} role="img" aria-label=${wordDice(dice)}>${face(dice.sides, dice.value)}</div>`;
  }
}

/** What was rolled, in words. */
export function wordDice({ sides, options, value }: DiceData): string {
  if (options) return sentence(gettext("Drawn: %(lot)s"), { lot: options[value - 1] });
  else if (sides === 2) return value === 1 ? gettext("Heads") : gettext("Tails");
  else return sentence(gettext("%(value)s of %(sides)s"), { value, sides });
}

function face(sides: number, value: number): TemplateResult {
  if (sides === 6) {
    const pips = PIPS[value]!.map((at) => svg`<circle cx=${16 + 16 * (at % 3)} cy=${16 + 16 * Math.floor(at / 3)} r="5" />`);
    return html`<svg class="dice__face" viewBox="0 0 64 64" aria-hidden="true"><rect x="2" y="2" width="60" height="60" rx="12" />${pips}</svg>`;
  } else if (sides === 2) {
    return html`<span class="dice__coin">${value === 1 ? gettext("Heads") : gettext("Tails")}</span>`;
  } else {
    return html`<span class="dice__many">${value}<span class="dice__sides">${sentence(gettext("of %(sides)s"), { sides })}</span></span>`;
  }
}

function lots(dice: DiceData, options: string[]): TemplateResult {
  return html`<p class="dice__title">${gettext("Drawn by lot")}</p>
    <p class="dice__lot">${bdi(options[dice.value - 1] ?? "")}</p>
    <ul class="dice__others" aria-label=${gettext("All the lots")}>
      ${options.map((lot, index) => html`<li class=${index === dice.value - 1 ? "dice__drawn" : nothing}>${bdi(lot)}</li>`)}
    </ul>`;
}

customElements.define("happy-dice", Dice);
