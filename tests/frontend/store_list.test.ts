/** The list of conversations, through the store. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { World } from "./model/world.js";

test("the list is there after the first load, with previews and badges", async () => {
  const world = new World();
  world.bobWrites(3, "group");
  world.bobWrites(2);
  world.server.post("bob", "direct", { kind: "notice", notice: "friends" });

  const { store } = await world.open();

  assert.equal(store.connection, "online");
  assert.deepEqual(
    store.conversations.map(({ id, title, unread, last }) => [id, title, unread, last?.kind]),
    // Only the last message of each is held: of the notices, only that one can be taken off.
    [["direct", "bob", 2, "notice"], ["group", "group", 3, "text"]],
  );
  assert.equal(store.unread, 5);
});

test("what a stranger wrote counts as one, however much it is", async () => {
  const world = new World();
  world.server.setRow("direct", { key: "info", kind: "direct", created_at: "2026-11-20T12:00:00.000Z", asking: "bob" } as never);
  world.bobWrites(3);
  world.bobWrites(2, "group");

  const { store } = await world.open();

  assert.equal(store.unread, 3);
});

test("pinned comes first, then what was active last", async () => {
  const world = new World();
  world.bobWrites(1, "group");
  world.bobWrites(1, "direct");
  const { store } = await world.open();

  world.server.setMine("ann", "group", { pinned: true });
  await world.clock.pass(100);

  assert.deepEqual(store.conversations.map(({ id }) => id), ["group", "direct"]);
});

test("what does not change stays the same object, and listeners are told once", async () => {
  const world = new World();
  const { store } = await world.open();
  const { conversations } = store;
  let told = 0;
  const stop = store.subscribe(["list", "conversation:direct", "me"], () => (told += 1));
  await world.clock.pass(60_000);
  assert.equal(store.conversations, conversations);
  assert.equal(told, 0);

  world.bobWrites(1);
  await world.clock.pass(1);
  assert.notEqual(store.conversations, conversations);
  assert.ok(told > 0 && told <= 2, String(told));
  stop();
  told = 0;
  world.bobWrites(1);
  await world.clock.pass(1_000);

  assert.equal(told, 0);
});
