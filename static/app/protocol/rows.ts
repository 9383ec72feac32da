/** Rows of conversations and of `me`. */

import type { ErrorCode } from "./errors.js";
import type { StreamId, Time, UserId } from "./ids.js";

export interface Row {
  key: string;
  version: number;
  gone?: true;
}

export type ConversationKind = "direct" | "group" | "lobby" | "match";

export interface GroupSettings {
  join: "open" | "approval" | "invitation";
  history: "none" | "recent" | "all";
  invite: "all" | "admins";
  speak: "all" | "admins";
  /** Seconds between two messages of one member. */
  slow: number;
  question?: string;
  public?: boolean;
  preview?: boolean;
}

export interface GroupNotice {
  text: string;
  author: UserId;
  at: Time;
  revision: number;
}

export interface InfoRow extends Row {
  kind: ConversationKind;
  created_at: Time;
  title?: string;
  avatar?: string;
  faces?: UserId[];
  introduction?: string;
  tags?: string[];
  settings?: GroupSettings;
  notice?: GroupNotice;
  member_count?: number;
  /** How many ask to join. */
  waiting?: number;
  pinned?: number[];
  stickers?: Attachment[];
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

export interface ChainEntry {
  user: UserId;
  text: string;
  at: Time;
}

export interface PollOption {
  text: string;
  count: number;
  /** Never in an anonymous poll. */
  users?: UserId[];
}

export interface Poll {
  options: PollOption[];
  voters: number;
  multiple?: boolean;
  anonymous?: boolean;
  closes_at?: Time;
}

/** `value` counts from 1; of lots it is the one that was drawn. */
export interface Dice {
  sides: number;
  options?: string[];
  value: number;
}

/** What somebody said, copied into a record of a talk. */
export interface Copied {
  author: UserId;
  sent_at: Time;
  kind: string;
  body?: string;
  attachments?: Attachment[];
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

export interface LinkPreview {
  url: string;
  title?: string;
  text?: string;
}

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
  card?: UserId;
  chain?: { entries: ChainEntry[] };
  dice?: Dice;
  poll?: Poll;
  /** Of polls and chains: they take answers. Of a robot's answer: it grows. */
  open?: true;
  /** Somebody stopped a robot's answer. */
  stopped?: true;
  /** Of what a service pushed. */
  title?: string;
  url?: string;
  /** Who said it first. */
  forwarded?: { author: UserId };
  forward?: { items: Copied[] };
  edited_at?: Time;
  /** What the page says that the text links to. */
  link?: LinkPreview;
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
  zone?: string;
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

export interface ExportRow extends Row {
  at: Time;
  progress: number;
  stream?: string;
  url?: string;
  error?: string;
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

/** `sticker:<attachment>`. */
export interface StickerRow extends Row, Attachment {}

/** `match`: whom I seek, or have met by chance. */
export interface MatchRow extends Row {
  state: "waiting" | "paired" | "ended";
  /** When I began to wait, or met. */
  since: Time;
  tags?: string[];
  languages?: string[];
  /** Of who is paired, or was. */
  stream?: StreamId;
  ended?: "left" | "lost";
  paused_until?: Time;
}

/** `favourite:<stream>:<seq>`. */
export interface FavouriteRow extends Row {
  at: Time;
}

/** `reminder:<stream>:<seq>`. */
export interface ReminderRow extends Row {
  at: Time;
  /** Its time has come. */
  due?: true;
}

/** `scheduled:<client_id>`. */
export interface ScheduledRow extends Row {
  stream: StreamId;
  at: Time;
  kind: string;
  body?: string;
  reply_to?: number;
  mentions?: UserId[];
  /** Why it could not be sent. */
  error?: ErrorCode;
}
