import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { ErrorCode, ExportRow } from "../protocol.js";
import type { Topic } from "../store.js";
import { icon } from "./icons.js";
import { inForm } from "./once.js";
import { Part } from "./part.js";
import { bdi, sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";
import { wordError, wordRefusal } from "./refusals.js";
import { titleOf } from "./summary.js";

/** What I can take along: archives of my data, being made and made. */
export class MyData extends Part {
  @state() busy = false;
  @state() error = "";

  protected override get topics(): Topic[] {
    return ["me", "list", "people"];
  }

  protected override render(): TemplateResult {
    const { all, isBusy } = this.store.exports;
    return placePane(
      this,
      gettext("My data"),
      html`<section class="sheet sheet--padded" aria-labelledby="export-title">
          <h2 class="sheet__title" id="export-title">${gettext("Take everything along")}</h2>
          <p>${gettext("An archive of your profile, your contacts and all your conversations, with their files: pages to read without the internet, and the same as data. One conversation alone is exported from its menu.")}</p>
          ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
          <button class="button button--primary" ?disabled=${this.busy || isBusy} @click=${this.#ask}>
            ${isBusy ? gettext("An export is being made…") : gettext("Export everything")}
          </button>
        </section>
        ${all.length ? this.#list(all) : nothing}`,
    );
  }

  #list(all: readonly ExportRow[]): TemplateResult {
    return html`<section class="exports" aria-labelledby="exports-title">
      <h2 class="sheet__title" id="exports-title">${gettext("Exports")}</h2>
      <ul class="sheet">
        ${repeat(
          all,
          ({ key }) => key,
          (one) => html`<li class="sheet__item export">${this.#export(one)}</li>`,
        )}
      </ul>
      <p class="field__hint">${gettext("They can be fetched for seven days, by you alone.")}</p>
    </section>`;
  }

  #export(one: ExportRow): TemplateResult {
    const name = this.#nameOf(one);
    return html`<span class="export__text">
        <span class="row__name">${bdi(name)}</span>
        <span class="row__below">${this.times.full(one.at)}</span>
      </span>
      ${this.#state(one, name)}`;
  }

  #state({ url, error, progress }: ExportRow, name: string): TemplateResult {
    if (url) {
      const words = sentence(gettext("Download %(name)s"), { name });
      return html`<a class="button button--small" href=${url} download aria-label=${words}>${icon("down", "s")} ${gettext("Download")}</a>`;
    } else if (error) return html`<span class="export__error">${wordRefusal({ code: error as ErrorCode })}</span>`;
    else {
      return html`<span class="export__progress">
        <progress max="100" value=${progress} aria-label=${name}></progress> ${sentence(gettext("%(percent)s%"), { percent: progress })}
      </span>`;
    }
  }

  #nameOf({ stream }: ExportRow): string {
    if (stream === undefined) return gettext("All my data");
    const view = this.store.conversation(stream);
    return view ? titleOf(view, this.store) : gettext("A conversation");
  }

  async #ask(): Promise<void> {
    await inForm(this, () => this.store.exports.ask());
  }
}

customElements.define("happy-my-data", MyData);
