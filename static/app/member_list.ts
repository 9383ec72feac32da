/** Lists of a group's members: their order, who is found, and who may do something to whom. */

import { finders, isFoundBy, spelling } from "./letters.js";
import type { Role } from "./protocol.js";
import { rankOf } from "./rights.js";
import { knownLocale } from "./time.js";
import type { MemberView } from "./views.js";

/** The owner, the admins, the others; each by name. */
export function byRoleAndName(members: readonly MemberView[], locale: string): MemberView[] {
  const { compare } = new Intl.Collator(knownLocale(locale));
  return [...members].sort(
    (one, other) => rankOf(other.role) - rankOf(one.role) || compare(spelledHere(one), spelledHere(other)),
  );
}

/** By my note, what they are called here, nickname, username, or the letters of Chinese names. */
export function foundMembers(members: readonly MemberView[], query: string): MemberView[] {
  return members.filter(({ person, nickname }) => isFoundBy(query, `${finders(person)}\n${nickname}`));
}

/** Admins and the owner. */
export function isAdmin(role: Role | undefined): boolean {
  return rankOf(role) > 0;
}

/** Only who stands above somebody can do something to them. */
export function isAbove(mine: Role | undefined, theirs: Role): boolean {
  return rankOf(mine) > rankOf(theirs);
}

/** What they want to be called here orders them, unless I have a name of my own for them. */
function spelledHere({ person, nickname }: MemberView): string {
  return person.note || !nickname ? spelling(person) : nickname;
}
