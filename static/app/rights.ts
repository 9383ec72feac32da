/** What I may do with a message, as far as it can be known here; the server has the last word. */

import type { Role } from "./protocol.js";
import type { ConversationView, MessageView } from "./views.js";

/** So long everybody may take back what they said. */
const TAKE_BACK_MS = 2 * 60_000;
const STAYING: ReadonlySet<string> = new Set(["notice", "poll", "chain"]);
/** So long I may change the words of what I said. */
const EDIT_MS = 24 * 3_600_000;
const EDITABLE = new Set(["text", "album", "file"]);
const RANK: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

type Where = Pick<ConversationView, "kind" | "role" | "members" | "refusal">;

/** Both in a chat of two, while they talk; admins in a group. */
export function mayPin({ kind, role, refusal }: Where): boolean {
  return kind === "group" ? rankOf(role) > 0 : refusal === undefined;
}

/** Mine for a while, as an admin always; in a group those of lower roles, too. Who looks after the site may all. */
export function mayTakeBack(where: Where, message: MessageView, { isStaff, now }: { isStaff: boolean; now: number }): boolean {
  const { seq, kind, recalled, mine, at, author } = message;
  const rank = where.kind === "group" ? rankOf(where.role) : 0;
  if (seq === undefined || kind === "notice" || recalled) return false;
  else if (isStaff) return true;
  else if (mine) return rank > 0 || now - Date.parse(at) < TAKE_BACK_MS;
  else return rank > rankOf(where.members.find(({ user }) => user === author)?.role);
}

/** Polls and chains stay with those who answer them. */
export function mayForward({ seq, kind, recalled }: MessageView): boolean {
  return seq !== undefined && !recalled && !STAYING.has(kind);
}

/** Who may not write for now may still react, unless they are muted or the two are apart. */
export function mayReact({ refusal }: Pick<Where, "refusal">): boolean {
  return refusal === undefined || refusal.reason === "admins_only" || refusal.reason === "waiting";
}

/** Mine with words, for a day. */
export function mayEdit(where: Where, { mine, row, kind, recalled, at }: MessageView, now: number): boolean {
  const isMyOwn = mine && row !== undefined && !recalled && !row.forwarded && EDITABLE.has(kind);
  return isMyOwn && mayReact(where) && now - Date.parse(at) < EDIT_MS;
}

/** A robot's answer that grows: who asked for it, and admins; in a chat of two both. */
export function mayStop({ kind, role }: Pick<Where, "kind" | "role">, asked: boolean): boolean {
  return kind === "direct" || asked || (kind === "group" && rankOf(role) > 0);
}

/** Everybody at once is called by admins only. */
export function mayCallAll({ role }: Pick<Where, "role">): boolean {
  return rankOf(role) > 0;
}

/** Who stands above whom. */
export function rankOf(role: Role | undefined): number {
  return RANK[role ?? "member"];
}
