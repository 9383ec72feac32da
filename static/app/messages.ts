/** What can be done with messages that are there. Actions reject with ActionError; it carries the code to word. */

import { Aims } from "./aims.js";
import type { MessagesWanted } from "./api.js";
import { ActionError } from "./errors.js";
import { Keeping } from "./keeping.js";
import { rowView } from "./message_views.js";
import type { Parts } from "./parts.js";
import { Picks } from "./picks.js";
import type { Answered, Reason, Said, StreamId, UserId, Version } from "./protocol.js";
import type { Reaction } from "./reactions.js";
import type { ConversationView, Hit, MessageView, Topic } from "./views.js";

/** So long the words of a message I took back are kept here, to be written anew. */
const AGAIN_MS = 5 * 60_000;
const QUOTED_AT_ONCE = 50;

/** What the site's moderators are told of. */
export type Reported = { stream: StreamId; seq?: number } | { user: UserId };

/** Together in one message; with a comment. */
export interface Forwarding {
  merged: boolean;
  body: string;
}

export class Messages {
  /** What I keep for myself. */
  readonly keeping: Keeping;
  /** What the composers write for. */
  readonly aims: Aims;
  /** Which of them are picked. */
  readonly picks: Picks;
  readonly #parts: Parts;
  readonly #changed: (topic: Topic) => void;
  /** By the id of the message. */
  readonly #takenBack = new Map<string, string>();
  /** Answered messages that were asked for: `stream/seq`. */
  readonly #asked = new Set<string>();

  constructor(parts: Parts, changed: (topic: Topic) => void) {
    this.keeping = new Keeping(parts);
    this.aims = new Aims(changed);
    this.picks = new Picks(changed);
    this.#parts = parts;
    this.#changed = changed;
  }

  /** Store a message that is more than words and send it when possible; resolves once it is stored. */
  async send(stream: StreamId, said: Said, body = ""): Promise<void> {
    this.#parts.opened.get(stream)?.showLatest();
    await this.#parts.outbox.add({ stream, said, body });
  }

  /** Try once more to send what was refused. */
  retry(clientId: string): Promise<void> {
    return this.#parts.outbox.retry(clientId);
  }

  /** Send it no more. */
  discard(clientId: string): Promise<void> {
    return this.#parts.outbox.remove(clientId);
  }

  /** Vote or sign up, or ask what my answer is; resolves with it. */
  answer(stream: StreamId, seq: number, answer: Answered): Promise<Answered> {
    return this.#parts.line.request("message.answer", { stream, seq, ...answer });
  }

  /** Take no more answers. */
  async close(stream: StreamId, seq: number): Promise<void> {
    await this.#parts.line.request("message.close", { stream, seq });
  }

  /** Keep a message in sight at the top of its conversation, or no more. */
  async pin(stream: StreamId, seq: number, on: boolean): Promise<void> {
    await this.#parts.line.request("message.pin", { stream, seq, on });
  }

  /** Take a message back: what it said is gone for everybody. */
  async recall(stream: StreamId, { id, seq, mine, body }: MessageView): Promise<void> {
    if (seq === undefined) return;
    await this.#parts.line.request("message.recall", { stream, seq });
    if (mine) this.#keep(stream, id, body);
  }

  /** Say messages again in other conversations; asking again under one id says them once. */
  async forward(clientId: string, from: { stream: StreamId; seqs: number[] }, to: StreamId[], how: Forwarding): Promise<void> {
    const { merged, body } = how;
    const given = { ...(merged ? { merged } : {}), ...(body ? { body } : {}) };
    await this.#parts.line.request("message.forward", { from, to, client_id: clientId, ...given });
  }

  /** Keep a message for myself, or no more. */
  async favourite(stream: StreamId, seq: number, on: boolean): Promise<void> {
    await this.#parts.line.request("message.favourite", { stream, seq, on });
  }

