/** What the elements are shown: plain data made from rows, cards and the outbox. */

import type {
  Attachment,
  ContactRow,
  ConversationKind,
  ConversationRow,
  ErrorCode,
  ErrorReason,
  InfoRow,
  MessageRow,
  Notify,
  Role,
  Said,
  StreamId,
  Time,
  UserId,
} from "./protocol.js";

/**
 * `connecting`: no socket yet, first try or just lost · `online`: live · `offline`: tries keep failing or the
 * browser has no network; it goes on trying · `signed-out` (4401): go to login · `superseded` (4409): too many
 * windows, `store.reconnect()` takes over again · `reload` (4426): the server is newer than this page.
 */
export type Connection = "connecting" | "online" | "offline" | "signed-out" | "superseded" | "reload";

/**
 * What changed. `connection`: the state of the line · `me`: profile and preferences · `list`: the conversation
 * list, its order, previews, badges · `contacts`: contacts and requests · `people`: names, faces, online dots ·
 * `conversation:<id>`: the view of one conversation (messages, members, typing, receipts).
 */
export type Topic = "connection" | "me" | "list" | "contacts" | "people" | `conversation:${StreamId}`;

/** A person as they are shown to me; every id has one, known or not. */
export interface Person {
  id: UserId;
  /** My note, else the nickname, else the username; "" while unknown and for ever when deleted. */
  name: string;
  nickname: string;
  username: string;
  /** Path of a picture, "" while unknown. */
  avatar: string;
  note: string;
  /** The syllables of the name that is shown, "" where none of it is Chinese. */
  pinyin: string;
  /** Those of the nickname, to find it by. */
  nicknamePinyin: string;
  /** False until the card has come; the store is already asking for it. */
  known: boolean;
  deleted: boolean;
  bot: boolean;
  guest: boolean;
  online: boolean;
  seen_at?: Time;
  /** Mine and theirs, if there is one. */
  contact?: ContactRow;
  /** Only of one's own profile and of `findPerson`. */
  bio?: string;
  gender?: string;
  place?: string;
  website?: string;
  github?: string;
}

export interface Contact {
  user: UserId;
  person: Person;
  state: ContactRow["state"];
  at: Time;
  greeting: string;
  star: boolean;
  tags: readonly string[];
  blocked: boolean;
}

/** `waiting`: stored here, will be sent when there is a connection. `delivered` and `read`: direct chats only. */
export type MessageState = "sending" | "waiting" | "failed" | "sent" | "delivered" | "read";

/** Why a message was refused for good. */
export interface Refusal {
  code: ErrorCode;
  reason?: ErrorReason;
}

export interface MessageView {
  /** Stays the same when an unsent message becomes a sent one: use it as the key in lists. */
  id: string;
  /** Absent while unsent. */
  seq?: number;
  /** Only of unsent ones: what `messages.retry` and `.discard` take. */
  client_id?: string;
  author: UserId;
  mine: boolean;
  /** `text`, `notice` or a kind this client may not know: show a labelled placeholder then. */
  kind: string;
  body: string;
  /** Its pictures, or its file. */
  attachments: readonly Attachment[];
  at: Time;
  state: MessageState;
  refusal?: Refusal;
  recalled: boolean;
  /** Members who are to look at it, or `all`. */
  mentions: readonly UserId[];
  reply_to?: number;
  /** What it is beyond words, while it is unsent. */
  said?: Said;
  /** The row as it came, for what is not above (notices: `notice`, `users`, `text`); absent while unsent. */
  row?: MessageRow;
}

/** A message that was found, and what of its body matches: from and to in code points. */
export interface Hit {
  stream: StreamId;
  message: MessageView;
  ranges: readonly (readonly [number, number])[];
}

export interface Summary {
  id: StreamId;
  kind: ConversationKind;
  /** The other person's name in a direct chat, else the title; "" if neither is known yet. */
  title: string;
  /** The other person of a direct chat. */
  user?: UserId;
  /** Whose faces make the picture; one in a direct chat. */
  faces: UserId[];
  avatar?: string;
  last?: MessageView;
  /** When something last happened, "" if unknown. */
  at: Time | "";
  /** The number on the badge: notices are not counted. */
  unread: number;
  /** How many of those call me: none while it is muted, or those that mention me where I chose so. */
  calling: number;
  /** Marked as unread by hand. */
  marked: boolean;
  /** Seqs that mention me, unread. */
  mentions: number[];
  pinned: boolean;
  muted: boolean;
  /** Put away until something new comes. */
  archived: boolean;
  /** Out of the list until something new comes. */
  hidden: boolean;
  /** "" where it is in none. */
  folder: string;
  draft: string;
  typing: UserId[];
  /** A stranger wrote first and I have not answered: belongs under Requests. */
  request: boolean;
}

export interface MemberView {
  user: UserId;
  person: Person;
  role: Role;
  /** What they want to be called here. */
  nickname: string;
  /** The first message they may see. */
  joinedSeq: number;
  /** They may not write until then. */
  mutedUntil?: Time;
}

/** A conversation I am out of. */
export interface Ending {
  left: NonNullable<ConversationRow["left"]>;
  /** What I had begun to write. */
  draft: string;
}

export interface ConversationView extends Summary {
  /** False until its messages have come once: show a skeleton, not "no messages". */
  loaded: boolean;
  info?: InfoRow;
  notify: Notify;
  /** It calls nobody until then. */
  mutedUntil?: Time;
  /** The revision of the group's notice that I have read. */
  noticeRead: number;
  /** Of a large group only those who were asked for. */
  members: MemberView[];
  /** Mine. */
  role?: Role;
  /** In order: sent ones by seq, then mine that are unsent. */
  messages: MessageView[];
  /** Pinned ones that are held, newest pin first; `info.pinned` names them all. */
  pins: MessageView[];
  /** By seq, what they answer: out of my sight, or undefined where it is not held. */
  quotes: ReadonlyMap<number, MessageRow | "unseen" | undefined>;
  hasOlder: boolean;
  /** True when looking at an older stretch (`loadAround`): the newest messages are not in `messages`. */
  hasNewer: boolean;
  loading: "older" | "newer" | "around" | undefined;
  lastSeq: number;
  readSeq: number;
  /** The line "new messages" goes before the message with this `id`; fixed while the conversation is open. */
  firstUnread?: string;
  /** The same as a seq: present also when that message is not loaded; `loadAround` goes there. */
  firstUnreadSeq?: number;
  read: Record<UserId, number>;
  delivered: Record<UserId, number>;
  /** Of a chat with somebody who is no friend and has not answered: so many more I may write before they do. */
  unanswered?: number;
  /** Why I cannot write here now, if so. */
  refusal?: Refusal;
  /** When I may write again, where I am muted or the group is slow. */
  writableAt?: Time;
}
