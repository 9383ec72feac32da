import { html, type TemplateResult } from "lit";

import type { Preferences, ProfileChanges, ProfileRow } from "../protocol.js";
import type { Topic } from "../store.js";
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
      ${choice("theme", gettext("Colours"), themes, theme, (value) => this.#prefer({ theme: value as Theme }))}
      ${choice(
        "text-size",
        gettext("Text size"),
        TEXT_SIZES.map((step): [string, string] => [String(step), `${step} %`]),
        String(nearestTextSize(size)),
        (value) => this.#prefer({ text_size: Number(value) }),
      )}
      ${choice("language", gettext("Language"), LANGUAGES, locale, (value) => this.#speak(value as Locale))}
    </div>`;
  }

  async #prefer(preferences: Preferences): Promise<void> {
    try {
      await this.store.updateProfile({ preferences });
    } catch (error) {
      toast(this, wordError(error));
      this.requestUpdate();
    }
  }

  /** The words of the page come with it, so another language is another page. */
  async #speak(locale: Locale): Promise<void> {
    try {
      await this.store.updateProfile({ locale });
      location.reload();
    } catch (error) {
      toast(this, wordError(error));
      this.requestUpdate();
    }
  }
}

function choice(
  name: string,
  legend: string,
  options: [string, string][],
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<fieldset class="choice">
    <legend class="choice__legend">${legend}</legend>
    <div class="choice__items">
      ${options.map(
        ([value, words]) => html`<label class="choice__item">
          <input
            class="choice__input"
            type="radio"
            name=${name}
            value=${value}
            .checked=${value === chosen}
            @change=${() => choose(value)}
          />
          <span class="choice__label">${words}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}

customElements.define("happy-appearance", Appearance);
