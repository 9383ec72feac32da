/** Sending, through the store: places, order, states, and what was not sent. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { World, bodies, messages } from "./model/world.js";

test("a message keeps its place and its id from Enter to acknowledgement", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  const seen: string[] = [];
  tab.store.subscribe("conversation:direct", () => {
    const { id, state } = messages(tab).at(-1)!;
    if (seen.at(-1) !== `${id} ${state}`) seen.push(`${id} ${state}`);
  });

  const sent = tab.store.sendText("direct", "hello");
  await world.clock.pass(3_000);

  assert.deepEqual(seen, [`${await sent} sending`, `${await sent} sent`]);
  assert.equal(messages(tab).length, 1);
});

test("without a line messages wait, and are sent in order with the next one", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  for (const body of ["one", "two", "three"]) void tab.store.sendText("direct", body);
  await world.clock.pass(1_000);
  assert.deepEqual(messages(tab).map(({ state }) => state), ["waiting", "waiting", "waiting"]);
  assert.equal(tab.store.unsent, 3);

  tab.events.networkFound();
  await world.clock.pass(3_000);

  assert.deepEqual(messages(tab).map(({ state, body }) => `${body} ${state}`), ["one sent", "two sent", "three sent"]);
  assert.equal(tab.store.unsent, 0);
});

test("what others wrote meanwhile stands before what waits", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  void tab.store.sendText("direct", "mine");
  world.bobWrites(1);

  tab.events.networkFound();
  await world.clock.pass(3_000);

  assert.deepEqual(bodies(tab), ["bob 1", "mine"]);
});

test("a message whose row was lost on the way is fetched soon after its acknowledgement", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  world.network.faults = { ...world.network.faults, lose: 1 };

  void tab.store.sendText("direct", "hello");
  await world.clock.pass(600);

  assert.deepEqual(messages(tab).map(({ seq, body }) => [seq, body]), [[1, "hello"]]);
});

test("my messages show how far they have come", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  for (const body of ["one", "two", "three"]) void tab.store.sendText("direct", body);
  await world.clock.pass(2_000);

  world.server.signal("ann", { stream: "direct", event: "receipt", user: "bob", delivered: 2 });
  world.server.signal("ann", { stream: "direct", event: "receipt", user: "bob", read: 1 });
  world.server.signal("ann", { stream: "direct", event: "receipt", user: "bob", delivered: 1 });
  await world.clock.pass(100);

  assert.deepEqual(messages(tab).map(({ state }) => state), ["read", "delivered", "sent"]);
});

test("how far others are is asked for once when a conversation opens, and once for each new line", async () => {
  const world = new World();
  const tab = world.browser.open();
  const asked = () => world.network.paths.filter((path) => path.endsWith("/receipts")).length;

  void tab.store.openConversation("direct");
  await world.clock.pass(3_000);
  assert.equal(asked(), 1);
  world.network.cutAll();
  await world.clock.pass(3_000);

  assert.equal(asked(), 2);
});

test("who was removed meanwhile keeps the text, with the reason", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab, "group");
  tab.events.networkLost();
  void tab.store.sendText("group", "too late");
  await world.clock.pass(1_000);
  world.server.remove("ann", "group");

  tab.events.networkFound();
  await world.clock.pass(3_000);

  assert.equal(tab.store.conversations.some(({ id }) => id === "group"), false);
  assert.deepEqual(messages(tab, "group").map(({ body, state, refusal }) => [body, state, refusal]), [
    ["too late", "failed", { code: "not_member" }],
  ]);
});

test("what is more than words is kept with its kind while it waits", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();

  void tab.store.messages.send("direct", { kind: "dice", dice: { sides: 6 } });
  await world.clock.pass(1_000);
  assert.deepEqual(messages(tab).map(({ kind, body, state }) => [kind, body, state]), [["dice", "", "waiting"]]);

  tab.events.networkFound();
  await world.clock.pass(3_000);
  assert.deepEqual(messages(tab).map(({ kind, state }) => [kind, state]), [["dice", "sent"]]);
});
