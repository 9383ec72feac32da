/** Names by their letters: lists of people from A to Z, and finding somebody by some letters. */

import { knownLocale } from "./time.js";
import type { Contact, Person } from "./views.js";

export const STARRED = "★";
export const OTHER = "#";

/** What a name is ordered by: Chinese names by their syllables. */
export function spelling({ pinyin, name }: Person): string {
  return pinyin || name;
}

/** Starred ones first, also under their letter; then A to Z, then what no letter begins. Keeps the order otherwise. */
export function byLetter(contacts: readonly Contact[]): [string, Contact[]][] {
  const groups = new Map<string, Contact[]>();
  for (const contact of contacts) {
    const letter = letterOf(contact.person);
    for (const group of contact.star ? [STARRED, letter] : [letter]) {
      groups.set(group, [...(groups.get(group) ?? []), contact]);
    }
  }
  return [...groups].sort(([one], [other]) => (rank(one) < rank(other) ? -1 : 1));
}

/** Everything a person may be looked for by, one to a line. */
export function finders({ name, nickname, username, pinyin, nicknamePinyin }: Person): string {
  const spelled = [pinyin, nicknamePinyin].flatMap((syllables) => [syllables, syllables.replaceAll(" ", ""), initials(syllables)]);
  return [name, nickname, username, ...spelled].join("\n");
}

/** Does a query find any of these words? Without case, accents and spaces at the ends, so that "lin" finds "Lín". */
export function isFoundBy(query: string, words: string): boolean {
  return plain(words).includes(plain(query));
}

/** The tags I use, in the order of the language. */
export function tagsOf(contacts: readonly Contact[], locale: string): string[] {
  return [...new Set(contacts.flatMap(({ tags }) => tags))].sort(new Intl.Collator(knownLocale(locale)).compare);
}

function letterOf(person: Person): string {
  const [first = ""] = spelling(person).normalize("NFKD").toUpperCase();
  return /[A-Z]/.test(first) ? first : OTHER;
}

function rank(letter: string): string {
  if (letter === STARRED) return "0";
  else return letter === OTHER ? "2" : `1${letter}`;
}

/** The first letter of each syllable. */
export function initials(syllables: string): string {
  return syllables.replace(/(\S)\S*\s*/g, "$1");
}

/** As it is compared: without case, accents and spaces at the ends. */
export function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLocaleLowerCase()
    .trim();
}
