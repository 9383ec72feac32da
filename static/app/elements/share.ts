/** Passing an address on with what the system offers for it. */

import { html, nothing, type TemplateResult } from "lit";

/** Nothing where the system has no such sheet. */
export function shareButton(title: string, url: string): TemplateResult | typeof nothing {
  if (!("share" in navigator)) return nothing;
  return html`<button class="button" type="button" @click=${() => share(title, url)}>${gettext("Share")}</button>`;
}

/** Whoever closes the sheet has changed their mind: that is no error. */
function share(title: string, url: string): void {
  navigator.share({ title, url }).catch(() => undefined);
}
