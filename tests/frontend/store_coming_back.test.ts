/** A second visit, another epoch, the end of a session, through the store. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser } from "./model/browser.js";
import { World, bodies, stored } from "./model/world.js";

test("a second visit shows the last one at once, and asks only for what is new", async () => {
  const world = new World();
  world.bobWrites(3);
  const before = await world.open();
  await world.openChat(before);
  await world.clock.pass(2_000);
  before.kill();
  world.bobWrites(1);
  world.network.paths.length = 0;
  world.network.isDown = true;

  const tab = world.browser.open();
  await world.clock.pass(20);
  assert.equal(tab.store.loaded, true);
  assert.deepEqual(tab.store.conversations.map(({ title }) => title).sort(), ["bob", "group"]);
  assert.deepEqual(bodies(tab), ["bob 1", "bob 2", "bob 3"]);
  world.network.isDown = false;
  await world.clock.pass(5_000);

  assert.deepEqual(bodies(tab), ["bob 1", "bob 2", "bob 3", "bob 1"]);
  assert.equal(world.network.paths.some((path) => path.includes("bootstrap")), false);
});

test("another epoch throws everything away but what was not sent", async () => {
  const world = new World();
  world.bobWrites(3);
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  void tab.store.sendText("direct", "still mine");
  await world.clock.pass(1_000);
  world.server.restoreBackup();
  world.server.conversations.get("direct")!.rows.delete("message:2");

  tab.events.networkFound();
  await world.clock.pass(5_000);

  assert.deepEqual(bodies(tab), ["bob 1", "bob 3", "still mine"]);
  assert.equal(world.browser.cache.kept?.epoch, world.server.epoch);
  assert.ok([...world.browser.cache.streams.values()].every(({ epoch }) => epoch === world.server.epoch));
});

test("a cache of another epoch is not kept after the next ready", async () => {
  const world = new World();
  world.bobWrites(3);
  const before = await world.open();
  await world.openChat(before);
  await world.clock.pass(2_000);
  before.kill();
  world.server.restoreBackup();
  world.server.conversations.get("direct")!.rows.delete("message:2");

  const tab = await world.open();
  await world.openChat(tab);

  assert.deepEqual(bodies(tab), ["bob 1", "bob 3"]);
});

test("when the session is over, what was kept goes, but not what was not sent", async () => {
  const world = new World();
  const tab = await world.open();
  tab.events.networkLost();
  void tab.store.sendText("direct", "later");
  await world.clock.pass(2_000);
  world.network.refusal = 4401;
  tab.events.networkFound();
  await world.clock.pass(5_000);

  assert.equal(tab.store.connection, "signed-out");
  assert.equal(world.browser.cache.kept, undefined);
  assert.equal(world.browser.cache.streams.size, 0);
  assert.deepEqual(await stored(world), ["later"]);
});

test("signing out leaves nothing", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  void tab.store.sendText("direct", "never");
  await world.clock.pass(2_000);

  void tab.store.signOut();
  await world.clock.pass(5_000);

  assert.equal(world.browser.cache.kept, undefined);
  assert.deepEqual(await stored(world), []);
  assert.equal(tab.store.connection, "signed-out");
});

test("a page of somebody who is not signed in any more must be loaded again", async () => {
  const world = new World();
  const browser = new Browser(world.network, "ann");
  const tab = await world.open(browser);
  world.network.actAs = "bob";

  world.network.cutAll();
  await world.clock.pass(3_000);

  assert.equal(tab.store.connection, "reload");
  assert.equal(tab.store.profile!.id, "ann");
});

test("a new name and face of mine are shown at once in all my windows", async () => {
  const world = new World();
  const tabs = [await world.open(), await world.open(new Browser(world.network, "ann"))];
  const shown = () => tabs.map(({ store }) => store.person("ann")).map(({ name, avatar }) => `${name} ${avatar}`);
  assert.deepEqual(shown(), ["ann ", "ann "]);
  let told = 0;
  tabs[1]!.store.subscribe("people", () => (told += 1));

  const profile = world.server.people.get("ann")!.rows.get("profile")!;
  world.server.setMyRow("ann", { ...profile, nickname: "安", avatar: "/faces/2" } as typeof profile);
  await world.clock.pass(100);

  assert.deepEqual(shown(), ["安 /faces/2", "安 /faces/2"]);
  assert.equal(told, 1);
});
