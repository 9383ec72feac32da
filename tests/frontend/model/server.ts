/** A small server in memory that keeps docs/protocol.md: versioned rows, sync, heads, idempotent sends. */

import type {
  Bootstrap,
  Card,
  ConversationRow,
  ErrorObject,
  Head,
  Heads,
  InfoRow,
  MemberRow,
  MessagePage,
  MessageRow,
  ReadyFrame,
  Row,
  StreamId,
  SyncReply,
  UpdateFrame,
  UserId,
} from "../../../static/app/protocol.js";
import { seqOf, ServerStream } from "./server_stream.js";
import { syncFor } from "./sync.js";

/** Smaller than in reality, so that short tests reach it. */
const PAGE_ROWS = 5;
const START = Date.UTC(2026, 10, 20, 12);

/** A refusal. */
export class Refused extends Error {
  readonly error: ErrorObject;

  constructor(code: ErrorObject["code"], details: Partial<ErrorObject> = {}) {
    super(code);
    const final = !["rate", "busy", "drain", "internal"].includes(code);
    this.error = { code, message: code, final, ...details };
  }
}

/** The body of a `POST sync`. */
export interface Poll {
  have: Record<StreamId, number>;
  heads?: Record<StreamId, number>;
  limit?: number;
  wait: number;
}

export interface Line {
  user: UserId;
  send(frame: object): void;
}

export class ModelServer {
  epoch = "e1";
  readonly people = new Map<UserId, ServerStream>();
  readonly conversations = new Map<StreamId, ServerStream>();
  readonly lines = new Set<Line>();
  readonly #clientIds = new Map<string, { stream: StreamId; seq: number; version: number; sent_at: string }>();
  #time = 0;
  /** Every command that has arrived, `sync` apart. */
  readonly log: { user: UserId; command: string; [argument: string]: unknown }[] = [];

  addPerson(id: UserId): void {
    const me = new ServerStream();
    me.step([{ key: "profile", id, username: id, nickname: id, avatar: "", locale: "en", preferences: {} } as never]);
    this.people.set(id, me);
  }

  /** A direct chat, or a group with these members; it is in their lists at once. */
  addConversation(id: StreamId, members: UserId[], kind: "direct" | "group" = "direct"): void {
    const stream = new ServerStream();
    this.conversations.set(id, stream);
    const info = { key: "info", kind, created_at: this.#now(), ...(kind === "group" ? { title: id } : {}) };
    const rows = members.map((user) => ({ key: `member:${user}`, role: "member", joined_seq: 1 }));
    this.#announce(id, stream.step([info, ...rows] as never));
    for (const user of members) this.setMine(user, id, { kind, read_seq: 0, notify: "all" });
  }

  // Changes

  setMine(user: UserId, id: StreamId, changes: Partial<ConversationRow>): void {
    const me = this.people.get(user)!;
    const key = `conversation:${id}`;
    this.#tell(user, "me", me.step([{ ...me.rows.get(key), key, ...changes } as never]));
  }

  setRow(id: StreamId, row: Omit<Row, "version">): void {
    this.#announce(id, this.conversations.get(id)!.step([row]));
  }

  setMyRow(user: UserId, row: Omit<Row, "version">): void {
    this.#tell(user, "me", this.people.get(user)!.step([row]));
  }

  post(user: UserId, id: StreamId, message: Partial<MessageRow>): { seq: number; version: number; sent_at: string } {
    const stream = this.conversations.get(id)!;
    stream.lastSeq += 1;
    const sent_at = this.#now();
    const row = { kind: "text", ...message, key: `message:${stream.lastSeq}`, author: user, sent_at };
    const frame = stream.step([row as never]);
    this.#announce(id, { ...frame, last_seq: stream.lastSeq });
    const mine = this.mine(user, id);
    if (mine) this.people.get(user)!.rows.set(mine.key, { ...mine, read_seq: stream.lastSeq } as Row);
    return { seq: stream.lastSeq, version: stream.version, sent_at };
  }

  /** `user` is out of it: told by the last step of the conversation, and by their own stream. */
  remove(user: UserId, id: StreamId): void {
    const stream = this.conversations.get(id)!;
    const member = stream.rows.get(`member:${user}`)!;
    this.#announce(id, stream.step([{ ...member, left: true } as never]));
    this.setMine(user, id, { left: "removed" });
  }

  /** The user is back, as somebody new. */
  readmit(user: UserId, id: StreamId): void {
    const stream = this.conversations.get(id)!;
    const member = { key: `member:${user}`, role: "member", joined_seq: stream.lastSeq + 1 };
    this.#announce(id, stream.step([member as never]));
    this.setMine(user, id, { left: undefined, kind: "group", read_seq: stream.lastSeq });
  }

  /** A signal: to everybody who is connected as `user`. */
  signal(user: UserId, signal: object): void {
    for (const line of this.lines) if (line.user === user) line.send({ type: "signal", ttl: 0, ...signal });
  }

  /** The data come from a backup: other versions, another epoch. */
  restoreBackup(): void {
    this.epoch += "x";
    for (const stream of [...this.people.values(), ...this.conversations.values()]) stream.version += 1_000;
  }

  // Lines

  ready(user: UserId): ReadyFrame {
    const limits = { frame: 65_536, body: 8_000 };
    const now = this.#now();
    return { type: "ready", v: 1, epoch: this.epoch, user, device: "d1", ping: 25, now, limits, heads: this.heads(user) };
  }

  heads(user: UserId): Heads {
    const heads: Heads = { me: [this.people.get(user)!.version] };
    for (const id of this.#in(user)) heads[id] = this.#head(user, id);
    return heads;
  }

  // Commands

  execute(user: UserId, { command, ...given }: { command: string; [key: string]: unknown }): object {
    if (command !== "sync") this.log.push({ user, command, ...given });
    if (command === "sync") return syncFor(this, user, given.have as Record<StreamId, number>);
    else if (command === "typing") return {};
    else if (command === "message.send") return this.#send(user, given as never);
    else if (command === "conversation.read") return this.#read(user, given as never);
    else if (command === "conversation.settings") return this.#settings(user, given as never);
    else if (command === "message.pin") return this.#pin(given as never);
    else if (command === "message.recall") return this.#recall(user, given as never);
    else if (command === "message.edit") return this.#edit(given as never);
    else if (command === "message.react") return this.#react(user, given as never);
    else if (command === "group.invite") return {};
    else throw new Refused("bad");
  }

  #send(user: UserId, given: { stream: StreamId; client_id: string; kind?: string; body?: string }): object {
    const known = this.#clientIds.get(user + given.client_id);
    if (known) return { ...known, duplicate: true };
    if (!this.isIn(user, given.stream)) throw new Refused("not_member");
    const { stream, ...message } = given;
    const { client_id } = message;
    const sent = { stream, ...this.post(user, stream, message) };
    this.#clientIds.set(user + client_id, sent);
    return sent;
  }

  #read(user: UserId, { stream, seq, delivered }: { stream: StreamId; seq: number; delivered?: boolean }): object {
    const mine = this.mine(user, stream);
    if (!mine) throw new Refused("not_member");
    if (delivered) return {};
    const read_seq = Math.min(seq, this.conversations.get(stream)!.lastSeq);
    if (read_seq > mine.read_seq) this.setMine(user, stream, { read_seq });
    return { version: this.people.get(user)!.version };
  }

