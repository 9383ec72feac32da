/** Saying that the time of a reminder has come: on the page, and beside it where that is allowed. */

import "../words.js";
import type { Reminder } from "../keeping.js";
import type { Store } from "../store.js";
import { go, toast } from "./events.js";
import { sentence } from "./phrases.js";
import { messageLine } from "./preview.js";
import { conversationPath } from "./router.js";

/** What came due longer ago only stands in the list. */
const NEWS_MS = 5 * 60_000;

const told = new Set<string>();

export function tellDue(source: HTMLElement, store: Store): void {
  for (const reminder of store.messages.keeping.due) {
    const name = `${reminder.stream}:${reminder.seq}:${reminder.at}`;
    if (told.has(name) || Date.now() - Date.parse(reminder.at) > NEWS_MS) continue;
    told.add(name);
    void tell(source, store, reminder, name);
  }
}

async function tell(source: HTMLElement, store: Store, reminder: Reminder, name: string): Promise<void> {
  const { keeping } = store.messages;
  // Without a line it is said without the words.
  await keeping.load([reminder]).catch(() => undefined);
  const message = keeping.message(reminder);
  const text = message ? [...messageLine(message, store)].slice(0, 100).join("") : "";
  toast(source, sentence(gettext("Reminder: %(text)s"), { text }));
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  const notification = new Notification(gettext("Reminder"), { body: text, tag: name });
  notification.onclick = () => {
    window.focus();
    go(source, conversationPath(reminder.stream, reminder.seq));
  };
}
