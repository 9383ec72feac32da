/** Messages as they are shown: rows by seq, then mine that are unsent, each once. */

import type { Unsent } from "./outbox.js";
import type { Attachment, MessageRow, NoticeName, Receipts, UserId } from "./protocol.js";
import { seqOf } from "./stream.js";
import type { MessageState, MessageView } from "./views.js";

/** What the state of a message depends on. */
export interface Marks {
  user: UserId;
  isOnline: boolean;
  /** The other person of a direct chat. */
  other: UserId | undefined;
  receipts: Receipts;
}

const NOBODY: readonly UserId[] = [];
const NONE: readonly Attachment[] = [];
const NOTICES: ReadonlySet<string> = new Set<NoticeName>([
  "friends",
  "matched",
  "parted",
  "created",
  "joined",
  "left",
  "removed",
  "dissolved",
  "renamed",
  "notice",
  "picture",
  "admin",
  "not_admin",
  "owner",
  "muted",
  "unmuted",
  "pinned",
]);

/** Views by row: an unchanged message keeps its view, so that elements need not draw it again. */
const views = new WeakMap<MessageRow | Unsent, MessageView>();

/** Notices of a newer server, for which there are no words here, are not shown; other kinds are, with a label. */
export function isKnown({ kind, notice = "" }: MessageRow): boolean {
  return kind !== "notice" || NOTICES.has(notice);
}

export function rowView(row: MessageRow, marks: Marks): MessageView {
  const state = stateOf(row, marks);
  const held = views.get(row);
  if (held?.state === state) return held;
  const seq = seqOf(row.key)!;
  const mine = row.author === marks.user;
  const view: MessageView = {
    // "#" is in no client_id, so the two can never be the same.
    id: mine && row.client_id ? row.client_id : `#${seq}`,
    seq,
    author: row.author,
    mine,
    kind: row.kind,
    body: row.body ?? "",
    attachments: row.attachments ?? NONE,
    at: row.sent_at,
    state,
    recalled: row.recalled !== undefined,
    mentions: row.mentions ?? NOBODY,
    ...(row.reply_to === undefined ? {} : { reply_to: row.reply_to }),
    row,
  };
  views.set(row, view);
  return view;
}

export function unsentView(message: Unsent, marks: Marks): MessageView {
  const state = unsentState(message, marks);
  const held = views.get(message);
  if (held?.state === state) return held;
  const view: MessageView = {
    id: message.client_id,
    client_id: message.client_id,
    author: marks.user,
    mine: true,
    kind: message.said?.kind ?? "text",
    body: message.body,
    attachments: message.attachments ?? NONE,
    at: new Date(message.created_at).toISOString(),
    state,
    recalled: false,
    mentions: message.mentions ?? NOBODY,
    ...(message.said ? { said: message.said } : {}),
    ...(message.refusal ? { refusal: message.refusal } : {}),
    ...(message.reply_to === undefined ? {} : { reply_to: message.reply_to }),
  };
  views.set(message, view);
  return view;
}

function stateOf(row: MessageRow, { user, other, receipts }: Marks): MessageState {
  const seq = seqOf(row.key)!;
  if (row.author !== user || other === undefined) return "sent";
  else if ((receipts.read[other] ?? 0) >= seq) return "read";
  else if ((receipts.delivered[other] ?? 0) >= seq) return "delivered";
  else return "sent";
}

function unsentState(message: Unsent, { isOnline }: Marks): MessageState {
  if (message.state === "queued") return isOnline ? "sending" : "waiting";
  else return message.state;
}
