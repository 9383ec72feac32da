/** The shapes of docs/protocol.md that this client uses: rows, frames, commands, HTTP bodies. Types only. */

import type { CommandArguments } from "./commands.js";

// Ids, times and errors

export type UserId = string;
export type StreamId = string;
/** RFC 3339, UTC, milliseconds, ending in Z. */
export type Time = string;

export type ErrorCode =
  | "bad"
  | "too_long"
  | "forbidden"
  | "not_found"
  | "not_member"
  | "gone"
  | "conflict"
  | "client_id_conflict"
  | "blocked"
  | "quota"
  | "rate"
  | "busy"
  | "drain"
  | "internal";

export type ErrorReason =
  | "not_friends"
  | "waiting"
  | "muted"
  | "admins_only"
  | "role"
  | "owner"
  | "too_late"
  | "full"
  | "closed"
  | "guest"
  | "self"
  | "name"
  | "paused";

export interface ErrorObject {
  code: ErrorCode;
  message: string;
  final: boolean;
  reason?: ErrorReason;
  retry_ms?: number;
  row?: Row;
  stream?: StreamId;
  user?: UserId;
}

// Rows

export interface Row {
  key: string;
  version: number;
  gone?: true;
}

export type ConversationKind = "direct" | "group" | "lobby" | "match";

export interface InfoRow extends Row {
  kind: ConversationKind;
  created_at: Time;
  title?: string;
  avatar?: string;
  faces?: UserId[];
  introduction?: string;
  tags?: string[];
  settings?: Record<string, unknown>;
  notice?: { text: string; author: UserId; at: Time; revision: number };
  member_count?: number;
  pinned?: number[];
  all_seq?: number;
  asking?: UserId;
  closed?: boolean;
  keep?: UserId[];
  ended?: "left" | "lost";
}

export type Role = "owner" | "admin" | "member";

export interface MemberRow extends Row {
  role: Role;
  joined_seq: number;
  nickname?: string;
  muted_until?: Time;
  left?: boolean;
}

export interface Attachment {
  id: string;
  kind: "picture" | "video" | "voice" | "file" | "sticker";
  name: string;
  size: number;
  type: string;
  url: string;
  thumbnail?: string;
  width?: number;
  height?: number;
  color?: string;
  duration?: number;
  waveform?: number[];
}

export type NoticeName =
  | "friends"
  | "matched"
  | "parted"
  | "created"
  | "joined"
  | "left"
  | "removed"
  | "dissolved"
  | "renamed"
  | "notice"
  | "picture"
  | "admin"
  | "not_admin"
  | "owner"
  | "muted"
  | "unmuted"
  | "pinned";

/** `kind` and `notice` are open: a newer server may send values this client has never heard of. */
export interface MessageRow extends Row {
  author: UserId;
  sent_at: Time;
  kind: string;
  client_id?: string;
  body?: string;
  reply_to?: number;
  mentions?: UserId[];
  attachments?: Attachment[];
  reactions?: Record<string, UserId[]>;
  edited_at?: Time;
  revision?: number;
  recalled?: { at: Time; by?: UserId };
  notice?: NoticeName | (string & {});
  users?: UserId[];
  text?: string;
  until?: Time;
  seq?: number;
}

export interface Preferences {
  theme?: "auto" | "light" | "dark";
  text_size?: number;
  receipts?: boolean;
  last_seen?: "friends" | "everyone" | "nobody";
  find?: Audience;
  add?: Audience;
  message?: Audience;
  invite?: Audience;
  sounds?: boolean;
  quiet?: { from: string; to: string; zone: string };
}

export type Audience = "everyone" | "shared" | "nobody";

export interface ProfileRow extends Row {
  id: UserId;
  username: string;
  nickname: string;
  avatar: string;
  locale: string;
  preferences: Preferences;
  guest?: boolean;
  staff?: boolean;
  email?: string;
  bio?: string;
  gender?: string;
  place?: string;
  website?: string;
  github?: string;
}

export type ContactState = "requested" | "incoming" | "friend" | "none";

export interface ContactRow extends Row {
  state: ContactState;
  at: Time;
  greeting?: string;
  note?: string;
  pinyin?: string;
  star?: boolean;
  tags?: string[];
  blocked?: boolean;
}

export type Notify = "all" | "mentions" | "none";

