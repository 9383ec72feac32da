/** What is done with groups, through the store, with a model server behind it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Row } from "../../static/app/protocol.js";
import { Browser, type Tab } from "./model/browser.js";
import { chances, ModelClock } from "./model/clock.js";
import { Network } from "./model/network.js";
import { ModelServer } from "./model/server.js";

class World {
  readonly clock = new ModelClock(chances(1));
  readonly server = new ModelServer();
  readonly network = new Network(this.clock, this.server);

  constructor() {
    for (const user of ["ann", "bob"]) this.server.addPerson(user);
    this.server.addConversation("group", ["ann", "bob"], "group");
  }

  async open(): Promise<Tab> {
    const tab = new Browser(this.network, "ann").open();
    await this.clock.pass(2_000);
    return tab;
  }
}

test("many people are added a hundred at a time", async () => {
  const world = new World();
  const tab = await world.open();
  const users = Array.from({ length: 230 }, (_, index) => `u${index}`);

  void tab.store.groups.add("group", users);
  await world.clock.pass(2_000);

  const asked = world.server.log.filter(({ command }) => command === "group.invite");
  assert.deepEqual(asked.map(({ users: some }) => (some as string[]).length), [100, 100, 30]);
});

test("who comes to a group by its address waits until it is known, or known to be none of theirs", async () => {
  const world = new World();
  const tab = new Browser(world.network, "ann").open();
  const done: string[] = [];

  for (const stream of ["group", "nowhere"]) void tab.store.groups.look(stream).then(() => done.push(stream));
  assert.deepEqual(done, []);
  await world.clock.pass(2_000);

  assert.deepEqual(done.sort(), ["group", "nowhere"]);
  assert.equal(tab.store.conversation("group")!.members.length, 2);
  assert.equal(tab.store.conversation("nowhere"), undefined);
});

test("who is put out of a group is told how", async () => {
  const world = new World();
  const { store } = await world.open();
  assert.equal(store.groups.endOf("group"), undefined);

  world.server.remove("ann", "group");
  await world.clock.pass(1_000);

  assert.equal(store.groups.endOf("group"), "removed");
});

test("what I am to a group follows its row: outside, waiting, a member, outside again", async () => {
  const world = new World();
  const { store } = await world.open();
  const standing = async (change: () => void) => {
    change();
    await world.clock.pass(1_000);
    return store.groups.standing("hills");
  };

  assert.equal(store.groups.standing("hills"), "outside");
  assert.equal(store.groups.standing("group"), "member");
  const row = { key: "conversation:hills", kind: "group", read_seq: 0, notify: "all" };
  assert.equal(await standing(() => world.server.setMyRow("ann", { ...row, waiting: true } as object as Row)), "waiting");
  assert.equal(store.conversations.some(({ id }) => id === "hills"), false);
  assert.equal(await standing(() => world.server.setMyRow("ann", { ...row, left: "removed" } as object as Row)), "outside");
  assert.equal(await standing(() => world.server.setMyRow("ann", { ...row, waiting: true } as object as Row)), "waiting");
  assert.equal(await standing(() => world.server.setMyRow("ann", { ...row, gone: true } as object as Row)), "outside");
});

test("the taste of a group leaves out what has no words here", async () => {
  const { store } = await new World().open();
  const row = { version: 1, author: "bob", sent_at: "2026-11-20T12:00:00.000Z" };

  const shown = store.groups.preview([
    { ...row, key: "message:7", kind: "notice", notice: "of a newer server" },
    { ...row, key: "message:8", kind: "text", body: "tea" },
  ]);

  assert.deepEqual(shown.map(({ seq, body, state }) => [seq, body, state]), [[8, "tea", "sent"]]);
});
