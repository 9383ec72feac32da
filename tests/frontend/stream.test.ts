/** R1, R2 and R3 of docs/protocol.md 1, for one stream. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { MessageRow, Row, UpdateFrame } from "../../static/app/protocol.js";
import { Stream, type Change } from "../../static/app/stream.js";

function message(seq: number, version: number, more: Partial<MessageRow> = {}): MessageRow {
  const sent_at = "2026-11-20T12:00:00.000Z";
  return { key: `message:${seq}`, version, author: "bob", sent_at, kind: "text", body: `${seq}`, ...more };
}

function update(prev: number, version: number, ...rows: Row[]): UpdateFrame {
  return { type: "update", stream: "c1", prev, version, rows };
}

/** Ann's stream at version 10 with the messages 1 to 3. */
function held(): Stream {
  const stream = new Stream("c1", "ann");
  const rows = [message(1, 8), message(2, 9), message(3, 10)];
  stream.reset({ version: 10, last_seq: 3, read_seq: 1, first_seq: 1, rows }, 0, []);
  return stream;
}

function bodies(stream: Stream): (string | undefined)[] {
  return stream.messages(0, Infinity).map(({ body }) => body);
}

test("an update that follows is applied", () => {
  const stream = held();
  const applied: Change[] = [];

  assert.equal(stream.update(update(10, 11, message(4, 11)), applied), "applied");

  assert.equal(stream.version, 11);
  assert.equal(stream.lastSeq, 4);
  assert.deepEqual(bodies(stream), ["1", "2", "3", "4"]);
  assert.deepEqual(applied.map(({ row, before }) => [row.key, before]), [["message:4", undefined]]);
});

test("an update that comes twice, or late, changes nothing", () => {
  const stream = held();
  const applied: Change[] = [];

  stream.update(update(10, 11, message(4, 11)), []);

  assert.equal(stream.update(update(10, 11, message(4, 11, { body: "other" })), applied), "dropped");
  assert.equal(stream.update(update(7, 8, message(1, 8)), applied), "dropped");
  assert.deepEqual(applied, []);
  assert.deepEqual(bodies(stream), ["1", "2", "3", "4"]);
});

test("an update that overlaps what is held is applied", () => {
  const stream = held();

  stream.update(update(8, 12, message(2, 9, { body: "old" }), message(4, 12)), []);

  assert.equal(stream.version, 12);
  assert.deepEqual(bodies(stream), ["1", "2", "3", "4"]);
});

test("updates beyond a gap are held and applied in order when it is closed", () => {
  const stream = held();

  assert.equal(stream.update(update(12, 13, message(6, 13)), []), "held");
  assert.equal(stream.update(update(11, 12, message(5, 12)), []), "held");
  assert.equal(stream.version, 10);
  assert.equal(stream.hasGap, true);
  assert.equal(stream.lastSeq, 3);
  const applied: Change[] = [];
  stream.update(update(10, 11, message(4, 11)), applied);

  assert.equal(stream.version, 13);
  assert.equal(stream.hasGap, false);
  assert.equal(applied.length, 3);
  assert.deepEqual(bodies(stream), ["1", "2", "3", "4", "5", "6"]);
});

test("a row wins only with a higher version", () => {
  const stream = held();

  stream.upsert([message(2, 12, { body: "edited" }), message(3, 10, { body: "same version" })], []);
  stream.upsert([message(2, 11, { body: "older edit" })], []);

  assert.deepEqual(bodies(stream), ["1", "edited", "3"]);
  assert.equal(stream.version, 10);
});

test("what is gone does not come back with an older copy", () => {
  const stream = held();

  stream.update(update(10, 12, { key: "member:eve", version: 12, gone: true }), []);
  stream.upsert([{ key: "member:eve", version: 11 }], []);

  assert.equal(stream.row("member:eve"), undefined);
  assert.deepEqual([...stream.rows("member:")], []);
});

test("messages are in the order of seq, however they come", () => {
  const stream = held();

  stream.update(update(10, 13, message(6, 13), message(4, 11), message(5, 12)), []);

  assert.deepEqual(bodies(stream), ["1", "2", "3", "4", "5", "6"]);
  assert.deepEqual(stream.messages(2, 4).map(({ body }) => body), ["2", "3", "4"]);
  assert.deepEqual([...stream.newestFirst()].map(([seq]) => seq), [6, 5, 4, 3, 2, 1]);
});

