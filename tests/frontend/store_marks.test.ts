/** What is read and unread, through the store. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser } from "./model/browser.js";
import { World } from "./model/world.js";

test("the first-unread line is drawn when the conversation is opened, and stays", async () => {
  const world = new World();
  world.bobWrites(5);
  world.server.setMine("ann", "direct", { read_seq: 2 });
  const tab = await world.open();

  await world.openChat(tab);
  const line = () => tab.store.conversation("direct")!.firstUnread;
  assert.equal(line(), "#3");
  tab.store.markRead("direct");
  world.bobWrites(3);
  await world.clock.pass(2_000);

  assert.equal(line(), "#3");
  assert.equal(tab.store.conversation("direct")!.unread, 3);
  tab.store.closeConversation("direct");
  await world.openChat(tab);
  assert.equal(line(), "#6");
});

test("there is no line where all is read, or only notices are new", async () => {
  const world = new World();
  world.bobWrites(1);
  world.server.setMine("ann", "direct", { read_seq: 1 });
  world.server.post("bob", "direct", { kind: "notice", notice: "friends" });
  const tab = await world.open();

  await world.openChat(tab);

  assert.equal(tab.store.conversation("direct")!.firstUnreadSeq, undefined);
});

test("nothing is read before the line is drawn", async () => {
  const world = new World();
  world.bobWrites(3);
  const tab = world.browser.open();
  void tab.store.openConversation("direct");
  const reading = tab.store.subscribe("conversation:direct", () => tab.store.markRead("direct"));
  await world.clock.pass(3_000);

  assert.equal(tab.store.conversation("direct")!.firstUnread, "#1");
  assert.equal(tab.store.conversation("direct")!.unread, 0);
  reading();
});

test("marks are shown at once and told at most once a second", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);

  for (let index = 0; index < 20; index += 1) {
    world.bobWrites(1);
    await world.clock.pass(100);
    tab.store.markRead("direct");
    assert.equal(tab.store.conversation("direct")!.unread, 0);
  }
  await world.clock.pass(2_000);

  const told = world.commands("conversation.read").filter(({ delivered }) => !delivered);
  assert.ok(told.length <= 4, String(told.length));
  assert.equal(told.at(-1)!.seq, 20);
});

test("what was read without a line is told when there is one, even after a reload", async () => {
  const world = new World();
  world.bobWrites(4);
  const tab = await world.open();
  await world.openChat(tab);
  world.network.isDown = true;
  world.network.cutAll();
  await world.clock.pass(100);
  tab.store.markRead("direct");
  await world.clock.pass(2_000);
  tab.kill();

  world.network.isDown = false;
  await world.open();

  assert.equal(world.commands("conversation.read").at(-1)!.seq, 4);
});

test("windows of one person agree on what is unread", async () => {
  const world = new World();
  world.bobWrites(4);
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));
  await world.openChat(one);

  one.store.markRead("direct", 3);
  await world.clock.pass(2_000);

  assert.equal(one.store.conversation("direct")!.unread, 1);
  assert.equal(other.store.conversation("direct")!.unread, 1);
});
