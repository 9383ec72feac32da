/** A sticker in the log: without a bubble, its room kept before it comes. */

import { html, nothing, type TemplateResult } from "lit";

import type { Attachment } from "../protocol.js";

const MOST_PX = 144;

export function sticker(shown: Attachment | undefined): TemplateResult {
  const { width = 1, height = 1, url, thumbnail } = shown ?? {};
  const scale = MOST_PX / Math.max(width, height);
  return html`<picture class="sticker">
    ${thumbnail ? html`<source media="(prefers-reduced-motion: reduce)" srcset=${thumbnail} />` : nothing}
    <img
      class="sticker__picture"
      src=${url ?? nothing}
      alt=${gettext("Sticker")}
      width=${Math.round(width * scale)}
      height=${Math.round(height * scale)}
      decoding="async"
      draggable="false"
    />
  </picture>`;
}
