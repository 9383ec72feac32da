/** How far I have read, and the badge: reference 3.1, 7.8 and 7.9. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { ConversationRow, InfoRow, MessageRow } from "../../static/app/protocol.js";
import { readSeq, unreadCount, unreadMentions } from "../../static/app/reading.js";
import { Stream } from "../../static/app/stream.js";

/** A stream whose messages are t (Bob's text), n (a notice of Bob's) or m (mine), with `unknown` others before them. */
function stream(messages: string, unknown = 0): Stream {
  const made = new Stream("c1", "ann");
  const rows = [...messages].map((kind, index) => ({
    key: `message:${unknown + index + 1}`,
    version: index + 1,
    author: kind === "m" ? "ann" : "bob",
    sent_at: "",
    kind: kind === "n" ? "notice" : "text",
  })) as MessageRow[];
  made.reset({ version: 100, last_seq: unknown + rows.length, first_seq: unknown + 1, rows }, 0, []);
  return made;
}

function mine(more: Partial<ConversationRow> = {}): ConversationRow {
  return { key: "conversation:c1", version: 1, kind: "group", read_seq: 0, notify: "all", ...more };
}

function badge(held: Stream, row: ConversationRow | undefined): number {
  return unreadCount(held, row, readSeq(held, row, "ann"));
}

test("the badge is last_seq - read_seq", () => {
  assert.equal(badge(stream("ttttt"), mine({ read_seq: 2 })), 3);
  assert.equal(badge(stream("tt", 500), mine({ read_seq: 100 })), 402);
  assert.equal(badge(stream("ttttt"), mine({ read_seq: 5 })), 0);
  assert.equal(badge(stream("ttttt"), undefined), 5);
});

test("notices above read_seq do not count, those below do not either", () => {
  assert.equal(badge(stream("tnntn"), mine()), 2);
  assert.equal(badge(stream("tnntn"), mine({ read_seq: 3 })), 1);
  assert.equal(badge(stream("tn"), mine({ read_seq: 1 })), 0);
});

test("who has written has read up to there", () => {
  assert.equal(readSeq(stream("ttmt"), mine({ read_seq: 1 }), "ann"), 3);
  assert.equal(badge(stream("ttmt"), mine({ read_seq: 1 })), 1);
  assert.equal(readSeq(stream("mttt"), mine({ read_seq: 2 }), "ann"), 2);
});

test("the highest of row and head counts", () => {
  const held = stream("ttttt");
  held.raise([100, 5, 4]);

  assert.equal(readSeq(held, mine({ read_seq: 2 }), "ann"), 4);
  assert.equal(readSeq(held, mine({ read_seq: 5 }), "ann"), 5);
});

test("a head that is ahead of the rows raises the badge at once", () => {
  const held = stream("tt");
  held.raise([120, 7, 0]);

  assert.equal(badge(held, mine({ read_seq: 2 })), 5);
});

test("what I have cleared away is not unread", () => {
  assert.equal(badge(stream("ttttt"), mine({ cleared: 4 })), 1);
});

test("the badge is never below zero", () => {
  assert.equal(badge(stream("nnn"), mine({ read_seq: 3 })), 0);
  assert.equal(badge(stream("t"), mine({ read_seq: 9 })), 0);
});

test("mentions count while they are unread, @all among them", () => {
  const info = { all_seq: 8 } as InfoRow;

  assert.deepEqual(unreadMentions(undefined, mine({ mentions: [3, 9] }), 3), [9]);
  assert.deepEqual(unreadMentions(info, mine({ mentions: [9] }), 3), [8, 9]);
  assert.deepEqual(unreadMentions(info, mine(), 8), []);
});
