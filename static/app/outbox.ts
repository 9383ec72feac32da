/** Messages on their way: stored before they are sent, sent in order, kept until the server has them for sure. */

import { backoff } from "./backoff.js";
import { newClientId } from "./client_ids.js";
import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { Locks } from "./locks.js";
import type { Attachment, Said, Sent, StreamId, UserId } from "./protocol.js";
import type { Refusal } from "./views.js";

export interface Unsent {
  /** Given by the storage: the order of all tabs together. */
  order?: number;
  client_id: string;
  stream: StreamId;
  body: string;
  /** What it is beyond words. */
  said?: Said;
  /** Its pictures or files, as they are shown until the row comes. */
  attachments?: Attachment[];
  reply_to?: number;
  mentions?: UserId[];
  /** Wall clock when Enter was pressed; shown until the server says its time. */
  created_at: number;
  /** `sent`: acknowledged, but the row that takes its place has not come yet. */
  state: "queued" | "failed" | "sent";
  refusal?: Refusal;
  /** Of the stream, when it was acknowledged: whoever holds that version holds the row. */
  version?: number;
}

/** Where messages wait; all tabs of a browser see the same one. */
export interface OutboxStorage {
  add(message: Unsent): Promise<void>;
  /** By `order`. */
  all(): Promise<Unsent[]>;
  /** Change the message if it is still there. */
  change(clientId: string, changes: Partial<Unsent>): Promise<void>;
  remove(clientId: string): Promise<void>;
}

export interface OutboxListener {
  send(message: Unsent): Promise<Sent>;
  /** Messages of these streams came, went or changed. */
  changed(streams: ReadonlySet<StreamId>): void;
  versionOf(stream: StreamId): number;
  /** Acknowledged at this version: the row should come by itself, soon. */
  acknowledged(stream: StreamId, version: number): void;
  /** Tell the other tabs to look again. */
  tell(): void;
}

interface Rest {
  cancel: () => void;
  /** The server named the time: a new line does not shorten it. */
  demanded: boolean;
}

export class Outbox {
  readonly #clock: Clock;
  readonly #storage: OutboxStorage;
  readonly #locks: Locks;
  readonly #listener: OutboxListener;

  #messages: readonly Unsent[] = [];
  #open = false;
  readonly #busy = new Set<StreamId>();
  readonly #resting = new Map<StreamId, Rest>();
  readonly #failures = new Map<StreamId, number>();
  /** Whoever waits for an answer to one of these has it when the row comes first. */
  readonly #arrivals = new Map<string, () => void>();

  constructor(clock: Clock, storage: OutboxStorage, locks: Locks, listener: OutboxListener) {
    this.#clock = clock;
    this.#storage = storage;
    this.#locks = locks;
    this.#listener = listener;
  }

  /** What waits in a conversation, oldest first. */
  of(stream: StreamId): Unsent[] {
    return this.#messages.filter((message) => message.stream === stream);
  }

