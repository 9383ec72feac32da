/** Conversations as they are shown: a row of the list, and the whole on screen. */

import { isBlocked, memberIds, membersOf, myMember, otherOf } from "./members.js";
import { isKnown, rowView, unsentView, type Marks } from "./message_views.js";
import type { Opened } from "./opened.js";
import type { Unsent } from "./outbox.js";
import type { ConversationRow, InfoRow, Receipts, StreamId, UserId } from "./protocol.js";
import { readSeq, unreadCount, unreadMentions } from "./reading.js";
import type { Run } from "./runs.js";
import type { Stream } from "./stream.js";
import { isAhead } from "./time.js";
import type { ConversationView, MessageView, Person, Summary } from "./views.js";
import { unanswered, whyNot, writableAgain } from "./writing.js";

const MAX_FACES = 9;

/** Where the parts of a view come from. */
export interface Sources {
  readonly user: UserId;
  /** The lobby's admins are the site's staff. */
  readonly isStaff: boolean;
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
  const unread = isBlocked(sources, user) ? 0 : unreadCount(stream, row, read);
  const mentions = unreadMentions(info, row, read);
  const muted = isMuted(sources, row);
  return {
    id,
    kind: info?.kind ?? row?.kind ?? "direct",
    title: info?.title ?? (user ? sources.person(user).name : ""),
    ...(user ? { user } : {}),
    faces: user ? [user] : (info?.faces ?? memberIds(stream).slice(0, MAX_FACES)),
    ...(info?.avatar ? { avatar: info.avatar } : {}),
    ...(last ? { last } : {}),
    at: last?.at ?? info?.created_at ?? "",
    unread,
    calling: muted ? 0 : row?.notify === "mentions" ? mentions.length : unread,
    marked: row?.unread ?? false,
    mentions,
    pinned: row?.pinned ?? false,
    muted,
    archived: row !== undefined && isArchived(sources, stream, row),
    hidden: row?.hidden !== undefined && row.hidden >= stream.lastSeq,
    folder: row?.folder ?? "",
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
    ...mutedUntil(sources, row),
    noticeRead: row?.notice_read ?? 0,
    members: membersOf(sources, stream),
    ...roleOf(sources, stream),
    messages,
    pins: pinned(sources, stream, row, summary.user),
    quotes: quoted(stream, messages, oldestVisible(sources, stream, row)),
    hasOlder: run !== undefined && run.from > oldestVisible(sources, stream, row),
    hasNewer: run !== undefined && run.to < Infinity,
    loading: opened?.loading,
    lastSeq: stream.lastSeq,
    readSeq: readSeq(stream, row, sources.user),
    ...firstUnread(opened?.firstUnread, run, messages),
    ...sources.receipts(stream.id),
    ...(refusal ? { refusal } : {}),
    ...writableAgain(sources, stream, info),
    ...unanswered(sources, stream, info, summary),
  };
}

/** Put away until something new comes; while it is muted, until it is brought back. */
function isArchived(sources: Sources, stream: Stream, row: ConversationRow): boolean {
  return row.archived !== undefined && (row.archived >= stream.lastSeq || isMuted(sources, row));
}

function isMuted(sources: Sources, row: ConversationRow | undefined): boolean {
  return row?.notify === "none" || isAhead(row?.muted_until, sources.now());
}

function mutedUntil(sources: Sources, row: ConversationRow | undefined): Pick<ConversationView, "mutedUntil"> {
  const until = row?.muted_until;
  return isAhead(until, sources.now()) ? { mutedUntil: until } : {};
}

function roleOf(sources: Sources, stream: Stream): Pick<ConversationView, "role"> {
  const mine = myMember(sources, stream);
  return mine ? { role: mine.role } : {};
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
  const known = stream.messages(from, run?.to ?? 0).filter(isKnown);
  const sent = known.map((message) => rowView(message, marks));
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

function pinned(
  sources: Sources,
  stream: Stream,
  row: ConversationRow | undefined,
  other: UserId | undefined,
): MessageView[] {
  const marks = marksOf(sources, stream, other);
  const oldest = oldestVisible(sources, stream, row);
  const seqs = stream.row<InfoRow>("info")?.pinned ?? [];
  const held = seqs.filter((seq) => seq >= oldest).map((seq) => stream.message(seq));
  return held.filter((row) => row !== undefined).map((row) => rowView(row, marks));
}

function quoted(stream: Stream, messages: readonly MessageView[], oldest: number): ConversationView["quotes"] {
  const seqs = messages.map(({ reply_to: seq }) => seq).filter((seq) => seq !== undefined);
  return new Map(seqs.map((seq) => [seq, seq < oldest ? "unseen" : stream.message(seq)]));
}

function lastMessage(
  sources: Sources,
  stream: Stream,
  row: ConversationRow | undefined,
  other: UserId | undefined,
): MessageView | undefined {
  const marks = marksOf(sources, stream, other);
  const waiting = unsent(sources, stream, marks).at(-1);
  if (waiting) return waiting;
  const oldest = oldestVisible(sources, stream, row);
  for (const [seq, message] of stream.newestFirst()) {
    if (seq < oldest) break;
    else if (isKnown(message)) return rowView(message, marks);
  }
  return undefined;
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
  const joined = myMember(sources, stream)?.joined_seq ?? 1;
  return Math.max(1, joined, (row?.cleared ?? 0) + 1);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
