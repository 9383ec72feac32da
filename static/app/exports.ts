/** Archives of my data: wanting one, and those that are being made or are there. */

import type { Parts } from "./parts.js";
import type { ExportRow, StreamId } from "./protocol.js";

const EXPORT = "export:";

export class Exports {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The newest first. */
  get all(): ExportRow[] {
    return [...this.#parts.streams.me.rows<ExportRow>(EXPORT)].sort((one, other) => (one.at < other.at ? 1 : -1));
  }

  /** Is one being made? */
  get isBusy(): boolean {
    return this.all.some(({ url, error }) => url === undefined && error === undefined);
  }

  /** Want an archive of a conversation, or of all that is mine. */
  async ask(stream?: StreamId): Promise<void> {
    await this.#parts.api.wantExport(stream);
  }
}
