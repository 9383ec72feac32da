import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { Topic } from "../store.js";
import { confirm, type Question } from "./confirm.js";
import { toast } from "./events.js";
import { isRobot } from "./here.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { nameOf, sentence } from "./phrases.js";
import { wordError } from "./refusals.js";

/** Ending a friendship, hearing nothing more of somebody, reporting them. Each is asked once. */
export class Parting extends Part {
  @property({ attribute: false }) user = "";

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override render(): TemplateResult | typeof nothing {
    const person = this.store.person(this.user);
    if (isRobot(person)) return nothing;
    const { contact, bot } = person;
    const { state, blocked } = contact ?? {};
    const rows = [
      ...(state === "friend" ? [row("remove-person", gettext("Remove from my friends"), this.#remove)] : []),
      ...(blocked ? [] : [row("block", gettext("Block"), this.#block)]),
      ...(bot ? [] : [row("report", gettext("Report"), this.#report)]),
    ];
    if (!rows.length) return nothing;
    return html`<ul class="sheet">
      ${rows.map((one) => html`<li class="sheet__item">${one}</li>`)}
    </ul>`;
  }

  #remove = (): Promise<void> =>
    this.#ask(() => this.store.people.remove(this.user), {
      title: gettext("Remove %(name)s from your friends?"),
      text: gettext(
        "You will be gone from their friends, too. What you wrote to each other stays readable; to write again you have to become friends again.",
      ),
      yes: gettext("Remove"),
    });

  #block = (): Promise<void> => this.#ask(() => this.store.people.block(this.user), blockQuestion());

  #report = async (): Promise<void> => {
    const { report } = await import("./report.js");
    report(this.store, { user: this.user });
  };

  async #ask(act: () => Promise<void>, question: Question): Promise<void> {
    const name = nameOf(this.store.person(this.user));
    const yes = await confirm({ ...question, title: sentence(question.title, { name }), dangerous: true });
    if (!yes) return;
    try {
      await act();
    } catch (error) {
      toast(this, wordError(error));
    }
  }
}

/** What blocking means, before one does it; the title has a place for the name. */
export function blockQuestion(): Question {
  return {
    title: gettext("Block %(name)s?"),
    text: gettext(
      "They are not told. What they write to you from now on never reaches you, and they do not see when you are here. In groups you see that they wrote, not what. You can unblock them at any time.",
    ),
    yes: gettext("Block"),
    dangerous: true,
  };
}

function row(name: "remove-person" | "block" | "report", words: string, act: () => Promise<void>): TemplateResult {
  return html`<button class="row row--small row--button row--danger" @click=${act}>
    <span class="row__icon row__icon--calm">${icon(name)}</span>
    <span class="row__text">${words}</span>
  </button>`;
}

customElements.define("happy-parting", Parting);
