/** The number on a badge, read aloud with what it counts. */

import { html, nothing, type TemplateResult } from "lit";

const MOST = 99;

/** Nothing at all for 0. */
export function badge(count: number, counted: string, className = ""): TemplateResult | typeof nothing {
  if (count <= 0) return nothing;
  const shown = count > MOST ? `${MOST}+` : String(count);
  return html`<span class="badge ${className}">${shown}<span class="unseen"> ${counted}</span></span>`;
}
