/** What the words in a composer are for, if not simply the next message. Kept beside the draft while the page lives. */

import type { StreamId } from "./protocol.js";
import type { MessageView, Topic } from "./views.js";

/** They answer this message, or take the place of its words. */
export interface Aim {
  message: MessageView;
  /** Present where they take its place: as far as they are written. */
  words?: string;
}

export class Aims {
  readonly #aims = new Map<StreamId, Aim>();
  readonly #changed: (topic: Topic) => void;

  constructor(changed: (topic: Topic) => void) {
    this.#changed = changed;
  }

  of(stream: StreamId): Aim | undefined {
    return this.#aims.get(stream);
  }

  set(stream: StreamId, aim: Aim): void {
    this.#aims.set(stream, aim);
    this.#changed(`conversation:${stream}`);
  }

  drop(stream: StreamId): void {
    if (this.#aims.delete(stream)) this.#changed(`conversation:${stream}`);
  }
}
