/** How far I have read, and what the badge says. */

import type { ConversationRow, InfoRow, UserId } from "./protocol.js";
import type { Stream } from "./stream.js";

/** The highest of row, head and my own newest message (reference 7.8). */
export function readSeq(stream: Stream, row: ConversationRow | undefined, user: UserId): number {
  const marked = Math.max(row?.read_seq ?? 0, stream.readSeq);
  for (const [seq, message] of stream.newestFirst()) {
    if (seq <= marked) break;
    else if (message.author === user) return seq;
  }
  return marked;
}

/** The number on the badge: what came after `read`, without notices and what I have cleared away. */
export function unreadCount(stream: Stream, row: ConversationRow | undefined, read: number): number {
  const from = Math.max(read, row?.cleared ?? 0);
  let notices = 0;
  for (const [seq, message] of stream.newestFirst()) {
    if (seq <= from) break;
    else if (message.kind === "notice") notices += 1;
  }
  return Math.max(0, stream.lastSeq - from - notices);
}

/** Seqs above `read` that mention me or everybody, oldest first. */
export function unreadMentions(info: InfoRow | undefined, row: ConversationRow | undefined, read: number): number[] {
  const all = info?.all_seq === undefined ? [] : [info.all_seq];
  const seqs = new Set([...(row?.mentions ?? []), ...all]);
  return [...seqs].filter((seq) => seq > read).sort((one, other) => one - other);
}
