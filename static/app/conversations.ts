/** Conversations as they are shown: a row of the list, and the whole on screen. */

import { rowView, unsentView, type Marks } from "./message_views.js";
import type { Opened } from "./opened.js";
import type { Unsent } from "./outbox.js";
import type { ConversationRow, InfoRow, MemberRow, Receipts, Role, StreamId, UserId } from "./protocol.js";
import { readSeq, unreadCount, unreadMentions } from "./reading.js";
import type { Run } from "./runs.js";
import type { Stream } from "./stream.js";
import type { ConversationView, MemberView, MessageView, Person, Refusal, Summary } from "./views.js";

const MEMBER = "member:";
const MAX_FACES = 9;
/** So many messages a stranger may write before the first answer. */
const MOST_UNANSWERED = 3;
const ROLES: readonly Role[] = ["owner", "admin", "member"];

/** Where the parts of a view come from. */
export interface Sources {
  readonly user: UserId;
  readonly isOnline: boolean;
  /** The wall clock, for mutes that end. */
  now(): number;
  mine(id: StreamId): ConversationRow | undefined;
  person(user: UserId): Person;
  unsent(id: StreamId): readonly Unsent[];
  draft(id: StreamId): string;
  typing(id: StreamId): UserId[];
  receipts(id: StreamId): Receipts;
  opened(id: StreamId): Opened | undefined;
}

/** The order of the list. */
export function byActivity(one: Summary, other: Summary): number {
  return (
    Number(other.pinned) - Number(one.pinned) || compare(other.at, one.at) || compare(one.id, other.id)
  );
}

export function summaryOf(sources: Sources, stream: Stream): Summary {
  const { id } = stream;
  const row = sources.mine(id);
  const info = stream.row<InfoRow>("info");
  const user = otherOf(sources, stream);
  const read = readSeq(stream, row, sources.user);
  const last = lastMessage(sources, stream, row, user);
  return {
    id,
    kind: info?.kind ?? row?.kind ?? "direct",
    title: info?.title ?? (user ? sources.person(user).name : ""),
    ...(user ? { user } : {}),
    faces: user ? [user] : (info?.faces ?? memberIds(stream).slice(0, MAX_FACES)),
    ...(info?.avatar ? { avatar: info.avatar } : {}),
    ...(last ? { last } : {}),
    at: last?.at ?? info?.created_at ?? "",
    unread: isBlocked(sources, user) ? 0 : unreadCount(stream, row, read),
    marked: row?.unread ?? false,
    mentions: unreadMentions(info, row, read),
    pinned: row?.pinned ?? false,
    muted: row?.notify === "none" || isAhead(sources, row?.muted_until),
    draft: sources.draft(id),
    typing: sources.typing(id),
    request: info?.asking !== undefined && info.asking !== sources.user,
  };
}

export function conversationOf(sources: Sources, stream: Stream): ConversationView {
  const summary = summaryOf(sources, stream);
  const row = sources.mine(stream.id);
  const info = stream.row<InfoRow>("info");
  const opened = sources.opened(stream.id);
  const run = opened ? opened.run : stream.run();
  const messages = shown(sources, stream, run, row, summary.user);
  const refusal = whyNot(sources, stream, info, summary.user);
  return {
    ...summary,
    loaded: run !== undefined,
    ...(info ? { info } : {}),
    notify: row?.notify ?? "all",
    members: members(sources, stream),
    messages,
    hasOlder: run !== undefined && run.from > oldestVisible(sources, stream, row),
    hasNewer: run !== undefined && run.to < Infinity,
    loading: opened?.loading,
    lastSeq: stream.lastSeq,
    readSeq: readSeq(stream, row, sources.user),
    ...firstUnread(opened?.firstUnread, run, messages),
    ...sources.receipts(stream.id),
    ...(refusal ? { refusal } : {}),
    ...unanswered(sources, stream, info, summary),
  };
}

/** Hidden until something new comes. */
export function isHidden(stream: Stream, row: ConversationRow): boolean {
  return row.hidden !== undefined && row.hidden >= stream.lastSeq;
}

// Messages

function shown(
  sources: Sources,
  stream: Stream,
  run: Run | undefined,
  row: ConversationRow | undefined,
  other: UserId | undefined,
): MessageView[] {
  const marks = marksOf(sources, stream, other);
  const from = Math.max(run?.from ?? Infinity, oldestVisible(sources, stream, row));
  const sent = stream.messages(from, run?.to ?? 0).map((message) => rowView(message, marks));
  // Looking at an older stretch, what I have just written would stand in the wrong place.
  if (run && run.to < Infinity) return sent;
  return [...sent, ...unsent(sources, stream, marks)];
}

