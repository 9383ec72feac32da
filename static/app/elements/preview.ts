/** A message in one line: for the list, for announcements. */

import { html, type TemplateResult } from "lit";

import type { MessageView, Store } from "../store.js";
import { noticeText, noticeLine, wordRecalled } from "./notices.js";
import { bdi, phrase, sentence } from "./phrases.js";

/** The kind of a message that is more than text, as in `[Picture]`; "" for text. */
export function kindLabel(kind: string): string {
  switch (kind) {
    case "text":
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

/** What a message says, without its author. */
export function messageText(message: MessageView, store: Store): TemplateResult {
  if (message.recalled) {
    const { words, values } = wordRecalled(message, store);
    return phrase(words, values);
  } else if (message.kind === "notice") return noticeText(message, store);
  else return html`${kindLabel(message.kind)} ${bdi(message.body)}`;
}

/** The same as plain text. */
export function messageLine(message: MessageView, store: Store): string {
  if (message.recalled) {
    const { words, values } = wordRecalled(message, store);
    return sentence(words, values);
  } else if (message.kind === "notice") return noticeLine(message, store);
  else return `${kindLabel(message.kind)} ${message.body}`.trim();
}