  /** Put other words in place of those I said. `conflict` where they have changed meanwhile: they are held then. */
  async edit(stream: StreamId, { seq, row }: MessageView, body: string, mentions?: UserId[]): Promise<void> {
    const given = { stream, seq: seq!, revision: row?.revision ?? 0, body, ...(mentions ? { mentions } : {}) };
    try {
      await this.#parts.line.request("message.edit", given);
    } catch (error) {
      const held = this.#parts.streams.conversation(stream);
      if (held && error instanceof ActionError && error.row) this.#parts.streams.upsert(held, [error.row]);
      throw error;
    }
  }

  /** What a message has said, the present words last. */
  versions(stream: StreamId, seq: number): Promise<Version[]> {
    return this.#parts.api.versions(stream, seq);
  }

  /** Shown at once. Resolves when the server knows, which without a line may take a while. */
  react(stream: StreamId, seq: number, emoji: string, on: boolean): Promise<void> {
    return this.#parts.reactions.put(stream, seq, emoji, on);
  }

  /** Who reacted how; those I have blocked are not shown. */
  reactions(stream: StreamId, { row }: MessageView): readonly Reaction[] {
    const { reactions, cards, user } = this.#parts;
    const all = row && !row.recalled ? reactions.of(stream, row, user) : [];
    const isShown = (one: UserId) => cards.person(one).contact?.blocked !== true;
    return all.some(({ users }) => !users.every(isShown))
      ? all.map(({ emoji, users }) => ({ emoji, users: users.filter(isShown) })).filter(({ users }) => users.length)
      : all;
  }

  /** The words of a message I have just taken back in this window. */
  takenBack({ id }: MessageView): string | undefined {
    return this.#takenBack.get(id);
  }

  async report(what: Reported, reason: Reason, text: string): Promise<void> {
    await this.#parts.line.request("report", { reason, ...(text ? { text } : {}), ...what });
  }

  /** Fetch single messages that are shown outside of the log: pinned ones, answered ones. */
  async load(stream: StreamId, seqs: number[]): Promise<void> {
    const { api, streams } = this.#parts;
    const { rows } = await api.messages(stream, { seqs });
    const held = streams.conversation(stream);
    if (held) streams.upsert(held, rows);
  }

  /** A page of what was said, newest first; `next` is the `after` of the one behind it. */
  async search(wanted: MessagesWanted, after?: string, signal?: AbortSignal): Promise<{ hits: Hit[]; next?: string }> {
    const { api, user } = this.#parts;
    const { hits, next } = await api.searchMessages(wanted, after, signal);
    const marks = { user, isOnline: true, other: undefined, receipts: { read: {}, delivered: {} } };
    const found = hits.map(({ stream, row, ranges }) => ({ stream, ranges, message: rowView(row, marks) }));
    return { hits: found, ...(next === undefined ? {} : { next }) };
  }

  /** Fetch what is answered in a conversation and not held here; what does not come is not asked for again. */
  async loadQuoted({ id, quotes }: ConversationView): Promise<void> {
    const isWanted = (seq: number) => quotes.get(seq) === undefined && !this.#asked.has(`${id}/${seq}`);
    const missing = [...quotes.keys()].filter(isWanted).slice(-QUOTED_AT_ONCE);
    if (!missing.length) return;
    missing.forEach((seq) => this.#asked.add(`${id}/${seq}`));
    try {
      await this.load(id, missing);
      const stream = this.#parts.streams.conversation(id);
      missing.filter((seq) => stream?.message(seq)).forEach((seq) => this.#asked.delete(`${id}/${seq}`));
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      missing.forEach((seq) => this.#asked.delete(`${id}/${seq}`));
    }
  }

  #keep(stream: StreamId, id: string, body: string): void {
    this.#takenBack.set(id, body);
    this.#changed(`conversation:${stream}`);
    this.#parts.clock.after(AGAIN_MS, () => {
      this.#takenBack.delete(id);
      this.#changed(`conversation:${stream}`);
    });
  }
}
