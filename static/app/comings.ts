/** Notices of who came and who went: many in a row stand as one line. */

import { PAUSE_MS, startsDay } from "./time.js";
import type { MessageView } from "./views.js";

const NOTICES = new Set(["joined", "left", "removed"]);
/** Fewer are read as they are. */
const MANY = 4;

/**
 * All of the row that begins at `index`; none where the message is within one; undefined where it is in none that is
 * long enough. A row never goes on over `firstUnread`, which has to be seen.
 */
export function comingsAt(
  messages: readonly MessageView[],
  index: number,
  firstUnread: string | undefined,
): readonly MessageView[] | undefined {
  const goesOn = (at: number) => messages[at]?.id !== firstUnread && isNext(messages[at - 1], messages[at]);
  let from = index;
  while (index - from < MANY && goesOn(from)) from -= 1;
  let to = index + 1;
  while ((from === index || to - from < MANY) && goesOn(to)) to += 1;
  if (to - from < MANY) return undefined;
  return from === index ? messages.slice(from, to) : [];
}

function isNext(before: MessageView | undefined, message: MessageView | undefined): boolean {
  return (
    isComing(before) &&
    isComing(message) &&
    !startsDay(before, message) &&
    Date.parse(message.at) - Date.parse(before.at) < PAUSE_MS
  );
}

function isComing(message: MessageView | undefined): message is MessageView {
  return message?.kind === "notice" && NOTICES.has(message.row?.notice ?? "");
}
