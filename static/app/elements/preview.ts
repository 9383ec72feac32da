/** A message in one line: for the list, for announcements. */

import { html, type TemplateResult } from "lit";

import type { MessageView, Store } from "../store.js";
import { plainText } from "../text.js";
import { wordNotice, wordRecalled, type Who, type Wording } from "./notices.js";
import { bdi, nameOf, phrase, sentence } from "./phrases.js";

/** The kind of a message that is more than text, as in `[Picture]`; "" for text. */
export function kindLabel(kind: string): string {
  switch (kind) {
    case "text":
    case "push":
      return "";
    case "album":
      return gettext("[Picture]");
    case "file":
      return gettext("[File]");
    case "voice":
      return gettext("[Voice]");
    case "sticker":
      return gettext("[Sticker]");
    case "card":
      return gettext("[Contact card]");
    case "poll":
      return gettext("[Poll]");
    case "chain":
      return gettext("[Chain]");
    case "dice":
      return gettext("[Dice]");
    case "forward":
      return gettext("[Chat record]");
    default:
      return gettext("[Message]");
  }
}

/** More than a line has room for. */
const MOST_LETTERS = 300;

/** What fits in one line of a text, without its marks. */
export function beginning(body: string): string {
  return plainText(body.slice(0, MOST_LETTERS));
}

/** What a message says, without its author. */
export function messageText(message: MessageView, store: Store, who?: Who): TemplateResult {
  const worded = wordLine(message, store, who);
  if (worded) return phrase(worded.words, worded.values);
  else return html`${kindLabel(message.kind)} ${bdi(beginning(bodyOf(message, store)))}`;
}

/** The same as plain text. */
export function messageLine(message: MessageView, store: Store, who?: Who): string {
  const worded = wordLine(message, store, who);
  return worded ? sentence(worded.words, worded.values) : `${kindLabel(message.kind)} ${plainText(bodyOf(message, store))}`.trim();
}

/** A card says whose it is. */
function bodyOf({ body, row }: MessageView, store: Store): string {
  if (row?.title) return `${row.title}: ${body}`;
  return row?.card ? nameOf(store.person(row.card)) : body;
}

/** What stands for a message that has no words of its own, or has them no more. */
export function wordLine(message: MessageView, store: Store, who?: Who): Wording | undefined {
  if (message.recalled) return wordRecalled(message, store, who);
  else return message.kind === "notice" ? wordNotice(message, store, who) : undefined;
}