  #settings(user: UserId, { stream, ...settings }: { stream: StreamId } & Partial<ConversationRow>): object {
    const mine = this.mine(user, stream) as Partial<ConversationRow>;
    const isNew = Object.entries(settings).some(([name, value]) => (mine[name as "draft"] ?? "") !== value);
    if (isNew) this.setMine(user, stream, settings);
    return { version: this.people.get(user)!.version };
  }

  #pin({ stream, seq, on }: { stream: StreamId; seq: number; on: boolean }): object {
    const info = this.conversations.get(stream)!.rows.get("info") as InfoRow;
    const others = (info.pinned ?? []).filter((pinned) => pinned !== seq);
    this.setRow(stream, { ...info, pinned: on ? [seq, ...others] : others } as Row);
    return {};
  }

  #recall(user: UserId, { stream, seq }: { stream: StreamId; seq: number }): object {
    const { body: _, ...row } = this.conversations.get(stream)!.rows.get(`message:${seq}`) as MessageRow;
    this.setRow(stream, { ...row, recalled: { at: this.#now(), by: user } } as Row);
    return {};
  }

  #edit({ stream, seq, revision, body }: { stream: StreamId; seq: number; revision: number; body: string }): object {
    const row = this.conversations.get(stream)!.rows.get(`message:${seq}`) as MessageRow;
    if ((row.revision ?? 0) !== revision) throw new Refused("conflict", { row });
    this.setRow(stream, { ...row, body, revision: revision + 1, edited_at: this.#now() } as Row);
    return { version: this.conversations.get(stream)!.version };
  }

  #react(user: UserId, { stream, seq, emoji, on }: { stream: StreamId; seq: number; emoji: string; on: boolean }): object {
    const row = this.conversations.get(stream)!.rows.get(`message:${seq}`) as MessageRow;
    if (row.recalled) throw new Refused("gone");
    const others = (row.reactions?.[emoji] ?? []).filter((one) => one !== user);
    this.setRow(stream, { ...row, reactions: { ...row.reactions, [emoji]: on ? [...others, user] : others } } as Row);
    return { version: this.conversations.get(stream)!.version };
  }

  // HTTP

  poll(user: UserId, { have, heads: known = {}, limit }: Poll): SyncReply {
    const ahead = Object.entries(this.heads(user)).filter(([id, [version]]) => !(id in have) && version > (known[id] ?? 0));
    const reply = syncFor(this, user, have, limit);
    return ahead.length > 0 ? { ...reply, heads: Object.fromEntries(ahead) } : reply;
  }

  bootstrap(user: UserId): Bootstrap {
    const me = this.people.get(user)!;
    const rows = [...me.rows.values()].filter((row) => !row.gone && !(row as ConversationRow).left);
    const conversations = this.#in(user).map((stream) => ({
      stream,
      head: this.#head(user, stream),
      rows: this.#preview(user, stream),
    }));
    const users = this.cards([...this.people.keys()]);
    const limits = { frame: 65_536, body: 8_000 };
    const site = { name: "Model" };
    return { me: { version: me.version, rows }, conversations, users, epoch: this.epoch, user, limits, site, emoji: [], more: false };
  }

  /** Of who is here nothing is said: that is the signals' part. */
  cards(ids: readonly UserId[]): Card[] {
    return ids.filter((id) => this.people.has(id)).map((id) => ({ id, username: id, nickname: id }));
  }

  /** All messages somebody may see, by seq. */
  visible(user: UserId, id: StreamId): MessageRow[] {
    const rows = [...this.conversations.get(id)!.rows.values()] as MessageRow[];
    const visible = rows.filter((row) => seqOf(row) && !row.gone && this.sees(user, id, row));
    return visible.sort((one, other) => seqOf(one) - seqOf(other));
  }

  messages(user: UserId, id: StreamId, page: Record<string, string>): MessagePage {
    const limit = Math.min(PAGE_ROWS, Number(page.limit ?? PAGE_ROWS));
    const rows = this.visible(user, id);
    if (page.seqs) {
      const wanted = page.seqs.split(",").map(Number);
      return { rows: rows.filter((row) => wanted.includes(seqOf(row))), more: false };
    } else if (page.after) {
      const after = rows.filter((row) => seqOf(row) > Number(page.after));
      return { rows: after.slice(0, limit), more: after.length > limit };
    } else if (page.around) {
      const start = Math.max(0, rows.findIndex((row) => seqOf(row) >= Number(page.around)) - limit / 2);
      const some = rows.slice(start, start + limit);
      return { rows: some, more: start > 0, more_after: start + limit < rows.length };
    } else {
      const before = rows.filter((row) => seqOf(row) < Number(page.before ?? Infinity));
      return { rows: before.slice(-limit), more: before.length > limit };
    }
  }

  // Helpers

  #announce(id: StreamId, frame: UpdateFrame): void {
    const stream = this.conversations.get(id)!;
    for (const user of this.people.keys()) {
      const member = stream.rows.get(`member:${user}`) as MemberRow | undefined;
      // The step that ends a membership is the last one its owner gets.
      if (member && (!member.left || member.version === frame.version)) this.#tell(user, id, frame);
    }
  }

  #tell(user: UserId, id: StreamId, frame: UpdateFrame): void {
    const rows = frame.rows.filter((row) => this.sees(user, id, row));
    for (const line of this.lines) if (line.user === user) line.send({ ...frame, stream: id, rows });
  }

  sees(user: UserId, id: StreamId, row: Row): boolean {
    const member = this.conversations.get(id)?.rows.get(`member:${user}`) as MemberRow | undefined;
    return !seqOf(row) || seqOf(row) >= (member?.joined_seq ?? Infinity);
  }

  #preview(user: UserId, id: StreamId): Row[] {
    const stream = this.conversations.get(id)!;
    const last = this.messages(user, id, { limit: "1" }).rows;
    return [...[...stream.rows.values()].filter((row) => !seqOf(row) && !(row as MemberRow).left), ...last];
  }

  #head(user: UserId, id: StreamId): Head {
    const { version, lastSeq } = this.conversations.get(id)!;
    return [version, lastSeq, this.mine(user, id)!.read_seq];
  }

  #in(user: UserId): StreamId[] {
    return [...this.conversations.keys()].filter((id) => this.isIn(user, id));
  }

  isIn(user: UserId, id: StreamId): boolean {
    const member = this.conversations.get(id)?.rows.get(`member:${user}`) as MemberRow | undefined;
    return member !== undefined && !member.left;
  }

  mine(user: UserId, id: StreamId): ConversationRow | undefined {
    return this.people.get(user)!.rows.get(`conversation:${id}`) as ConversationRow | undefined;
  }

  #now(): string {
    this.#time += 1;
    return new Date(START + this.#time).toISOString();
  }
}
