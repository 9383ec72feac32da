/** Bodies of HTTP answers. */

import type { Head, Limits } from "./frames.js";
import type { StreamId, Time, UserId } from "./ids.js";
import type { GroupSettings, MemberRow, MessageRow, Row } from "./rows.js";

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

export interface Site {
  name: string;
  lobby?: StreamId;
  people?: number;
  match?: boolean;
  /** Years people say they have before they meet somebody by chance. */
  age?: number;
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

/** A message that was found; `ranges` are from and to in code points of its body. */
export interface SearchHit {
  stream: StreamId;
  row: MessageRow;
  ranges: [number, number][];
}

export interface SearchPage {
  hits: SearchHit[];
  next?: string;
}

export interface MemberPage {
  rows: MemberRow[];
  more: boolean;
}

export interface Receipts {
  read: Record<UserId, number>;
  delivered: Record<UserId, number>;
}

/** What a message said at a time. */
export interface Version {
  revision: number;
  body: string;
  at: Time;
}

/** What a group shows to who is not in it. */
export interface GroupCard {
  stream: StreamId;
  title: string;
  avatar?: string;
  faces: UserId[];
  introduction?: string;
  tags?: string[];
  member_count: number;
  join: GroupSettings["join"];
  question?: string;
  /** I am in it. */
  member?: boolean;
  /** The last messages, where everybody may see them. */
  rows?: MessageRow[];
}

export interface GroupPage {
  groups: GroupCard[];
  more: boolean;
}

/** Somebody who asks to join. */
export interface JoinRequest {
  user: UserId;
  answer?: string;
  at: Time;
}

/** A link that lets people in; how often it may, and did. */
export interface InvitationLink {
  id: string;
  author: UserId;
  at: Time;
  /** 0: as often as one likes. */
  uses: number;
  used: number;
  expires_at?: Time;
}

export interface LogEntry {
  at: Time;
  author: UserId;
  event: string;
  users?: UserId[];
  text?: string;
}

export interface NoticeReaders {
  read: UserId[];
  unread: UserId[];
}