test("an own message is known by its client_id, others' are not", () => {
  const stream = held();

  stream.update(update(10, 12, message(4, 11, { author: "ann", client_id: "mine" }), message(5, 12, { client_id: "theirs" })), []);

  assert.equal(stream.hasMine("mine"), true);
  assert.equal(stream.hasMine("theirs"), false);
});

test("a reset replaces everything", () => {
  const stream = held();
  stream.addRun(1, 3);

  assert.equal(stream.reset({ version: 50, last_seq: 40, read_seq: 9, first_seq: 40, rows: [message(40, 49)] }, 10, []), true);

  assert.deepEqual(bodies(stream), ["40"]);
  assert.deepEqual(stream.run(), { from: 40, to: Infinity });
  assert.equal(stream.run(2), undefined);
  assert.equal(stream.lastSeq, 40);
  assert.equal(stream.readSeq, 9);
});

test("a reset that comes too late is left aside", () => {
  const stream = held();

  assert.equal(stream.reset({ version: 9, rows: [] }, 4, []), false);
  assert.equal(stream.reset({ version: 10, rows: [] }, 4, []), false);

  assert.deepEqual(bodies(stream), ["1", "2", "3"]);
});

test("a reset to an older version counts while we are where we asked from", () => {
  const stream = held();

  assert.equal(stream.reset({ version: 4, last_seq: 1, first_seq: 1, rows: [message(1, 4)] }, 10, []), true);

  assert.equal(stream.version, 4);
  assert.equal(stream.isBehind, false);
});

test("held updates go on from a reset", () => {
  const stream = held();
  stream.update(update(20, 21, message(12, 21)), []);

  stream.reset({ version: 20, last_seq: 11, first_seq: 11, rows: [message(11, 20)] }, 10, []);

  assert.equal(stream.version, 21);
  assert.deepEqual(bodies(stream), ["11", "12"]);
});

test("heads only raise, each number for itself", () => {
  const stream = held();

  stream.raise([12, 2, 3]);
  stream.raise([11, 5, 2]);

  assert.equal(stream.knownVersion, 12);
  assert.equal(stream.lastSeq, 5);
  assert.equal(stream.readSeq, 3);
  assert.equal(stream.isBehind, true);
  assert.equal(stream.version, 10);
});

test("a conversation born while we watch is whole from its first message", () => {
  const stream = new Stream("c1", "ann");

  stream.update(update(0, 1, { key: "info", version: 1 }), []);
  stream.update(update(1, 2, message(1, 2)), []);

  assert.deepEqual(stream.run(), { from: 1, to: Infinity });
  assert.deepEqual(bodies(stream), ["1"]);
});

test("what is kept for the next visit is as whole as a reset", () => {
  const stream = new Stream("c1", "ann");
  const rows = Array.from({ length: 120 }, (_, index) => message(index + 1, index + 1));
  stream.reset({ version: 120, last_seq: 120, read_seq: 7, first_seq: 1, rows: [...rows, { key: "info", version: 1 }] }, 0, []);
  stream.raise([125, 123, 8]);

  const kept = Stream.from(structuredClone(stream.snapshot()), "ann");

  assert.equal(kept.version, 120);
  assert.equal(kept.knownVersion, 125);
  assert.equal(kept.lastSeq, 123);
  assert.equal(kept.readSeq, 8);
  assert.deepEqual(kept.run(), { from: 71, to: Infinity });
  assert.deepEqual(bodies(kept), bodies(stream).slice(70));
  assert.ok(kept.row("info"));
});

test("runs that touch become one", () => {
  const stream = held();
  stream.reset({ version: 20, last_seq: 100, first_seq: 91, rows: [] }, 10, []);

  stream.addRun(10, 20);
  stream.addRun(41, 60);
  assert.deepEqual(stream.run(15), { from: 10, to: 20 });
  stream.addRun(21, 40);
  assert.deepEqual(stream.run(15), { from: 10, to: 60 });
  stream.addRun(61, 90);

  assert.deepEqual(stream.run(15), { from: 10, to: Infinity });
  assert.equal(stream.run(9), undefined);
});
