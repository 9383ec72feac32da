/** Sentences with names in them, as nodes: a name keeps its own direction of writing and is never HTML. */

import { html, type TemplateResult } from "lit";

import type { Person } from "../store.js";

const PLACE = /%\((\w+)\)s/;
/** What lists of names are joined with; the languages differ. */
const MAX_NAMES = 5;

/** A string somebody typed, kept apart from the sentence around it. */
export function bdi(text: string): TemplateResult {
  return html`<bdi>${text}</bdi>`;
}

/** A translated sentence with `%(name)s` places, each filled with a `<bdi>`. */
export function phrase(sentence: string, values: Record<string, string>): TemplateResult {
  const parts = sentence.split(PLACE);
  return html`${parts.map((part, index) => (index % 2 ? bdi(values[part] ?? "") : part))}`;
}

/** The same as plain text, for labels, titles and announcements. */
export function sentence(words: string, values: Record<string, unknown>): string {
  return interpolate(words, values, true);
}

/** What to call a person, also one who is unknown or gone. */
export function nameOf(person: Person): string {
  if (person.deleted) return gettext("Deleted account");
  else return person.name || (person.username ? `@${person.username}` : "…");
}

/** "Ann, Bob and 3 others". */
export function namesOf(people: readonly Person[]): string {
  const shown = people.slice(0, MAX_NAMES).map(nameOf).join(gettext(", "));
  const rest = people.length - MAX_NAMES;
  if (rest <= 0) return shown;
  else {
    const words = ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", rest);
    return sentence(words, { names: shown, count: rest });
  }
}

/** Does a text have something to see in it? */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cf}\p{Cc}]/u.test(text);
}

/** Length as the server counts: Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
