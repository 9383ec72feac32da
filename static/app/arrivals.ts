/** What arrives: pushed frames and changed rows, and which parts want to know of them. */

import { ActionError } from "./errors.js";
import type { Parts } from "./parts.js";
import type { ContactRow, MessageRow, ProfileRow, PushFrame, SignalFrame, StreamId } from "./protocol.js";
import { readSeq } from "./reading.js";
import { seqOf, type Change, type Stream } from "./stream.js";
import type { Topic } from "./views.js";

const CONTACT = "contact:";
const CONVERSATION = "conversation:";
const PROFILE = "profile";
/** The update that belongs to an acknowledgement comes with it, or was lost. */
const ROW_AFTER_ACK_MS = 300;

export class Arrivals {
  readonly #parts: Parts;
  readonly #tell: (topic: Topic) => void;

  constructor(parts: Parts, tell: (topic: Topic) => void) {
    this.#parts = parts;
    this.#tell = tell;
  }

  frame(frame: PushFrame): void {
    if (frame.type === "update") this.#parts.streams.push(frame);
    else if (frame.type === "head") this.#parts.streams.head(frame.heads);
    else if (frame.type === "signal") this.#signal(frame);
  }

  changed(stream: Stream, changes: readonly Change[]): void {
    this.#parts.cache.mark(stream.id);
    if (stream === this.#parts.streams.me) this.#mineChanged(changes);
    else this.#conversationChanged(stream, changes);
  }

  left(stream: StreamId): void {
    this.#parts.cache.mark(stream);
    void this.#parts.outbox.left(stream);
    this.touched(stream);
  }

  acknowledged(stream: StreamId, version: number): void {
    const { clock, streams, syncer } = this.#parts;
    clock.after(ROW_AFTER_ACK_MS, () => {
      if (streams.versionOf(stream) < version) syncer.want([stream]);
    });
  }

  touched(stream: StreamId): void {
    this.#tell("list");
    this.#tell(`conversation:${stream}`);
  }

  /** How far the others have read; a nicety: without it the ticks come with the next signal. */
  async loadReceipts(id: StreamId): Promise<void> {
    try {
      this.#parts.receipts.merge(id, await this.#parts.api.receipts(id));
      this.touched(id);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
    }
  }

  // Signals

  #signal({ stream, event, ttl, user, read, delivered, card, online, seen_at, count, faces = [] }: SignalFrame): void {
    const { cards, receipts, seeking, typists } = this.#parts;
    if (event === "profile" && card) {
      cards.keep([card]);
    } else if (count !== undefined && event === "people") {
      this.#parts.crowd.told(stream, { count, faces }, ttl);
    } else if (event === "waiting") {
      seeking.told(count, ttl);
    } else if (user !== undefined && event === "typing") {
      typists.heard(stream, user, ttl);
    } else if (user !== undefined && event === "presence") {
      cards.presence.told(user, online ?? false, seen_at, ttl);
    } else if (user !== undefined && event === "receipt") {
      receipts.merge(stream, {
        ...(read === undefined ? {} : { read: { [user]: read } }),
        ...(delivered === undefined ? {} : { delivered: { [user]: delivered } }),
      });
      this.touched(stream);
    }
  }

  // Rows

  #mineChanged(changes: readonly Change[]): void {
    const conversations = idsAfter(CONVERSATION, changes);
    for (const id of conversations) this.#parts.drafts.rowCame(id);
    for (const id of conversations) this.#tell(`conversation:${id}`);
    const isMyself = changes.some(({ row }) => row.key === PROFILE);
    if (isMyself) this.#presenceChosen();
    if (isMyself) this.#receiptsChosen();
    this.#parts.cards.doubt(idsAfter(CONTACT, changes.filter(isOtherRelation)));
    this.#parts.cards.touch([...idsAfter(CONTACT, changes), ...(isMyself ? [this.#parts.user] : [])]);
    for (const topic of ["me", "list", "contacts"] as const) this.#tell(topic);
  }

  /** Who shows their presence to nobody sees nobody's; who does so no more has to ask. */
  #presenceChosen(): void {
    const { cards, streams } = this.#parts;
    const isHidden = streams.me.row<ProfileRow>(PROFILE)?.preferences.last_seen === "nobody";
    if (cards.presence.hide(isHidden) && !isHidden) cards.refresh();
  }

  /** As with presence. */
  #receiptsChosen(): void {
    const { opened, receipts, streams } = this.#parts;
    const isHidden = streams.me.row<ProfileRow>(PROFILE)?.preferences.receipts === false;
    if (!receipts.hide(isHidden)) return;
    for (const id of opened.keys()) {
      this.touched(id);
      if (!isHidden) void this.loadReceipts(id);
    }
  }

  #conversationChanged(stream: Stream, changes: readonly Change[]): void {
    const { user, outbox, typists } = this.#parts;
    const messages = changes.map(({ row }) => row as MessageRow).filter(({ key }) => seqOf(key) !== undefined);
    const mine = messages.filter(({ author }) => author === user);
    for (const { author } of messages) typists.stopped(stream.id, author);
    if (mine.length > 0) void outbox.arrived(mine.flatMap(({ client_id }) => client_id ?? []));
    void outbox.moved(stream.id);
    this.#parts.reactions.moved(stream.id);
    this.#markDelivered(stream, messages);
    this.touched(stream.id);
  }

  /** Messages of the other side of a direct chat have reached this device. */
  #markDelivered(stream: Stream, messages: readonly MessageRow[]): void {
    const { user, streams, deliveredMarks } = this.#parts;
    const mine = streams.mine(stream.id);
    const profile = streams.me.row<ProfileRow>(PROFILE);
    if (mine?.kind !== "direct" || profile?.preferences.receipts === false) return;
    const newest = Math.max(0, ...messages.filter(({ author }) => author !== user).map(({ key }) => seqOf(key)!));
    if (newest > readSeq(stream, mine, user)) deliveredMarks.put(stream.id, newest);
  }
}

/** They may know of my presence now, or no more, and I of theirs. With the first load all that is known is fresh. */
function isOtherRelation({ row, before }: Change): boolean {
  const [now, then] = [row as ContactRow, before as ContactRow | undefined];
  return (then !== undefined && now.state !== then.state) || (now.blocked ?? false) !== (then?.blocked ?? false);
}

function idsAfter(prefix: string, changes: readonly Change[]): string[] {
  const keys = changes.map(({ row }) => row.key).filter((key) => key.startsWith(prefix));
  return keys.map((key) => key.slice(prefix.length));
}