export interface ConversationRow extends Row {
  kind: ConversationKind;
  read_seq: number;
  mentions?: number[];
  notify: Notify;
  muted_until?: Time;
  pinned?: boolean;
  folder?: string;
  draft?: string;
  unread?: boolean;
  archived?: number;
  hidden?: number;
  cleared?: number;
  notice_read?: number;
  waiting?: boolean;
  left?: "left" | "removed" | "dissolved" | "banned" | "erased";
}

/** What anybody may know of a person. */
export interface Card {
  id: UserId;
  username?: string;
  nickname?: string;
  avatar?: string;
  pinyin?: string;
  bot?: boolean;
  guest?: boolean;
  online?: boolean;
  seen_at?: Time;
  deleted?: boolean;
  /** Only in the answer to `username`. */
  bio?: string;
  gender?: string;
  place?: string;
  website?: string;
  github?: string;
}

// Frames of the server

/** `[version]` for `me`, `[version, last_seq, read_seq]` for a conversation. */
export type Head = [number] | [number, number, number];

export type Heads = Record<StreamId, Head>;

export interface Limits {
  frame: number;
  body: number;
  upload?: number;
  members?: number;
  sockets?: number;
  rates?: Record<string, [number, number]>;
}

export interface ReadyFrame {
  type: "ready";
  v: number;
  epoch: string;
  user: UserId;
  device: string;
  ping: number;
  now: Time;
  limits: Limits;
  heads: Heads;
}

export interface UpdateFrame {
  type: "update";
  stream: StreamId;
  prev: number;
  version: number;
  last_seq?: number;
  rows: Row[];
}

export interface ResetFrame {
  type: "reset";
  stream: StreamId;
  version: number;
  last_seq?: number;
  read_seq?: number;
  first_seq?: number;
  rows: Row[];
}

export interface GoneFrame {
  type: "gone";
  stream: StreamId;
}

export interface HeadFrame {
  type: "head";
  heads: Heads;
}

export interface SignalFrame {
  type: "signal";
  stream: StreamId;
  event: string;
  ttl: number;
  user?: UserId;
  read?: number;
  delivered?: number;
  card?: Card;
  online?: boolean;
  seen_at?: Time;
}

export interface PingFrame {
  type: "ping";
}

export interface ByeFrame {
  type: "bye";
  after_ms: number;
  reason: string;
}

export interface OkFrame {
  id: number;
  ok: Record<string, unknown>;
}

export interface ErrorFrame {
  id: number;
  error: ErrorObject;
}

export type StreamFrame = UpdateFrame | ResetFrame | GoneFrame;
export type PushFrame = UpdateFrame | HeadFrame | SignalFrame;
export type ServerFrame = ReadyFrame | PushFrame | PingFrame | ByeFrame | OkFrame | ErrorFrame;

// Commands: arguments and replies by name

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
}

export type ConversationSettings = Omit<CommandArguments["conversation.settings"], "stream">;

export type ProfileChanges = CommandArguments["profile.update"];

/** What each command takes is written by the server (commands.ts); what it answers stands here. */
export interface Replies {
  sync: SyncReply;
  typing: Record<string, never>;
  "message.send": Sent;
  "conversation.open": { stream: StreamId };
  "conversation.read": Partial<Versioned>;
  "conversation.settings": Versioned;
  "contact.request": ContactReply;
  "contact.accept": ContactReply;
  "contact.decline": ContactReply;
  "contact.remove": ContactReply;
  "profile.update": Versioned;
}

export interface ContactReply extends Versioned {
  stream?: StreamId;
}

export type CommandName = keyof Replies & keyof CommandArguments;
export type Arguments<C extends CommandName> = CommandArguments[C];
export type Reply<C extends CommandName> = Replies[C];

// HTTP bodies

export interface Site {
  name: string;
  lobby?: StreamId;
  people?: number;
  match?: boolean;
  age?: string;
}

export interface Bootstrap {
  me: { version: number; rows: Row[] };
  conversations: { stream: StreamId; head: Head; rows: Row[] }[];
  users: Card[];
  epoch: string;
  user: UserId;
  limits: Limits;
  site: Site;
  emoji: { name: string; url: string }[];
  more: boolean;
}

export interface MessagePage {
  rows: MessageRow[];
  more: boolean;
  more_after?: boolean;
}

export interface MemberPage {
  rows: MemberRow[];
  more: boolean;
}

export interface Receipts {
  read: Record<UserId, number>;
  delivered: Record<UserId, number>;
}
