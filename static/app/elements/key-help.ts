import { html, type TemplateResult } from "lit";

import { icon } from "./icons.js";
import { Light } from "./part.js";

/** Apple's keyboards have ⌘ where others have Ctrl. */
const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

export function findKeys(): string {
  return `${COMMAND} K`;
}

/** All keys, on one page. Sends `close` when it was closed. */
export class KeyHelp extends Light {
  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="dialog dialog--wide" aria-labelledby="keys-title" @close=${this.#closed}>
      <form class="dialog__head" method="dialog">
        <h2 id="keys-title">${gettext("Keys")}</h2>
        <button class="icon-button" aria-label=${gettext("Close")}>${icon("close")}</button>
      </form>
      <dl class="keys">
        ${keys().map(
          ([words, ...presses]) => html`<dt>${words}</dt>
            <dd class="keys__press">${presses.map((press) => html`<kbd>${press}</kbd>`)}</dd>`,
        )}
      </dl>
    </dialog>`;
  }

  #closed(): void {
    this.dispatchEvent(new Event("close"));
  }
}

function keys(): [string, ...string[]][] {
  return [
    [gettext("Find anything"), COMMAND, "K"],
    [gettext("Search in this conversation"), "/"],
    [gettext("Next conversation"), "Alt", "↓"],
    [gettext("Previous conversation"), "Alt", "↑"],
    [gettext("Move in a list"), "↑", "↓"],
    [gettext("Send"), "Enter"],
    [gettext("New line"), "Shift", "Enter"],
    [gettext("Edit my last message, where nothing is written"), "↑"],
    [gettext("Close what is on top"), "Esc"],
    [gettext("Show these keys"), "?"],
  ];
}

customElements.define("happy-key-help", KeyHelp);
