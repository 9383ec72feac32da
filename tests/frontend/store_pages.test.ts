/** Pages and stretches of a conversation, through the store. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { World, bodies, messages } from "./model/world.js";

test("older pages come before what is shown, until there are no more", async () => {
  const world = new World();
  world.bobWrites(20);
  const tab = await world.open();
  await world.openChat(tab);
  assert.equal(messages(tab).length, 8);

  void tab.store.pages.loadOlder("direct");
  void tab.store.pages.loadOlder("direct");
  assert.equal(tab.store.conversation("direct")!.loading, "older");
  await world.clock.pass(1_000);
  assert.equal(messages(tab).length, 13);
  for (let page = 0; page < 5; page += 1) {
    void tab.store.pages.loadOlder("direct");
    await world.clock.pass(1_000);
  }

  assert.deepEqual(bodies(tab), Array.from({ length: 20 }, (_, index) => `bob ${index + 1}`));
  assert.equal(tab.store.conversation("direct")!.hasOlder, false);
  assert.equal(world.network.paths.filter((path) => path.includes("before=")).length, 3);
});

test("a stretch in the middle is shown without what lies between, and grows until it meets the newest", async () => {
  const world = new World();
  world.bobWrites(40);
  const tab = await world.open();
  await world.openChat(tab);

  void tab.store.pages.loadAround("direct", 10);
  await world.clock.pass(1_000);
  assert.deepEqual(bodies(tab), ["bob 7", "bob 8", "bob 9", "bob 10", "bob 11"]);
  assert.equal(tab.store.conversation("direct")!.hasNewer, true);
  world.bobWrites(1);
  await world.clock.pass(1_000);
  assert.equal(messages(tab).length, 5);
  for (let page = 0; page < 6; page += 1) {
    void tab.store.pages.loadNewer("direct");
    await world.clock.pass(1_000);
  }

  assert.equal(tab.store.conversation("direct")!.hasNewer, false);
  assert.equal(messages(tab).length, 35);
  assert.equal(messages(tab)[0]!.seq, 7);
});

test("sending comes back to the newest", async () => {
  const world = new World();
  world.bobWrites(40);
  const tab = await world.open();
  await world.openChat(tab);
  void tab.store.pages.loadAround("direct", 10);
  await world.clock.pass(1_000);

  void tab.store.sendText("direct", "here");
  await world.clock.pass(2_000);

  assert.equal(bodies(tab).at(-1), "here");
});

test("a link to a message opens the conversation there", async () => {
  const world = new World();
  world.bobWrites(40);
  const tab = await world.open();

  void tab.store.openConversation("direct", 10);
  await world.clock.pass(2_000);

  assert.ok(bodies(tab).includes("bob 10"));
  assert.equal(tab.store.conversation("direct")!.hasNewer, true);
});

test("what is not mine cannot be opened", async () => {
  const world = new World();
  const tab = await world.open();

  const opening = assert.rejects(tab.store.openConversation("secret"), { code: "not_found", final: true });
  await world.clock.pass(1_000);

  await opening;
});

test("what I have cleared away is not shown", async () => {
  const world = new World();
  world.bobWrites(5);
  const tab = await world.open();
  await world.openChat(tab);

  world.server.setMine("ann", "direct", { cleared: 3 });
  await world.clock.pass(100);

  assert.deepEqual(bodies(tab), ["bob 4", "bob 5"]);
  assert.equal(tab.store.conversation("direct")!.hasOlder, false);
});