/** Mine that have no row yet; merged by `client_id`, so that none is shown twice. */
function unsent(sources: Sources, stream: Stream, marks: Marks): MessageView[] {
  return sources
    .unsent(stream.id)
    .filter((message) => !stream.hasMine(message.client_id))
    .map((message) => unsentView(message, marks));
}

function lastMessage(
  sources: Sources,
  stream: Stream,
  row: ConversationRow | undefined,
  other: UserId | undefined,
): MessageView | undefined {
  const marks = marksOf(sources, stream, other);
  const waiting = unsent(sources, stream, marks).at(-1);
  const newest = stream.newestFirst().next().value;
  if (waiting) return waiting;
  else if (newest && newest[0] >= oldestVisible(sources, stream, row)) return rowView(newest[1], marks);
  else return undefined;
}

function marksOf(sources: Sources, stream: Stream, other: UserId | undefined): Marks {
  return { user: sources.user, isOnline: sources.isOnline, other, receipts: sources.receipts(stream.id) };
}

function firstUnread(
  seq: number | undefined,
  run: Run | undefined,
  messages: readonly MessageView[],
): Pick<ConversationView, "firstUnread" | "firstUnreadSeq"> {
  if (seq === undefined) return {};
  const first = run && run.from <= seq ? messages.find((message) => (message.seq ?? Infinity) >= seq) : undefined;
  return { firstUnreadSeq: seq, ...(first ? { firstUnread: first.id } : {}) };
}

/** Who came back does not see what was said before, even if this device still holds it. */
function oldestVisible(sources: Sources, stream: Stream, row: ConversationRow | undefined): number {
  const joined = stream.row<MemberRow>(MEMBER + sources.user)?.joined_seq ?? 1;
  return Math.max(1, joined, (row?.cleared ?? 0) + 1);
}

// People

function members(sources: Sources, stream: Stream): MemberView[] {
  return memberRows(stream)
    .map(([user, row]) => ({ user, person: sources.person(user), role: row.role, nickname: row.nickname ?? "" }))
    .sort((one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role));
}

function memberRows(stream: Stream): [UserId, MemberRow][] {
  const present = [...stream.rows<MemberRow>(MEMBER)].filter((row) => !row.left);
  return present.map((row) => [row.key.slice(MEMBER.length), row]);
}

function memberIds(stream: Stream): UserId[] {
  return memberRows(stream).map(([user]) => user);
}

/** The other person of a chat of two. */
function otherOf(sources: Sources, stream: Stream): UserId | undefined {
  const kind = stream.row<InfoRow>("info")?.kind ?? sources.mine(stream.id)?.kind;
  const isOfTwo = kind === "direct" || kind === "match";
  return isOfTwo ? memberIds(stream).find((user) => user !== sources.user) : undefined;
}

function isBlocked(sources: Sources, user: UserId | undefined): boolean {
  return user !== undefined && sources.person(user).contact?.blocked === true;
}

// Writing

/** The refusal I would get, as far as it can be known here. */
function whyNot(
  sources: Sources,
  stream: Stream,
  info: InfoRow | undefined,
  other: UserId | undefined,
): Refusal | undefined {
  const member = stream.row<MemberRow>(MEMBER + sources.user);
  if (isBlocked(sources, other)) return { code: "blocked" };
  else if (info?.ended) return { code: "gone" };
  else if (info?.closed) return { code: "forbidden", reason: info.kind === "match" ? "closed" : "not_friends" };
  else if (info?.asking === sources.user && stream.lastSeq >= MOST_UNANSWERED)
    return { code: "forbidden", reason: "waiting" };
  else if (isAhead(sources, member?.muted_until)) return { code: "forbidden", reason: "muted" };
  else if (info?.settings?.speak === "admins" && member?.role === "member")
    return { code: "forbidden", reason: "admins_only" };
  else return undefined;
}

/** How many more I may write to a stranger before they answer. */
function unanswered(
  { user, person }: Sources,
  { lastSeq }: Stream,
  info: InfoRow | undefined,
  { user: other, kind }: Summary,
): Pick<ConversationView, "unanswered"> {
  const contact = kind === "direct" && other !== undefined ? person(other) : undefined;
  const isBegun = info?.asking === user;
  const isBeginning = lastSeq === 0 && contact?.bot === false && contact.contact?.state !== "friend";
  return isBegun || isBeginning ? { unanswered: Math.max(0, MOST_UNANSWERED - lastSeq) } : {};
}

function isAhead(sources: Sources, time: string | undefined): boolean {
  return time !== undefined && Date.parse(time) > sources.now();
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
