/** Which stretch of an opened conversation is shown. Actions reject with ActionError; it carries the code to word. */

import type { Parts } from "./parts.js";
import type { StreamId } from "./protocol.js";
import type { ConversationView } from "./views.js";

export class Pages {
  readonly #parts: Parts;
  readonly #view: (id: StreamId) => ConversationView | undefined;

  constructor(parts: Parts, view: (id: StreamId) => ConversationView | undefined) {
    this.#parts = parts;
    this.#view = view;
  }

  /** Load the page before the oldest message shown. Calling it twice or without need does nothing. */
  async loadOlder(id: StreamId): Promise<void> {
    if (this.#view(id)?.hasOlder) await this.#parts.opened.get(id)?.loadOlder();
  }

  /** Load the page after the newest message shown, when `hasNewer`. */
  async loadNewer(id: StreamId): Promise<void> {
    await this.#parts.opened.get(id)?.loadNewer();
  }

  /** Show the stretch around a seq; `showLatest` comes back. */
  async loadAround(id: StreamId, seq: number): Promise<void> {
    await this.#parts.opened.get(id)?.showAround(seq);
  }

  /** The first message from a time on, or the last one before; it can be shown at once. */
  async seqAt(id: StreamId, date: string): Promise<number | undefined> {
    return this.#parts.opened.get(id)?.seqAt(date);
  }

  /** Show the newest messages again. */
  showLatest(id: StreamId): void {
    this.#parts.opened.get(id)?.showLatest();
  }

  /** Somebody reads at `seq`: what is far from there may go, and is fetched again when they come to it. */
  letGo(id: StreamId, seq: number): void {
    this.#parts.opened.get(id)?.letGo(seq);
  }
}
