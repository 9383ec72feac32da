/** What a linked page says of itself, as a card that leads there. */

import { html, nothing, type TemplateResult } from "lit";

import type { LinkPreview } from "../protocol.js";

const WEB = /^https?:\/\//i;

/** Only pages of the web: whatever else an address may be, nobody meant to go there. */
export function linkCard(link: LinkPreview | undefined): TemplateResult | typeof nothing {
  if (!link || !WEB.test(link.url)) return nothing;
  const { url, title, text } = link;
  return html`<a class="link-card" href=${url} target="_blank" rel="noopener noreferrer nofollow">
    <span class="link-card__host">${hostOf(url)}</span>
    ${title ? html`<span class="link-card__title" dir="auto">${title}</span>` : nothing}
    ${text ? html`<span class="link-card__text" dir="auto">${text}</span>` : nothing}
  </a>`;
}

/** As machines know it. */
function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}
