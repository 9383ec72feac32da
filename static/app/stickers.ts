/** Stickers: mine, those of a group, and making new ones. */

import type { Parts } from "./parts.js";
import type { Attachment, StickerRow, StreamId } from "./protocol.js";

const STICKER = "sticker:";

export class Stickers {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Those I keep, the newest first; `me` tells of changes. */
  get mine(): readonly Attachment[] {
    return [...this.#parts.streams.me.rows<StickerRow>(STICKER)].sort((one, other) => other.version - one.version);
  }

  isMine(id: string): boolean {
    return this.#parts.streams.me.row(STICKER + id) !== undefined;
  }

  /** Keep it among mine, or no more. */
  async keep(id: string, on: boolean): Promise<void> {
    await this.#parts.line.request("sticker.keep", { attachment: id, on });
  }

  /** Keep it for all members of a group, or no more. */
  async keepInPack(stream: StreamId, id: string, on: boolean): Promise<void> {
    await this.#parts.line.request("sticker.keep", { stream, attachment: id, on });
  }

  /** Make one of a picture, and keep it. */
  async make(picture: Blob): Promise<void> {
    const { id } = await this.#parts.api.upload(picture, "sticker");
    await this.keep(id, true);
  }

  /** Make one of a picture in a message. */
  async makeOf({ url }: Attachment): Promise<void> {
    await this.make(await (await fetch(url)).blob());
  }
}
