/** Calling members by name: what is typed behind an "@", whom it finds, and whom a text calls. */

import { finders, isFoundBy } from "./letters.js";
import type { UserId } from "./protocol.js";
import type { ConversationView, MemberView } from "./views.js";

export const ALL = "all";
/** How everybody is called, in whatever language it was written. */
const NAMES_OF_ALL = ["all", "everyone", "所有人"];
/** As many as a message takes. */
const MOST_CALLED = 20;
/** A text of nothing but "@" must not hold up the page of who has thousands of members to compare. */
const MOST_LOOKED_AT = 200;
const AT = /[@＠]/g;
const WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;

/** A name somebody may be called by; `user` may be `all`. */
export interface Called {
  user: UserId;
  name: string;
}

/** Who may be called, and by what. */
export type Callable = Pick<MemberView, "user" | "person" | "nickname">;

/** Somebody who is called in a text, from `start`, where the "@" stands, to `end`. */
export interface Call {
  user: UserId;
  start: number;
  end: number;
}

/** What is being typed behind an "@", up to the caret; undefined where that is no call, as in an address. */
export function callAt(text: string, caret: number): { start: number; query: string } | undefined {
  const [before, query] = /^([^]*)[@＠](\S*)$/u.exec(text.slice(0, caret))?.slice(1) ?? [];
  if (before === undefined || query === undefined || endsInWord(before)) return undefined;
  return { start: before.length, query };
}

/** The members a query finds; those whose name begins with it come first. */
export function membersFoundBy(query: string, { members }: Pick<ConversationView, "members">, me: UserId): MemberView[] {
  const found = members.filter((member) => member.user !== me && isFoundBy(query, `${member.nickname}\n${finders(member.person)}`));
  const begins = (member: MemberView) => namesOf(member).some((name) => name.toLowerCase().startsWith(query.toLowerCase()));
  return [...found.filter(begins), ...found.filter((member) => !begins(member))];
}

export function findsAll(query: string): boolean {
  return NAMES_OF_ALL.some((name) => name.startsWith(query.toLowerCase()));
}

/** What somebody is called in front of everyone: never by my own note. */
export function publicName(member: MemberView): string {
  return namesOf(member)[0] ?? "";
}

/** Whom a text calls, as it is sent: `picked` are those taken from the list, for names that several have. */
export function mentionsIn(text: string, members: readonly MemberView[], picked: readonly Called[], withAll: boolean): UserId[] {
  const names = [...picked, ...namesToCall(members.map(({ user }) => user), members)];
  const users = new Set(callsIn(text, withAll ? [...names, ...namesToCall([ALL], [])] : names).map(({ user }) => user));
  return users.has(ALL) ? [ALL] : [...users].slice(0, MOST_CALLED);
}

/** The names these may have been called by. */
export function namesToCall(users: readonly UserId[], members: readonly Callable[]): Called[] {
  return users.flatMap((user) => {
    const member = members.find((one) => one.user === user);
    const names = user === ALL ? NAMES_OF_ALL : member ? namesOf(member) : [];
    return names.map((name) => ({ user, name }));
  });
}

/** Where a text calls any of these names; of several that fit the longest, and of equal ones the first. */
export function callsIn(text: string, names: readonly Called[]): Call[] {
  const byLength = [...names].sort((one, other) => other.name.length - one.name.length);
  const calls: Call[] = [];
  for (const { index: start } of [...text.matchAll(AT)].slice(0, MOST_LOOKED_AT)) {
    const called = endsInWord(text.charAt(start - 1)) ? undefined : byLength.find(({ name }) => isAt(text, start + 1, name));
    if (called) calls.push({ user: called.user, start, end: start + 1 + called.name.length });
  }
  return calls;
}

function namesOf({ nickname, person }: Callable): string[] {
  return [nickname, person.nickname, person.username].filter(Boolean);
}

/** Names of letters end where a word ends; what is written without spaces may go on at once. */
function isAt(text: string, start: number, name: string): boolean {
  const end = start + name.length;
  if (text.slice(start, end).toLowerCase() !== name.toLowerCase()) return false;
  return !(WORD.test(name.at(-1) ?? "") && WORD.test(text.charAt(end)));
}

/** An "@" right behind a letter belongs to an address. */
function endsInWord(text: string): boolean {
  return WORD.test(text.slice(-1));
}
