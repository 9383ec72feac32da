/** What each command takes is written by the server (commands.ts); what it answers stands here. */

import type { CommandArguments } from "../commands.js";
import type { Heads, StreamFrame } from "./frames.js";
import type { StreamId, Time, UserId } from "./ids.js";

export interface Sent {
  stream: StreamId;
  seq: number;
  version: number;
  sent_at: Time;
  duplicate?: boolean;
}

export interface Versioned {
  version: number;
}

export interface SyncReply {
  streams: StreamFrame[];
  more: boolean;
  epoch: string;
  /** Only of polls: the streams that were not named and are ahead. */
  heads?: Heads;
}

export type ConversationSettings = Omit<CommandArguments["conversation.settings"], "stream">;

/** What a group says of itself, and its rules. */
export type GroupChanges = Omit<CommandArguments["group.update"], "stream">;

export type ContactNotes = Omit<CommandArguments["contact.note"], "user">;

/** What a message of a kind other than text is sent with, beside its words. */
export type Said = Omit<CommandArguments["message.send"], "stream" | "client_id" | "body" | "reply_to" | "mentions">;

/** Why something is reported. */
export type Reason = CommandArguments["report"]["reason"];

export type ProfileChanges = CommandArguments["profile.update"];

/** My answer to a poll or a chain. */
export interface Answered {
  options?: number[];
  text?: string;
}

/** A line that is told once, and not kept. */
export interface Welcome {
  author: UserId;
  body: string;
}

export interface Replies {
  "lobby.enter": { stream: StreamId; people: number; welcome: Welcome };
  "lobby.leave": Versioned;
  sync: SyncReply;
  typing: Record<string, never>;
  "message.answer": Versioned & Answered;
  "sticker.keep": Versioned;
  "message.close": Versioned;
  "message.send": Sent;
  "conversation.open": { stream: StreamId };
  "conversation.read": Partial<Versioned>;
  "conversation.settings": Versioned;
  "contact.request": ContactReply;
  "contact.accept": ContactReply;
  "contact.decline": ContactReply;
  "contact.remove": ContactReply;
  "contact.note": Versioned;
  "contact.block": Versioned;
  "contact.unblock": Versioned;
  "profile.update": Versioned;
  "message.pin": Versioned;
  "message.recall": Versioned;
  "message.forward": { sent: Omit<Sent, "sent_at">[]; duplicate?: boolean };
  "message.favourite": Versioned;
  "message.edit": Versioned;
  "message.react": Versioned;
  "message.remind": Versioned;
  "message.schedule": Versioned;
  report: Record<string, never>;
  "group.create": { stream: StreamId; skipped?: UserId[]; duplicate?: boolean };
  "group.update": Versioned;
  "group.invite": { version?: number; skipped?: UserId[] } & Partial<NewLink>;
  "group.join": Joined;
  "group.approve": Versioned;
  "group.leave": Partial<Versioned>;
  "group.remove": Partial<Versioned>;
  "group.role": Versioned;
  "group.mute": Versioned;
  "group.transfer": Versioned;
  "group.dissolve": Partial<Versioned>;
  "group.notice_read": Versioned;
  "group.nickname": Versioned;
  "match.start": Versioned & { waiting: number };
  "match.next": Versioned;
  "match.stop": Versioned;
  "match.keep": Versioned;
}

/** An invitation, told once. */
export interface NewLink {
  id: string;
  code: string;
  url: string;
  expires_at?: Time;
}

export interface Joined {
  stream: StreamId;
  state: "member" | "waiting";
}

export interface ContactReply extends Versioned {
  stream?: StreamId;
}

export type CommandName = keyof Replies & keyof CommandArguments;
export type Arguments<C extends CommandName> = CommandArguments[C];
export type Reply<C extends CommandName> = Replies[C];
