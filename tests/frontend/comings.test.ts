/** Notices of who came and who went. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { comingsAt } from "../../static/app/comings.js";
import type { MessageView } from "../../static/app/views.js";

const MINUTE_MS = 60_000;

/** One message for each letter: j joined, l left, n another notice, t text; `minutes` after each other. */
function talk(kinds: string, minutes = 1): MessageView[] {
  const notice = { j: "joined", l: "left", n: "renamed" } as Record<string, string>;
  return [...kinds].map((kind, index) => {
    const at = new Date(Date.UTC(2026, 10, 20, 12) + index * minutes * MINUTE_MS).toISOString();
    return { id: `${index}`, at, author: "ann", kind: kind === "t" ? "text" : "notice", row: { notice: notice[kind] } } as unknown as MessageView;
  });
}

/** What stands for each message: itself, nothing, or so many. */
function drawn(messages: MessageView[], firstUnread?: string): string {
  return messages.map((_, index) => comingsAt(messages, index, firstUnread)?.length ?? "-").join("");
}

test("four and more in a row stand as one, at the first of them", () => {
  assert.equal(drawn(talk("tjljt")), "-----");
  assert.equal(drawn(talk("tjljlt")), "-4000-");
  assert.equal(drawn(talk("jjjjjjjjj")), "900000000");
});

test("words and other notices stand between rows", () => {
  assert.equal(drawn(talk("jjjtjjjj")), "----4000");
  assert.equal(drawn(talk("jjjjnjj")), "4000---");
});

test("a row ends where the log says what time it is", () => {
  assert.equal(drawn(talk("jjjjj", 61)), "-----");
});

test("the first unread one begins a row of its own", () => {
  assert.equal(drawn(talk("jjjjjjjj"), "4"), "40004000");
  assert.equal(drawn(talk("jjjjjj"), "4"), "4000--");
});
