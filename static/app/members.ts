/** The people of a conversation. */

import type { Sources } from "./conversations.js";
import type { InfoRow, MemberRow, Role, UserId } from "./protocol.js";
import type { Stream } from "./stream.js";
import { isAhead } from "./time.js";
import type { MemberView } from "./views.js";

const MEMBER = "member:";
const ROLES: readonly Role[] = ["owner", "admin", "member"];

/** Those who are in it now, as far as they are held: by role, then as they came. */
export function membersOf(sources: Sources, stream: Stream): MemberView[] {
  return memberRows(stream)
    .map(([user, row]) => memberView(sources, user, row))
    .sort((one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role));
}

export function memberIds(stream: Stream): UserId[] {
  return memberRows(stream).map(([user]) => user);
}

export function myMember({ user }: Sources, stream: Stream): MemberRow | undefined {
  return stream.row<MemberRow>(MEMBER + user);
}

/** What I am there. The lobby has rows of nobody but who is muted. */
export function myRole(sources: Sources, stream: Stream): Role | undefined {
  const mine = myMember(sources, stream);
  if (mine || stream.row<InfoRow>("info")?.kind !== "lobby") return mine?.role;
  else return sources.isStaff ? "admin" : "member";
}

/** The other person of a chat of two. */
export function otherOf(sources: Sources, stream: Stream): UserId | undefined {
  const kind = stream.row<InfoRow>("info")?.kind ?? sources.mine(stream.id)?.kind;
  const isOfTwo = kind === "direct" || kind === "match";
  return isOfTwo ? memberIds(stream).find((user) => user !== sources.user) : undefined;
}

export function isBlocked(sources: Sources, user: UserId | undefined): boolean {
  return user !== undefined && sources.person(user).contact?.blocked === true;
}

function memberRows(stream: Stream): [UserId, MemberRow][] {
  const present = [...stream.rows<MemberRow>(MEMBER)].filter((row) => !row.left);
  return present.map((row) => [row.key.slice(MEMBER.length), row]);
}

function memberView(sources: Sources, user: UserId, row: MemberRow): MemberView {
  const { role, nickname = "", joined_seq: joinedSeq, muted_until: mutedUntil } = row;
  const muted = isAhead(mutedUntil, sources.now()) ? { mutedUntil } : {};
  return { user, person: sources.person(user), role, nickname, joinedSeq, ...muted };
}
