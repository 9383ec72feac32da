/** Which recordings were played in this browser. */

import type { Attachment } from "./protocol.js";

/** More are not remembered. */
const MOST = 1000;

export class Played {
  readonly #changed: () => void;
  #ids = new Set<string>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  has({ id }: Attachment): boolean {
    return this.#ids.has(id);
  }

  add({ id }: Attachment): void {
    if (this.#ids.has(id)) return;
    this.#ids = new Set([...this.#ids, id].slice(-MOST));
    this.#changed();
  }

  get kept(): string[] {
    return [...this.#ids];
  }

  restore(ids: readonly string[] = []): void {
    this.#ids = new Set(ids);
  }
}
