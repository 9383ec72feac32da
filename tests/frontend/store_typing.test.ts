/** Typing and drafts, through the store. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser } from "./model/browser.js";
import { World, bodies, shownDraft } from "./model/world.js";

test("typing is told every three seconds at most", async () => {
  const world = new World();
  const tab = await world.open();

  for (let key = 0; key < 40; key += 1) {
    tab.store.typing("direct");
    await world.clock.pass(100);
  }

  assert.equal(world.commands("typing").length, 2);
});

test("others type until their time is over or their message has come", async () => {
  const world = new World();
  const tab = await world.open();
  const typing = () => tab.store.conversations.find(({ id }) => id === "direct")!.typing;

  world.server.signal("ann", { stream: "direct", event: "typing", user: "bob", ttl: 6 });
  await world.clock.pass(5_900);
  assert.deepEqual(typing(), ["bob"]);
  await world.clock.pass(200);
  assert.deepEqual(typing(), []);
  world.server.signal("ann", { stream: "direct", event: "typing", user: "bob", ttl: 6 });
  await world.clock.pass(100);
  world.bobWrites(1);
  await world.clock.pass(500);

  assert.deepEqual(typing(), []);
});

test("a draft is stored a second after the last key, and shown on the other device", async () => {
  const world = new World();
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));

  for (const text of ["h", "he", "hel"]) {
    one.store.drafts.set("direct", text);
    assert.equal(shownDraft(one), text);
    await world.clock.pass(500);
  }
  await world.clock.pass(2_000);

  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["hel"]);
  assert.equal(shownDraft(other), "hel");
});

test("a composer with text does not listen to drafts from elsewhere while it has the focus", async () => {
  const world = new World();
  const tab = await world.open();
  const draft = () => tab.store.conversations.find(({ id }) => id === "direct")!.draft;
  tab.store.drafts.focus("direct", true);
  tab.store.drafts.set("direct", "mine");
  await world.clock.pass(2_000);

  world.server.setMine("ann", "direct", { draft: "elsewhere" });
  await world.clock.pass(1_000);
  assert.equal(draft(), "mine");
  tab.store.drafts.focus("direct", false);
  world.server.setMine("ann", "direct", { draft: "later" });
  await world.clock.pass(1_000);

  assert.equal(draft(), "later");
});

test("sending empties the draft everywhere, and not more often than needed", async () => {
  const world = new World();
  const tab = await world.open();
  tab.store.drafts.set("direct", "hello");
  await world.clock.pass(2_000);

  void tab.store.sendText("direct", "hello");
  await world.clock.pass(3_000);
  void tab.store.sendText("direct", "again");
  await world.clock.pass(3_000);

  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["hello", ""]);
});

test("a window that closes right after sending leaves no draft on my other devices", async () => {
  const world = new World();
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));
  one.store.drafts.set("direct", "fi");
  await world.clock.pass(1_500);
  one.store.drafts.set("direct", "first line");
  assert.equal(shownDraft(other), "fi");

  void one.store.sendText("direct", "first line");
  await world.clock.pass(30);
  one.events.hidden();
  one.kill();
  await world.clock.pass(3_000);

  assert.equal(shownDraft(other), "");
  assert.deepEqual(bodies(other), ["first line"]);
});

test("what was typed in the last second is on my other devices though the window has closed", async () => {
  const world = new World();
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));

  one.store.drafts.set("direct", "half a thou");
  await world.clock.pass(100);
  one.events.hidden();
  one.events.hidden();
  one.kill();
  await world.clock.pass(3_000);

  assert.equal(shownDraft(other), "half a thou");
  assert.deepEqual(world.commands("conversation.settings").length, 1);
});

test("what is typed while a message is being stored is a draft of its own", async () => {
  const world = new World();
  const tab = await world.open();
  tab.store.drafts.set("direct", "first");
  await world.clock.pass(2_000);

  void tab.store.sendText("direct", "first");
  tab.store.drafts.set("direct", "sec");
  await world.clock.pass(3_000);

  assert.equal(shownDraft(tab), "sec");
  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["first", "sec"]);
});

test("a draft written without a line survives a reload", async () => {
  const world = new World();
  const tab = await world.open();
  tab.events.networkLost();
  tab.store.drafts.set("direct", "half a");
  await world.clock.pass(3_000);
  tab.kill();

  await world.open();

  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["half a"]);
});
