/** Texts that are not sent yet: at once here, a second after typing stops on my other devices; the last writer wins. */

import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { StreamId } from "./protocol.js";

const QUIET_MS = 1_000;
const RETRY_MS = 5_000;

export interface DraftsListener {
  /** The draft in my `conversation:` row. */
  stored(stream: StreamId): string;
  /** Put it there. */
  store(stream: StreamId, text: string): Promise<unknown>;
  changed(stream: StreamId): void;
}

interface Draft {
  text: string;
  /** The server does not have it yet. */
  isNew: boolean;
}

export class Drafts {
  readonly #clock: Clock;
  readonly #listener: DraftsListener;
  readonly #drafts = new Map<StreamId, Draft>();
  readonly #timers = new Map<StreamId, () => void>();
  #focused: StreamId | undefined;
  #open = false;

  constructor(clock: Clock, listener: DraftsListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  of(stream: StreamId): string {
    return this.#drafts.get(stream)?.text ?? this.#listener.stored(stream);
  }

  set(stream: StreamId, text: string): void {
    if (text === this.of(stream)) return;
    this.#drafts.set(stream, { text, isNew: true });
    this.#later(stream, QUIET_MS);
    this.#listener.changed(stream);
  }

  focus(stream: StreamId, focused: boolean): void {
    if (focused) this.#focused = stream;
    else if (this.#focused === stream) this.#focused = undefined;
  }

  /** The person leaves the conversation: do not wait for the second to pass. */
  leave(stream: StreamId): void {
    this.focus(stream, false);
    void this.#send(stream);
  }

  /** My row has come: another device may have written. A composer that is being written in does not listen. */
  rowCame(stream: StreamId): void {
    const draft = this.#drafts.get(stream);
    if (!draft || draft.isNew || (this.#focused === stream && draft.text !== "")) return;
    this.#drafts.delete(stream);
    this.#listener.changed(stream);
  }

  open(): void {
    this.#open = true;
    for (const stream of this.#drafts.keys()) void this.#send(stream);
  }

  close(): void {
    this.#open = false;
  }

  /** What the server does not have, for keeping over a reload. */
  get unsaved(): [StreamId, string][] {
    return [...this.#drafts].filter(([, draft]) => draft.isNew).map(([stream, { text }]) => [stream, text]);
  }

  restore(drafts: readonly [StreamId, string][]): void {
    for (const [stream, text] of drafts) this.#drafts.set(stream, { text, isNew: true });
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
  }

  #later(stream: StreamId, wait: number): void {
    this.#timers.get(stream)?.();
    this.#timers.set(stream, this.#clock.after(wait, () => void this.#send(stream)));
  }

  async #send(stream: StreamId): Promise<void> {
    this.#timers.get(stream)?.();
    const draft = this.#drafts.get(stream);
    if (!this.#open || !draft?.isNew) return;
    draft.isNew = false;
    if (draft.text === this.#listener.stored(stream)) return;
    try {
      await this.#listener.store(stream, draft.text);
    } catch (error) {
      this.#afterFailure(stream, draft, error);
    }
  }

  #afterFailure(stream: StreamId, draft: Draft, error: unknown): void {
    if (!(error instanceof ActionError)) throw error;
    // Refused for good: it stays here, where it was written.
    if (error.final) return;
    draft.isNew = true;
    if (this.#open) this.#later(stream, error.retryMs ?? RETRY_MS);
  }
}
