/** Who has read a message in a group, as far as people show it. */

import type { UserId } from "./protocol.js";
import type { ConversationView, MemberView } from "./views.js";

export interface Readers {
  read: MemberView[];
  unread: MemberView[];
  /** They do not show what they have read, or I do not see it of them. */
  silent: MemberView[];
}

/** Of the members but me who were there when it was said: who came later has read past it without seeing it. */
export function readersOf({ members, read: marks }: Pick<ConversationView, "members" | "read">, me: UserId, seq: number): Readers {
  const readers: Readers = { read: [], unread: [], silent: [] };
  for (const member of members) {
    const upTo = marks[member.user];
    if (member.user === me || member.joinedSeq > seq) continue;
    else if (upTo === undefined) readers.silent.push(member);
    else if (upTo >= seq) readers.read.push(member);
    else readers.unread.push(member);
  }
  return readers;
}
