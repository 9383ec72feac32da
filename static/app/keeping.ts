/** What I keep for myself: favourites, reminders, messages that are sent later. */

import { newClientId } from "./client_ids.js";
import { rowView } from "./message_views.js";
import type { Parts } from "./parts.js";
import type { ErrorCode, FavouriteRow, ReminderRow, ScheduledRow, StreamId, Time, UserId } from "./protocol.js";
import type { MessageView } from "./views.js";

/** A message that is kept, and since when or until when. */
export interface Kept {
  stream: StreamId;
  seq: number;
  at: Time;
}

export interface Reminder extends Kept {
  /** Its time has come. */
  due: boolean;
}

export interface Scheduled {
  clientId: string;
  stream: StreamId;
  at: Time;
  body: string;
  replyTo?: number;
  mentions?: UserId[];
  /** Why it could not be sent. */
  error?: ErrorCode;
}

const LOADED_AT_ONCE = 50;

export class Keeping {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The newest first. */
  get favourites(): Kept[] {
    return this.#rows<FavouriteRow>("favourite:").map(keptOf).sort((one, other) => (one.at < other.at ? 1 : -1));
  }

  /** The next first. */
  get reminders(): Reminder[] {
    const all = this.#rows<ReminderRow>("reminder:").map((row) => ({ ...keptOf(row), due: row.due === true }));
    return all.sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  get due(): Reminder[] {
    return this.reminders.filter(({ due }) => due);
  }

  /** What waits, the next first. */
  get scheduled(): Scheduled[] {
    return this.#rows<ScheduledRow>("scheduled:").map(scheduledOf).sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  isFavourite(stream: StreamId, seq: number): boolean {
    return this.#parts.streams.me.row(`favourite:${stream}:${seq}`) !== undefined;
  }

  reminderOf(stream: StreamId, seq: number): ReminderRow | undefined {
    return this.#parts.streams.me.row<ReminderRow>(`reminder:${stream}:${seq}`);
  }

  async remind(stream: StreamId, seq: number, at: Date): Promise<void> {
    await this.#parts.line.request("message.remind", { stream, seq, at: at.toISOString() });
  }

  async forgetReminder({ stream, seq }: Kept): Promise<void> {
    await this.#parts.line.request("message.remind", { stream, seq, at: "" });
  }

  /** Send it at that time; with a `clientId`, in place of that one. */
  async schedule(message: Omit<Scheduled, "at" | "clientId" | "error">, at: Date, clientId = newClientId()): Promise<void> {
    const { stream, body, replyTo, mentions } = message;
    const more = { ...(replyTo === undefined ? {} : { reply_to: replyTo }), ...(mentions?.length ? { mentions } : {}) };
    await this.#parts.line.request("message.schedule", { client_id: clientId, at: at.toISOString(), stream, body, ...more });
  }

  /** The same with what is written in the composer, which is empty then. */
  async scheduleDraft(message: Omit<Scheduled, "at" | "clientId" | "error">, at: Date): Promise<void> {
    const draft = this.#parts.drafts.of(message.stream);
    await this.schedule(message, at);
    this.#parts.drafts.sent(message.stream, draft);
  }

  async cancel({ clientId }: Scheduled): Promise<void> {
    await this.#parts.line.request("message.schedule", { client_id: clientId, at: "" });
  }

  /** Do not wait any longer. */
  async sendNow(scheduled: Scheduled): Promise<void> {
    const { stream, body, replyTo, mentions } = scheduled;
    const more = { ...(replyTo === undefined ? {} : { reply_to: replyTo }), ...(mentions ? { mentions } : {}) };
    await this.cancel(scheduled);
    await this.#parts.outbox.add({ stream, body, ...more });
  }

  /** A message that is held here. */
  message({ stream, seq }: Kept): MessageView | undefined {
    const { streams, user } = this.#parts;
    const row = streams.conversation(stream)?.message(seq);
    return row && rowView(row, { user, isOnline: true, other: undefined, receipts: { read: {}, delivered: {} } });
  }

  /** Fetch those that are not held; what I may not see any more stays away. */
  async load(kept: readonly Kept[]): Promise<void> {
    const { api, streams } = this.#parts;
    const missing = kept.filter((one) => streams.mine(one.stream)?.left === undefined && !this.message(one));
    for (const stream of new Set(missing.map((one) => one.stream))) {
      const seqs = missing.filter((one) => one.stream === stream).map(({ seq }) => seq);
      for (let from = 0; from < seqs.length; from += LOADED_AT_ONCE) {
        const { rows } = await api.messages(stream, { seqs: seqs.slice(from, from + LOADED_AT_ONCE) });
        const held = streams.conversation(stream);
        if (held) streams.upsert(held, rows);
      }
    }
  }

  #rows<R extends FavouriteRow | ReminderRow | ScheduledRow>(prefix: string): R[] {
    return [...this.#parts.streams.me.rows<R>(prefix)];
  }
}

function keptOf({ key, at }: FavouriteRow | ReminderRow): Kept {
  const [, stream = "", seq] = key.split(":");
  return { stream, seq: Number(seq), at };
}

function scheduledOf({ key, stream, at, body = "", reply_to, mentions, error }: ScheduledRow): Scheduled {
  return {
    clientId: key.slice("scheduled:".length),
    stream,
    at,
    body,
    ...(reply_to === undefined ? {} : { replyTo: reply_to }),
    ...(mentions ? { mentions } : {}),
    ...(error ? { error } : {}),
  };
}
