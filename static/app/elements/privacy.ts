import { html, type TemplateResult } from "lit";

import type { Audience, Preferences } from "../protocol.js";
import type { Topic } from "../store.js";
import { choice } from "./choice.js";
import { comingPlace } from "./empty.js";
import { toast } from "./events.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";
import { placePane } from "./place-pane.js";
import { wordError } from "./refusals.js";

type Door = "find" | "add" | "message" | "invite";

/** What holds where nothing was chosen. */
const DEFAULTS: Record<Door, Audience> = { find: "everyone", add: "everyone", message: "shared", invite: "shared" };

/** Who may come near, and what is shown of me. Each choice holds at once, on all my devices. */
export class Privacy extends Part {
  protected override get topics(): Topic[] {
    return ["me", "contacts"];
  }

  protected override render(): TemplateResult {
    const { profile, preferences } = this.store;
    return placePane(this, gettext("Privacy"), profile ? html`${this.#doors(preferences)} ${this.#shown(preferences)} ${this.#blocked()}` : comingPlace());
  }

  #doors(preferences: Preferences): TemplateResult {
    return html`<section class="sheet sheet--padded" aria-labelledby="privacy-doors">
      <h2 class="sheet__title" id="privacy-doors">${gettext("Who may …")}</h2>
      ${this.#door("find", gettext("find me in the search"), preferences)}
      ${this.#door("add", gettext("ask to be my friend"), preferences)}
      ${this.#door("message", gettext("write to me without being my friend"), preferences)}
      ${this.#door("invite", gettext("add me to groups"), preferences)}
      <p class="field__hint">${gettext("Your friends always may. In common means: a friend, or a group you are both in.")}</p>
    </section>`;
  }

  #door(door: Door, legend: string, preferences: Preferences): TemplateResult {
    const options: [Audience, string][] = [
      ["everyone", gettext("Everyone")],
      ["shared", gettext("With somebody in common")],
      ["nobody", gettext("Nobody")],
    ];
    return choice({
      name: door,
      legend,
      options,
      chosen: preferences[door] ?? DEFAULTS[door],
      choose: (value) => this.#prefer({ [door]: value as Audience }),
    });
  }

  #shown({ last_seen: lastSeen = "friends", receipts = true }: Preferences): TemplateResult {
    return html`<section class="sheet sheet--padded" aria-labelledby="privacy-shown">
      <h2 class="sheet__title" id="privacy-shown">${gettext("Who sees …")}</h2>
      ${choice({
        name: "last-seen",
        legend: gettext("when I am here, and was last"),
        hint: gettext("Who shows it to nobody sees it of nobody."),
        options: [
          ["everyone", gettext("Everyone")],
          ["friends", gettext("Friends")],
          ["nobody", gettext("Nobody")],
        ],
        chosen: lastSeen,
        choose: (value) => this.#prefer({ last_seen: value as NonNullable<Preferences["last_seen"]> }),
      })}
      ${choice({
        name: "receipts",
        legend: gettext("that I have read a message"),
        hint: gettext("Switched off, you do not see it of others either."),
        options: [
          ["on", gettext("On")],
          ["off", gettext("Off")],
        ],
        chosen: receipts ? "on" : "off",
        choose: (value) => this.#prefer({ receipts: value === "on" }),
      })}
    </section>`;
  }

  #blocked(): TemplateResult {
    const { length } = this.store.blocked;
    return html`<div class="sheet">
      <a class="row row--small" href="/me/blocked">
        <span class="row__icon row__icon--calm">${icon("block")}</span>
        <span class="row__text">${gettext("Blocked people")}</span>
        <span class="row__note">${length || ""}</span>
        <span class="row__mark">${icon("forward", "s")}</span>
      </a>
    </div>`;
  }

  async #prefer(preferences: Preferences): Promise<void> {
    try {
      await this.store.people.updateProfile({ preferences });
    } catch (error) {
      toast(this, wordError(error));
      this.requestUpdate();
    }
  }
}

customElements.define("happy-privacy", Privacy);
