/** The composer's pictures and files: what is chosen, above the words; a button where there is room for one; pasting. */

import { html, nothing, type TemplateResult } from "lit";

import type { ConversationView, Store } from "../store.js";
import { toast } from "./events.js";
import { icon } from "./icons.js";
import { wordError } from "./refusals.js";

type At = { store: Store; view: ConversationView };

export function tray({ store, view }: At): TemplateResult | typeof nothing {
  if (!store.files.tray(view.id).chosen.length) return nothing;
  import("./media/tray.js").catch(() => undefined);
  return html`<happy-tray class="tray" .store=${store} .view=${view}></happy-tray>`;
}

/** On phones it is among the tiles. */
export function pictureButton({ store, view }: At): TemplateResult {
  const words = gettext("Send pictures or files");
  const ask = async ({ currentTarget }: Event): Promise<void> => {
    const source = currentTarget!;
    try {
      (await import("./media/choosing.js")).pick({ source, store, view });
    } catch (error) {
      toast(source, wordError(error));
    }
  };
  return html`<button type="button" class="icon-button composer__picture" aria-label=${words} title=${words} @click=${ask}>
    ${icon("picture")}
  </button>`;
}

/** Put files that are pasted or dropped into the tray; false if there are none, and the event goes its way. */
export function takeFiles(event: Event, data: DataTransfer | null, { store, view }: At): boolean {
  const files = [...(data?.files ?? [])];
  if (!files.length) return false;
  const source = event.target!;
  event.preventDefault();
  import("./media/choosing.js")
    .then(({ choose }) => choose(store, view.id, files, source))
    .catch((error: unknown) => toast(source, wordError(error)));
  return true;
}
