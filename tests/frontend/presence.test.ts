/** Who is here: words that hold for a while, and are asked for again when they lapse. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Cards } from "../../static/app/cards.js";
import type { Card } from "../../static/app/protocol.js";
import { Browser, type Tab } from "./model/browser.js";
import { ModelClock } from "./model/clock.js";
import { Network } from "./model/network.js";
import { ModelServer } from "./model/server.js";

const SEEN = "2026-11-20T12:00:00.000Z";

class World {
  readonly clock = new ModelClock();
  asked = 0;
  answer: Partial<Card> = {};
  waits: Promise<void> = Promise.resolve();
  readonly cards = new Cards(this.clock, {
    fetch: async (ids) => {
      this.asked += 1;
      await this.waits;
      return ids.map((id): Card => ({ id, nickname: "Bob", ...this.answer }));
    },
    contact: () => undefined,
    profile: () => undefined,
    changed: () => {},
  });

  constructor() {
    this.cards.put([{ id: "bob", nickname: "Bob" }]);
  }

  get bob(): [boolean, string | undefined] {
    const { online, seen_at } = this.cards.person("bob");
    return [online, seen_at];
  }
}

test("who is here stays so while somebody says it", async () => {
  const { clock, cards, ...world } = new World();

  for (let minute = 0; minute < 5; minute += 1) {
    cards.presence.told("bob", true, undefined, 90);
    await clock.pass(60_000);
    assert.equal(cards.person("bob").online, true);
  }

  assert.equal(world.asked, 0);
});

test("an answer that was on its way when all is asked for again is no answer", async () => {
  const world = new World();
  const { clock, cards } = world;
  cards.doubt(["bob"]);
  cards.person("bob");
  let reply = () => {};
  world.waits = new Promise((resolve) => (reply = resolve));
  await clock.pass(100);

  cards.refresh();
  reply();
  await clock.pass(100);
  world.answer = { online: true };
  cards.person("bob");
  await clock.pass(100);

  assert.deepEqual([world.asked, world.bob[0]], [2, true]);
});

test("when the word lapses their card is asked for, and says how it is", async () => {
  const world = new World();
  world.answer = { seen_at: SEEN };
  world.cards.presence.told("bob", true, undefined, 90);

  await world.clock.pass(91_000);
  assert.deepEqual(world.bob, [false, undefined]);
  await world.clock.pass(100);

  assert.deepEqual(world.bob, [false, SEEN]);
  assert.equal(world.asked, 1);
});

test("who has gone stays gone, without being asked for", async () => {
  const world = new World();

  world.cards.presence.told("bob", false, SEEN, 90);
  await world.clock.pass(3_600_000);

  assert.deepEqual(world.bob, [false, SEEN]);
  assert.equal(world.asked, 0);
});

test("a fresh card that says nothing takes back what was known", async () => {
  const world = new World();
  world.cards.presence.told("bob", true, undefined, 90);

  world.cards.put([{ id: "bob", nickname: "Bob" }]);

  assert.deepEqual(world.bob, [false, undefined]);
});

test("a card that says nothing of presence by its nature takes nothing back", () => {
  const world = new World();
  world.cards.presence.told("bob", true, undefined, 90);

  world.cards.keep([{ id: "bob", nickname: "Bobby" }]);

  assert.deepEqual(world.bob, [true, undefined]);
});

test("what is kept on the device does not say who is here", () => {
  const world = new World();

  world.cards.put([{ id: "bob", nickname: "Bob", online: true }]);

  assert.deepEqual(world.bob, [true, undefined]);
  assert.deepEqual(world.cards.all, [{ id: "bob", nickname: "Bob" }]);
});

class Site {
  readonly clock = new ModelClock();
  readonly server = new ModelServer();
  readonly network = new Network(this.clock, this.server);

  async open(): Promise<Tab> {
    for (const user of ["ann", "bob"]) this.server.addPerson(user);
    this.server.addConversation("direct", ["ann", "bob"]);
    const tab = new Browser(this.network, "ann").open();
    await this.clock.pass(2_000);
    return tab;
  }

  async bobIsHere(): Promise<void> {
    this.server.signal("ann", { stream: "me", event: "presence", ttl: 90, user: "bob", online: true });
    await this.clock.pass(100);
  }

  async prefer(last_seen: string): Promise<void> {
    const profile = { ...this.server.people.get("ann")!.rows.get("profile")!, preferences: { last_seen } };
    this.server.setMyRow("ann", profile as never);
    await this.clock.pass(100);
  }
}

test("who shows their presence to nobody sees nobody's, and asks again after a change of mind", async () => {
  const site = new Site();
  const { store } = await site.open();
  await site.bobIsHere();
  assert.equal(store.person("bob").online, true);

  await site.prefer("nobody");
  await site.bobIsHere();
  assert.equal(store.person("bob").online, false);

  const asked = () => site.network.requests.paths.filter((path) => path.includes("ids=bob")).length;
  const before = asked();
  await site.prefer("friends");
  store.person("bob");
  await site.clock.pass(100);
  assert.equal(asked(), before + 1);
});

test("what is known of somebody is doubted when the relation to them changes", async () => {
  const site = new Site();
  const { store } = await site.open();
  site.server.setMyRow("ann", { key: "contact:bob", state: "friend", at: SEEN } as never);
  await site.clock.pass(100);
  await site.bobIsHere();
  assert.equal(store.person("bob").online, true);

  site.server.setMyRow("ann", { key: "contact:bob", state: "friend", at: SEEN, blocked: true } as never);
  await site.clock.pass(100);
  store.person("bob");
  await site.clock.pass(1_000);

  assert.equal(store.person("bob").online, false);
});
