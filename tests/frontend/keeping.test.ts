/** What I keep for myself, through the store; and the moments that are offered. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldValue, isChoosable, momentsAfter } from "../../static/app/moments.js";
import { World } from "./model/world.js";

function at(minute: number): string {
  return new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString();
}

test("favourites stand newest first, reminders and what is sent later by their time", async () => {
  const world = new World();
  world.bobWrites(3, "group");
  const { store } = await world.open();
  const rows = [
    { key: "favourite:group:1", at: at(1) },
    { key: "favourite:group:3", at: at(2) },
    { key: "reminder:group:2", at: at(9) },
    { key: "reminder:group:1", at: at(3), due: true },
    { key: "scheduled:x2", stream: "group", at: at(8), kind: "text", body: "second" },
    { key: "scheduled:x1", stream: "group", at: at(7), kind: "text", body: "first", error: "not_member" },
  ];
  for (const row of rows) world.server.setMyRow("ann", row as never);
  await world.clock.pass(1_000);

  const { keeping } = store.messages;
  assert.deepEqual(keeping.favourites.map(({ seq }) => seq), [3, 1]);
  assert.deepEqual(keeping.reminders.map(({ seq, due }) => [seq, due]), [[1, true], [2, false]]);
  assert.deepEqual(keeping.due.map(({ seq }) => seq), [1]);
  assert.deepEqual(keeping.scheduled.map(({ body, error }) => [body, error]), [["first", "not_member"], ["second", undefined]]);
  assert.ok(keeping.isFavourite("group", 3) && !keeping.isFavourite("group", 2));
});

test("what is kept and not held is fetched, and nothing else of its conversation", async () => {
  const world = new World();
  world.bobWrites(200, "group");
  const { store } = await world.open();
  const kept = { stream: "group", seq: 2, at: at(0) };
  assert.equal(store.messages.keeping.message(kept), undefined);

  void store.messages.keeping.load([kept]);
  await world.clock.pass(1_000);

  assert.equal(store.messages.keeping.message(kept)?.body, "bob 2");
  assert.equal(store.messages.keeping.message({ ...kept, seq: 3 }), undefined);
});

test("tonight is offered until shortly before, and every moment offered can be chosen", () => {
  const names = (now: Date) => momentsAfter(now).map(([name]) => name);
  const afternoon = new Date(2026, 10, 21, 15, 0);
  const evening = new Date(2026, 10, 21, 19, 30);

  assert.ok(names(afternoon).includes("tonight"));
  assert.ok(!names(evening).includes("tonight"));
  assert.equal(momentsAfter(evening).at(-1)![1].getDate(), 22);
  assert.ok(momentsAfter(evening).every(([, moment]) => isChoosable(moment, evening)));
  assert.ok(!isChoosable(evening, evening) && !isChoosable(new Date(2028, 0, 1), evening));
  assert.equal(fieldValue(new Date(2026, 0, 2, 3, 4)), "2026-01-02T03:04");
});
