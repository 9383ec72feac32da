/** Leases: what keeps two windows apart where the browser has no locks. */

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { test } from "node:test";

import { openDatabase } from "../../static/app/database.js";
import { Leases } from "../../static/app/locks.js";
import { chances, ModelClock, settled } from "./model/clock.js";

class World {
  readonly clock = new ModelClock(chances(1));
  readonly events: string[] = [];
  locks!: Leases;

  static async made(name: string): Promise<World> {
    const world = new World();
    world.locks = new Leases(world.clock, (await openDatabase(name))!);
    return world;
  }

  /** Hold the lock for so long. */
  hold(who: string, ms: number): Promise<void> {
    return this.locks.exclusive("outbox", async () => {
      this.events.push(`${who} begins`);
      await new Promise<void>((resolve) => void this.clock.after(ms, resolve));
      this.events.push(`${who} ends`);
    });
  }

  /** The database needs some turns of the real loop for each step. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 500) {
      for (let turn = 0; turn < 30; turn += 1) await settled();
      await this.clock.pass(500);
    }
  }
}

test("the second waits for the first", async () => {
  const world = await World.made("wait");

  void world.hold("ann", 3_000);
  void world.hold("bob", 1_000);
  await world.pass(10_000);

  assert.deepEqual(world.events, ["ann begins", "ann ends", "bob begins", "bob ends"]);
});

test("who takes long keeps the lease", async () => {
  const world = await World.made("long");

  void world.hold("ann", 60_000);
  void world.hold("bob", 1_000);
  await world.pass(59_000);
  assert.deepEqual(world.events, ["ann begins"]);
  await world.pass(5_000);

  assert.deepEqual(world.events, ["ann begins", "ann ends", "bob begins", "bob ends"]);
});

test("the lease of a window that died runs out", async () => {
  const world = await World.made("dead");
  const database = (await openDatabase("dead"))!;
  await database.put("leases", { name: "outbox", holder: "dead", until: world.clock.date() + 20_000 });

  void world.hold("bob", 1_000);
  await world.pass(19_000);
  assert.deepEqual(world.events, []);
  await world.pass(5_000);

  assert.deepEqual(world.events, ["bob begins", "bob ends"]);
});

test("an action that fails gives the lease back", async () => {
  const world = await World.made("fail");

  const failing = assert.rejects(world.locks.exclusive("outbox", () => Promise.reject(new Error("broken"))));
  await world.pass(1_000);
  await failing;
  void world.hold("bob", 500);
  await world.pass(2_000);

  assert.deepEqual(world.events, ["bob begins", "bob ends"]);
});
