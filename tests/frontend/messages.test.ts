/** What is done with messages that are there, through the store, with a model server behind it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { MessageView } from "../../static/app/views.js";
import { Browser, type Tab } from "./model/browser.js";
import { chances, ModelClock } from "./model/clock.js";
import { Network } from "./model/network.js";
import { ModelServer } from "./model/server.js";

const GROUP = "group";

/** Ann has opened a group in which Bob has said something. */
async function annInGroup(said: number): Promise<{ clock: ModelClock; server: ModelServer; tab: Tab }> {
  const clock = new ModelClock(chances(1));
  const server = new ModelServer();
  for (const user of ["ann", "bob"]) server.addPerson(user);
  server.addConversation(GROUP, ["ann", "bob"], "group");
  for (let number = 1; number <= said; number += 1) server.post("bob", GROUP, { body: `bob ${number}` });
  const tab = new Browser(new Network(clock, server), "ann").open();
  await clock.pass(2_000);
  void tab.store.openConversation(GROUP);
  await clock.pass(1_000);
  return { clock, server, tab };
}

function last({ store }: Tab): MessageView {
  return store.conversation(GROUP)!.messages.at(-1)!;
}

test("what is pinned far above is fetched to be shown, and nothing in between", async () => {
  const { clock, tab } = await annInGroup(200);
  const { store } = tab;
  void store.messages.pin(GROUP, 2, true);
  await clock.pass(1_000);
  assert.deepEqual(store.conversation(GROUP)!.pins, []);

  void store.messages.load(GROUP, [2]);
  await clock.pass(1_000);

  const { pins, messages } = store.conversation(GROUP)!;
  assert.deepEqual(pins.map(({ body }) => body), ["bob 2"]);
  assert.ok(messages.every(({ seq }) => seq! > 100));
});

test("the words I take back can be written again for five minutes, in this window", async () => {
  const { clock, tab } = await annInGroup(1);
  void tab.store.sendText(GROUP, "Half pasd nine");
  await clock.pass(1_000);

  void tab.store.messages.recall(GROUP, last(tab));
  await clock.pass(1_000);

  assert.deepEqual([last(tab).recalled, last(tab).body], [true, ""]);
  assert.equal(tab.store.messages.takenBack(last(tab)), "Half pasd nine");
  await clock.pass(5 * 60_000);
  assert.equal(tab.store.messages.takenBack(last(tab)), undefined);
});

test("what somebody else said is not mine to write again", async () => {
  const { clock, tab } = await annInGroup(1);

  void tab.store.messages.recall(GROUP, last(tab));
  await clock.pass(1_000);

  assert.equal(last(tab).recalled, true);
  assert.equal(tab.store.messages.takenBack(last(tab)), undefined);
});

test("what is answered and lies far above is fetched once, and what one may not see is not asked for", async () => {
  const { clock, server, tab } = await annInGroup(200);
  server.post("bob", GROUP, { body: "yes", reply_to: 2 });
  await clock.pass(1_000);
  const view = () => tab.store.conversation(GROUP)!;
  assert.deepEqual([...view().quotes], [[2, undefined]]);

  void tab.store.messages.loadQuoted(view());
  await clock.pass(1_000);

  const quoted = view().quotes.get(2);
  assert.equal(typeof quoted === "object" ? quoted.body : quoted, "bob 2");
});

test("a message to be answered is kept for its conversation until it is dropped", async () => {
  const { tab } = await annInGroup(1);
  const { aims } = tab.store.messages;

  aims.set(GROUP, { message: last(tab) });

  assert.equal(aims.of(GROUP)?.message.body, "bob 1");
  assert.equal(aims.of("another"), undefined);
  aims.drop(GROUP);
  assert.equal(aims.of(GROUP), undefined);
});

test("who edits what was edited elsewhere meanwhile holds the new words then, and may try again", async () => {
  const { clock, server, tab } = await annInGroup(0);
  const { store } = tab;
  void store.sendText(GROUP, "at nien");
  await clock.pass(1_000);
  const before = last(tab);
  server.execute("ann", { command: "message.edit", stream: GROUP, seq: before.seq, revision: 0, body: "at ten" });

  const refused = assert.rejects(store.messages.edit(GROUP, before, "at nine"), { code: "conflict" });
  await clock.pass(1_000);
  await refused;
  assert.equal(last(tab).body, "at ten");

  void store.messages.edit(GROUP, last(tab), "at nine");
  await clock.pass(1_000);
  assert.equal(last(tab).body, "at nine");
});