  /** Where something waits. */
  get streams(): Set<StreamId> {
    return new Set(this.#messages.map((message) => message.stream));
  }

  get count(): number {
    return this.#messages.filter((message) => message.state !== "sent").length;
  }

  // What people do

  /** Store a message; it is sent when there is a line and its turn has come. */
  async add(message: Pick<Unsent, "stream" | "body" | "said" | "attachments" | "reply_to" | "mentions">): Promise<string> {
    const client_id = newClientId();
    await this.#storage.add({ ...message, client_id, created_at: this.#clock.date(), state: "queued" });
    await this.#changed();
    return client_id;
  }

  /** Try a refused message again, under the same `client_id`: should it have arrived after all, it is not doubled. */
  async retry(clientId: string): Promise<void> {
    await this.#storage.change(clientId, { state: "queued", refusal: undefined });
    await this.#changed();
  }

  async remove(clientId: string): Promise<void> {
    await this.#storage.remove(clientId);
    await this.#changed();
  }

  // What happens

  /** Look at the storage again: at the start, and when another tab says so. */
  async refresh(): Promise<void> {
    await this.#reload();
    this.#flushAll();
  }

  /** There is a line, and `me` is up to date. */
  open(): void {
    this.#open = true;
    this.#failures.clear();
    for (const [stream, rest] of [...this.#resting]) if (!rest.demanded) this.#wake(stream);
    this.#flushAll();
  }

  close(): void {
    this.#open = false;
  }

  stop(): void {
    this.close();
    for (const stream of [...this.#resting.keys()]) this.#wake(stream);
  }

  /** Rows of mine have come: they take the place of the messages. */
  async arrived(clientIds: readonly string[]): Promise<void> {
    for (const clientId of clientIds) this.#arrivals.get(clientId)?.();
    await this.#settle(this.#messages, clientIds);
  }

  /** A stream has moved, or is held no more: what was acknowledged is among its rows, if it is shown at all. */
  async moved(stream: StreamId): Promise<void> {
    if (this.of(stream).some((message) => this.#isHere(message))) await this.#settle(this.#messages, []);
  }

  /**
   * I am out of the conversation. What is queued is still sent: only the server knows whether it had arrived
   * before, and otherwise refuses it, which keeps it for copying.
   */
  async left(stream: StreamId): Promise<void> {
    await this.moved(stream);
    void this.#flush(stream);
  }

  // Sending

  #flushAll(): void {
    for (const stream of this.streams) void this.#flush(stream);
  }

  /** Send what is queued in one conversation, one message at a time, as the only tab to do so. */
  async #flush(stream: StreamId): Promise<void> {
    if (!this.#open || this.#busy.has(stream) || this.#resting.has(stream) || !this.#oldest(stream)) return;
    this.#busy.add(stream);
    try {
      await this.#locks.exclusive(`outbox:${stream}`, () => this.#sendAll(stream));
    } finally {
      this.#busy.delete(stream);
    }
    // Something may have been added after the last look.
    void this.#flush(stream);
  }

  async #sendAll(stream: StreamId): Promise<void> {
    // While we waited for our turn, another tab may have sent what we know of.
    await this.#reload();
    for (let next = this.#oldest(stream); next; next = this.#oldest(stream)) {
      if (!this.#open || this.#resting.has(stream)) return;
      await this.#send(next);
      await this.#reload();
    }
  }

  #oldest(stream: StreamId): Unsent | undefined {
    return this.of(stream).find((message) => message.state === "queued");
  }

  async #send(message: Unsent): Promise<void> {
    const arrived = new Promise<void>((resolve) => this.#arrivals.set(message.client_id, resolve));
    try {
      const sent = await Promise.race([this.#listener.send(message), arrived]);
      this.#failures.delete(message.stream);
      if (sent) await this.#acknowledge(message, sent);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      else if (error.final) await this.#fail(message, error);
      else this.#rest(message.stream, error);
    } finally {
      this.#arrivals.delete(message.client_id);
    }
    this.#listener.tell();
  }

  async #acknowledge({ client_id, stream }: Unsent, { version }: Sent): Promise<void> {
    await this.#storage.change(client_id, { state: "sent", version });
    this.#listener.acknowledged(stream, version);
  }

  async #fail({ client_id }: Unsent, error: ActionError): Promise<void> {
    const refusal = { code: error.code, ...(error.reason ? { reason: error.reason } : {}) } as Refusal;
    await this.#storage.change(client_id, { state: "failed", refusal });
  }

  /** Not now: the line broke, or the server asked for patience. A new line does not wait for the end of it. */
  #rest(stream: StreamId, error: ActionError): void {
    const failures = this.#failures.get(stream) ?? 0;
    const wait = error.retryMs ?? backoff(failures, this.#clock.random());
    const cancel = this.#clock.after(wait, () => {
      this.#wake(stream);
      void this.#flush(stream);
    });
    this.#failures.set(stream, failures + 1);
    this.#resting.set(stream, { cancel, demanded: error.retryMs !== undefined });
  }

  #wake(stream: StreamId): void {
    this.#resting.get(stream)?.cancel();
    this.#resting.delete(stream);
  }

  // Knowing

  async #changed(): Promise<void> {
    this.#listener.tell();
    await this.refresh();
  }

  async #reload(): Promise<void> {
    const stored = await this.#storage.all();
    const ids = new Set(stored.map((message) => message.client_id));
    // Another tab has seen the row of a sent message and removed it; here it is shown until the row comes.
    const awaited = this.#messages.filter(({ state, client_id }) => state === "sent" && !ids.has(client_id));
    await this.#settle([...awaited, ...stored], []);
  }

  /** Show `messages` without those whose rows are here, and forget these. */
  async #settle(messages: readonly Unsent[], arrived: readonly string[]): Promise<void> {
    const isDone = (message: Unsent) => arrived.includes(message.client_id) || this.#isHere(message);
    const done = messages.filter(isDone);
    this.#show(messages.filter((message) => !isDone(message)));
    if (done.length === 0) return;
    await Promise.all(done.map((message) => this.#storage.remove(message.client_id)));
    this.#listener.tell();
    // A look at the storage that began before may still show them.
    await this.#reload();
  }

  /** Acknowledged, and the stream is as far as that; or it is not held, and its rows come when somebody looks. */
  #isHere({ state, stream, version = 0 }: Unsent): boolean {
    const held = this.#listener.versionOf(stream);
    return state === "sent" && (held === 0 || held >= version);
  }

  #show(messages: readonly Unsent[]): void {
    if (messages.length === 0 && this.#messages.length === 0) return;
    const streams = new Set([...this.#messages, ...messages].map((message) => message.stream));
    this.#messages = messages;
    this.#listener.changed(streams);
  }
}
