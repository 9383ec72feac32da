/** Names and faces: asked for once, together, and never for ever. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Cards } from "../../static/app/cards.js";
import { ActionError } from "../../static/app/errors.js";
import type { Card, ContactRow, ProfileRow } from "../../static/app/protocol.js";
import { ModelClock } from "./model/clock.js";

class World {
  readonly clock = new ModelClock();
  readonly asked: (readonly string[])[] = [];
  readonly contacts = new Map<string, Partial<ContactRow>>();
  profile: Partial<ProfileRow> = {};
  changes = 0;
  isDown = false;
  readonly cards = new Cards(this.clock, {
    fetch: async (ids) => {
      this.asked.push(ids);
      if (this.isDown) throw new ActionError("offline");
      return ids.filter((id) => !id.startsWith("x")).map((id): Card => ({ id, username: id, nickname: id.toUpperCase() }));
    },
    contact: (user) => this.contacts.get(user) as ContactRow | undefined,
    profile: (user) => (user === this.profile.id ? (this.profile as ProfileRow) : undefined),
    changed: () => void (this.changes += 1),
  });
}

test("people looked at in the same moment are asked for together", async () => {
  const world = new World();

  for (const user of ["ann", "bob", "ann"]) assert.equal(world.cards.person(user).known, false);
  await world.clock.pass(100);

  assert.deepEqual(world.asked, [["ann", "bob"]]);
  assert.equal(world.cards.person("bob").name, "BOB");
  assert.equal(world.changes, 1);
});

test("at most a hundred are asked for at once", async () => {
  const world = new World();

  for (let index = 0; index < 250; index += 1) world.cards.person(`u${index}`);
  await world.clock.pass(1_000);

  assert.deepEqual(world.asked.map((ids) => ids.length), [100, 100, 50]);
});

test("who does not exist for me is asked for once", async () => {
  const world = new World();

  world.cards.person("x1");
  await world.clock.pass(1_000);
  assert.deepEqual(world.cards.person("x1").name, "");
  await world.clock.pass(60_000);

  assert.equal(world.asked.length, 1);
});

test("without a line it goes on asking, patiently", async () => {
  const world = new World();
  world.isDown = true;
  world.cards.person("ann");
  await world.clock.pass(20_000);
  assert.equal(world.asked.length, 4);

  world.isDown = false;
  await world.clock.pass(10_000);

  assert.equal(world.cards.person("ann").name, "ANN");
});

test("my note wins over the nickname, and goes with the contact", () => {
  const world = new World();
  world.cards.put([{ id: "bob", username: "bob", nickname: "Bob" }]);
  assert.equal(world.cards.person("bob").name, "Bob");

  world.contacts.set("bob", { note: "Bob from work" });
  world.cards.touch(["bob"]);
  assert.equal(world.cards.person("bob").name, "Bob from work");
  world.contacts.delete("bob");
  world.cards.touch(["bob"]);

  assert.equal(world.cards.person("bob").name, "Bob");
});

test("a person stays the same object until something about them changes", () => {
  const world = new World();
  world.cards.put([{ id: "bob", nickname: "Bob" }]);
  const bob = world.cards.person("bob");

  world.cards.put([{ id: "bob", nickname: "Bob" }, { id: "ann", nickname: "Ann" }]);
  assert.equal(world.cards.person("bob"), bob);
  world.cards.put([{ id: "bob", nickname: "Bobby" }]);

  assert.equal(world.cards.person("bob").name, "Bobby");
});

test("after a break only who is looked at is asked for again", async () => {
  const world = new World();
  world.cards.put([{ id: "ann" }, { id: "bob" }]);

  world.cards.refresh();
  world.cards.person("bob");
  await world.clock.pass(1_000);
  world.cards.person("bob");
  await world.clock.pass(1_000);

  assert.deepEqual(world.asked, [["bob"]]);
});

test("of myself my own row says what is shown, whatever the card says and whenever it comes", async () => {
  const world = new World();
  world.profile = { id: "me1", username: "ann", nickname: "Ann", avatar: "/new" };

  assert.equal(world.cards.person("me1").known, true);
  await world.clock.pass(100);
  assert.deepEqual(world.asked, []);
  world.cards.put([{ id: "me1", username: "ann", nickname: "Old", avatar: "/old" }]);

  const { name, avatar } = world.cards.person("me1");
  assert.deepEqual([name, avatar], ["Ann", "/new"]);
});
