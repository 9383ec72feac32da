/** Reactions, through the store: shown at once, told when there is a line. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Tab } from "./model/browser.js";
import { World } from "./model/world.js";

async function annInGroup(): Promise<{ world: World; tab: Tab }> {
  const world = new World();
  world.bobWrites(1, "group");
  const tab = await world.open();
  await world.openChat(tab, "group");
  return { world, tab };
}

function shown({ store }: Tab): Record<string, readonly string[]> {
  const message = store.conversation("group")!.messages[0]!;
  return Object.fromEntries(store.messages.reactions("group", message).map(({ emoji, users }) => [emoji, users]));
}

test("mine is shown at once and stays when the server has it", async () => {
  const { world, tab } = await annInGroup();

  void tab.store.messages.react("group", 1, "👍", true);

  assert.deepEqual(shown(tab), { "👍": ["ann"] });
  await world.clock.pass(2_000);
  assert.deepEqual(shown(tab), { "👍": ["ann"] });
  assert.equal(world.commands("message.react").length, 1);
});

test("without a line the last wish is told when there is one again", async () => {
  const { world, tab } = await annInGroup();
  world.network.isDown = true;
  world.network.cutAll();
  await world.clock.pass(1_000);

  void tab.store.messages.react("group", 1, "👍", true);
  void tab.store.messages.react("group", 1, "👍", false);
  void tab.store.messages.react("group", 1, "🎉", true);
  assert.deepEqual(shown(tab), { "🎉": ["ann"] });
  world.network.isDown = false;
  tab.store.reconnect();
  await world.clock.pass(5_000);

  assert.deepEqual(shown(tab), { "🎉": ["ann"] });
  assert.deepEqual(world.commands("message.react").map(({ emoji, on }) => [emoji, on]), [["👍", false], ["🎉", true]]);
});

test("what the server refuses is shown no more, and who wished it hears why", async () => {
  const { world, tab } = await annInGroup();
  world.server.execute("bob", { command: "message.recall", stream: "group", seq: 1 });

  const refused = assert.rejects(tab.store.messages.react("group", 1, "👍", true), { code: "gone" });
  await world.clock.pass(2_000);

  await refused;
  assert.deepEqual(shown(tab), {});
});

test("those of people I have blocked are not shown", async () => {
  const { world, tab } = await annInGroup();
  world.server.execute("bob", { command: "message.react", stream: "group", seq: 1, emoji: "👍", on: true });
  await world.clock.pass(1_000);
  assert.deepEqual(shown(tab), { "👍": ["bob"] });

  world.server.setMyRow("ann", { key: "contact:bob", state: "none", blocked: true } as never);
  await world.clock.pass(1_000);

  assert.deepEqual(shown(tab), {});
});
