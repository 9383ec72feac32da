import { html, type TemplateResult } from "lit";

import type { Preferences, ProfileChanges, ProfileRow } from "../protocol.js";
import type { Topic } from "../store.js";
import { choice } from "./choice.js";
import { comingPlace } from "./empty.js";
import { toast } from "./events.js";
import { Part } from "./part.js";
import { placePane } from "./place-pane.js";
import { wordError } from "./refusals.js";
import { nearestTextSize, TEXT_SIZES, type Theme } from "./theme.js";

type Locale = NonNullable<ProfileChanges["locale"]>;

const LANGUAGES: [Locale, string][] = [
  ["en", "English"],
  ["zh-hans", "简体中文"],
];

/** Light or dark, how large, and in which language. Each choice holds at once, on all my devices. */
export class Appearance extends Part {
  protected override get topics(): Topic[] {
    return ["me"];
  }

  protected override render(): TemplateResult {
    const { profile } = this.store;
    return placePane(this, gettext("Appearance and language"), profile ? this.#choices(profile) : comingPlace());
  }

  #choices({ preferences, locale }: ProfileRow): TemplateResult {
    const { theme = "auto", text_size: size = 100 } = preferences;
    const themes: [Theme, string][] = [
      ["auto", gettext("Like the device")],
      ["light", gettext("Light")],
      ["dark", gettext("Dark")],
    ];
    return html`<div class="sheet sheet--padded">
      ${choice({
        name: "theme",
        legend: gettext("Colours"),
        options: themes,
        chosen: theme,
        choose: (value) => this.#prefer({ theme: value as Theme }),
      })}
      ${choice({
        name: "text-size",
        legend: gettext("Text size"),
        options: TEXT_SIZES.map((step): [string, string] => [String(step), `${step} %`]),
        chosen: String(nearestTextSize(size)),
        choose: (value) => this.#prefer({ text_size: Number(value) }),
      })}
      ${choice({
        name: "language",
        legend: gettext("Language"),
        options: LANGUAGES,
        chosen: locale,
        choose: (value) => this.#speak(value as Locale),
      })}
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

  /** The words of the page come with it, so another language is another page. */
  async #speak(locale: Locale): Promise<void> {
    try {
      await this.store.people.updateProfile({ locale });
      location.reload();
    } catch (error) {
      toast(this, wordError(error));
      this.requestUpdate();
    }
  }
}

customElements.define("happy-appearance", Appearance);
