/** Texts that are not sent yet: at once here, a second after typing stops on my other devices; the last writer wins. */

import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { ConversationRow, StreamId, Versioned } from "./protocol.js";

const QUIET_MS = 1_000;
const RETRY_MS = 5_000;

export interface DraftsListener {
  /** My row of a conversation: there the others find the draft. */
  row(stream: StreamId): ConversationRow | undefined;
  /** Put it there. */
  store(stream: StreamId, text: string): Promise<Versioned>;
  /** The same when the page may be gone in the next moment. */
  leave(stream: StreamId, text: string): Promise<Versioned>;
  changed(stream: StreamId): void;
}

/** What was given to the server last. */
interface Told {
  /** Undefined: it may have arrived or not. */
  text: string | undefined;
  /** Of `me`, from which on my row says so; Infinity: no answer yet. */
  version: number;
  by: "store" | "leave";
}

interface Draft {
  text: string;
  /** The server was not told. */
  isNew: boolean;
  told: Told | undefined;
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
    return this.#drafts.get(stream)?.text ?? this.#listener.row(stream)?.draft ?? "";
  }

  /** Keep the text of a composer: at once here, and on other devices a second after typing stops. */
  set(stream: StreamId, text: string): void {
    if (text === this.of(stream)) return;
    this.#drafts.set(stream, { text, isNew: true, told: this.#drafts.get(stream)?.told });
    this.#later(stream, QUIET_MS);
    this.#listener.changed(stream);
  }

  /** `text` has become a message: the other devices must not keep it, should this window close now. */
  sent(stream: StreamId, text: string): void {
    if (this.of(stream) === text) this.set(stream, "");
    void this.#send(stream);
  }

  /** A composer has the focus: drafts from other devices do not overwrite it while it has text. */
  focus(stream: StreamId, focused: boolean): void {
    if (focused) this.#focused = stream;
    else if (this.#focused === stream) this.#focused = undefined;
  }

  /** The person leaves the conversation: do not wait for the second to pass. */
  leave(stream: StreamId): void {
    this.focus(stream, false);
    void this.#send(stream);
  }

  /** The page is out of sight, perhaps for good: whatever is not stored for sure goes out at once. */
  hidden(): void {
    for (const [stream, draft] of this.#drafts) {
      const { told } = draft;
      if (told?.version === Infinity && told.by === "store") this.#doubt(draft, told);
      void this.#send(stream, "leave");
    }
  }

  /** My row has come: another device may have written. A composer that is being written in does not listen. */
  rowCame(stream: StreamId): void {
    const draft = this.#drafts.get(stream);
    if (!draft || draft.isNew || this.#isAhead(stream, draft)) return;
    if (this.#focused === stream && draft.text !== "") return;
    this.#drafts.delete(stream);
    this.#listener.changed(stream);
  }

  open(): void {
    this.#open = true;
    for (const [stream, draft] of this.#drafts) {
      const { told } = draft;
      if (told?.version === Infinity) this.#doubt(draft, told);
      // What was answered is in the rows by now.
      else draft.told = undefined;
      void this.#send(stream);
    }
  }

  close(): void {
    this.#open = false;
  }

  /** What the server was not told, for keeping over a reload. */
  get unsaved(): [StreamId, string][] {
    return [...this.#drafts].filter(([, draft]) => draft.isNew).map(([stream, { text }]) => [stream, text]);
  }

  restore(drafts: readonly [StreamId, string][]): void {
    for (const [stream, text] of drafts) this.#drafts.set(stream, { text, isNew: true, told: undefined });
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
  }

  #later(stream: StreamId, wait: number): void {
    this.#timers.get(stream)?.();
    this.#timers.set(stream, this.#clock.after(wait, () => void this.#send(stream)));
  }

  async #send(stream: StreamId, by: Told["by"] = "store"): Promise<void> {
    this.#timers.get(stream)?.();
    const draft = this.#drafts.get(stream);
    if (!this.#open || !draft?.isNew) return;
    draft.isNew = false;
    if (draft.text === this.#stored(stream, draft)) return;
    const told: Told = { text: draft.text, version: Infinity, by };
    draft.told = told;
    try {
      told.version = (await this.#listener[by](stream, draft.text)).version;
    } catch (error) {
      this.#afterFailure(stream, told, error);
    }
  }

  /** What the server has, or will have when what is on its way has arrived. */
  #stored(stream: StreamId, draft: Draft): string | undefined {
    return this.#isAhead(stream, draft) ? draft.told!.text : (this.#listener.row(stream)?.draft ?? "");
  }

  /** Is my row older than what I have said since? */
  #isAhead(stream: StreamId, { told }: Draft): boolean {
    return told !== undefined && told.version > (this.#listener.row(stream)?.version ?? 0);
  }

  #afterFailure(stream: StreamId, told: Told, error: unknown): void {
    if (!(error instanceof ActionError)) throw error;
    const draft = this.#drafts.get(stream);
    if (draft?.told !== told) return;
    if (error.final) {
      // Refused for good: it stays here, where it was written.
      draft.told = undefined;
    } else {
      this.#doubt(draft, told);
      if (this.#open) this.#later(stream, error.retryMs ?? RETRY_MS);
      this.#listener.changed(stream);
    }
  }

  /** It may have arrived or not: only saying it again makes it sure. */
  #doubt(draft: Draft, told: Told): void {
    told.text = undefined;
    draft.isNew = true;
  }
}
