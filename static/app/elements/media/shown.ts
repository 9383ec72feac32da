/** The pictures or the file of a message: their room is kept before they come. */

import { html, nothing, type TemplateResult } from "lit";

import type { Attachment } from "../../protocol.js";
import { icon } from "../icons.js";
import { bdi, sentence } from "../phrases.js";
import { clock } from "./waveform.js";

const KILO = 1024;

/** `others` are those of the conversation, through which one goes from these. */
export function shownMedia(attachments: readonly Attachment[], others: () => readonly Attachment[]): TemplateResult {
  const pictures = attachments.filter(isSeen);
  const files = attachments.filter((one) => !isSeen(one));
  return html`${pictures.length ? album(pictures, others) : nothing} ${files.map(fileRow)}`;
}

/** Is it a picture, or a video? */
export function isSeen({ kind }: Attachment): boolean {
  return kind === "picture" || kind === "video";
}

function album(pictures: readonly Attachment[], others: () => readonly Attachment[]): TemplateResult {
  const count = pictures.length;
  const columns = count === 1 ? 1 : count === 2 || count === 4 ? 2 : 3;
  return html`<div class="album album--${columns}">
    ${pictures.map((picture, at) => {
      const isVideo = picture.kind === "video";
      const words = isVideo ? gettext("Video %(number)s of %(count)s") : gettext("Picture %(number)s of %(count)s");
      const label = sentence(words, { number: at + 1, count });
      const open = (event: Event) => look(event, picture, others());
      return html`<button class="album__picture" .style=${room(picture, columns === 1)} aria-label=${label} @click=${open}>
        <img src=${picture.thumbnail ?? picture.url} alt="" loading="lazy" decoding="async" draggable="false" />
        ${isVideo ? html`<span class="album__play">${icon("play")}<span>${clock(picture.duration ?? 0)}</span></span>` : nothing}
      </button>`;
    })}
  </div>`;
}

/** One picture has its own shape, within limits; several are squares. A property: the page allows no style attribute. */
function room({ width = 1, height = 1, color = "" }: Attachment, alone: boolean): string {
  const filled = `background-color: ${color};`;
  if (!alone) return filled;
  const shape = Math.min(Math.max(width / height, 0.5), 2.5);
  return `${filled} aspect-ratio: ${shape}; inline-size: ${Math.min(Math.max(width, 48), shape < 1 ? 200 : 280)}px`;
}

async function look(event: Event, picture: Attachment, others: readonly Attachment[]): Promise<void> {
  event.stopPropagation();
  const { openLightbox } = await import("./lightbox.js");
  const at = others.findIndex(({ id }) => id === picture.id);
  if (at < 0) openLightbox([picture], 0);
  else openLightbox(others, at);
}

function fileRow({ url, name, size }: Attachment): TemplateResult {
  return html`<a class="file" href=${url} download=${name} @click=${(event: Event) => event.stopPropagation()}>
    ${icon("file")}
    <span class="file__about"><span class="file__name">${bdi(name)}</span><span class="file__size">${sizeWords(size)}</span></span>
    <span class="unseen">${gettext("Download")}</span>
  </a>`;
}

function sizeWords(bytes: number): string {
  const [value, unit] = bytes < KILO ? [bytes, "B"] : bytes < KILO * KILO ? [bytes / KILO, "KB"] : [bytes / KILO / KILO, "MB"];
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}
