/** Folders are what conversations are in: one that nothing is in is not there. */

import type { Store } from "../store.js";

export function foldersOf({ conversations, page }: Store): string[] {
  const names = new Set(conversations.map(({ folder }) => folder).filter(Boolean));
  return [...names].sort(new Intl.Collator(page.locale).compare);
}
