/** Unsent messages: stored first, sent in order, once, by one tab; refused ones are kept. */

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { test } from "node:test";

import { systemClock } from "../../static/app/clock.js";
import { openDatabase, type Database } from "../../static/app/database.js";
import { ActionError } from "../../static/app/errors.js";
import { Leases, NoLocks, type Locks } from "../../static/app/locks.js";
import { Outbox, type OutboxStorage, type Unsent } from "../../static/app/outbox.js";
import { DatabaseOutbox, MemoryOutbox } from "../../static/app/outbox_storage.js";
import type { Sent } from "../../static/app/protocol.js";
import { ModelClock } from "./model/clock.js";

class World {
  readonly clock = new ModelClock();
  readonly transmitted: Unsent[] = [];
  readonly answers: ActionError[] = [];
  /** How far each stream is held. */
  version = 1;
  told = 0;
  readonly outbox: Outbox;

  constructor(readonly storage: OutboxStorage = new MemoryOutbox(), locks: Locks = new NoLocks()) {
    this.outbox = new Outbox(this.clock, storage, locks, {
      send: (message) => this.#send(message),
      versionOf: () => this.version,
      changed: () => {},
      acknowledged: () => {},
      tell: () => void (this.told += 1),
    });
  }

  async write(...bodies: string[]): Promise<string[]> {
    const ids: string[] = [];
    for (const body of bodies) ids.push(await this.outbox.add({ stream: "c1", body }));
    return ids;
  }

  get bodies(): string[] {
    return this.transmitted.map(({ body }) => body);
  }

  get states(): string[] {
    return this.outbox.of("c1").map(({ body, state }) => `${body} ${state}`);
  }

  async #send({ stream, client_id, body }: Unsent): Promise<Sent> {
    this.transmitted.push((await this.storage.all()).find((message) => message.client_id === client_id)!);
    assert.equal(this.transmitted.at(-1)?.body, body, "stored before it is sent");
    await new Promise<void>((resolve) => void this.clock.after(50, resolve));
    const answer = this.answers.shift();
    if (answer) throw answer;
    return { stream, seq: 1, version: 10, sent_at: "" };
  }
}

test("a client_id is 128 bits in base64url, never the same", async () => {
  const ids = await new World().write(...Array.from({ length: 50 }, String));

  assert.equal(new Set(ids).size, 50);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{22}$/);
});

test("nothing is sent without a line; then everything, one at a time, oldest first", async () => {
  const world = new World();
  await world.write("a", "b", "c");
  await world.clock.pass(1_000);
  assert.deepEqual(world.bodies, []);

  world.outbox.open();
  await world.clock.pass(10);
  assert.deepEqual(world.bodies, ["a"]);
  await world.clock.pass(50);
  assert.deepEqual(world.bodies, ["a", "b"]);
  await world.clock.pass(1_000);

  assert.deepEqual(world.bodies, ["a", "b", "c"]);
});

test("conversations do not wait for each other", async () => {
  const world = new World();
  await world.write("a");
  await world.outbox.add({ stream: "c2", body: "other" });

  world.outbox.open();
  await world.clock.pass(10);

  assert.deepEqual(world.bodies, ["a", "other"]);
});

test("an acknowledged message stays until its row can be shown", async () => {
  const world = new World();
  await world.write("a");

  world.outbox.open();
  await world.clock.pass(100);
  assert.deepEqual(world.states, ["a sent"]);
  assert.equal(world.outbox.count, 0);
  world.version = 10;
  await world.outbox.moved("c1");

  assert.deepEqual(world.states, []);
  assert.deepEqual(await world.storage.all(), []);
});

test("the row is as good an acknowledgement as the answer", async () => {
  const world = new World();
  const [first] = await world.write("a", "b");
  world.outbox.open();
  await world.clock.pass(10);

  await world.outbox.arrived([first!]);
  await world.clock.pass(10);

  assert.deepEqual(world.bodies, ["a", "b"]);
  assert.deepEqual(world.states, ["b queued"]);
});

test("a refused message is kept with its reason and lets the next one pass", async () => {
  const world = new World();
  world.answers.push(new ActionError("forbidden", { final: true, reason: "not_friends" }));
  await world.write("a", "b");

  world.outbox.open();
  await world.clock.pass(1_000);

  assert.deepEqual(world.states, ["a failed", "b sent"]);
  assert.deepEqual(world.outbox.of("c1")[0]!.refusal, { code: "forbidden", reason: "not_friends" });
  assert.equal(world.outbox.count, 1);
});

test("trying again sends the same client_id", async () => {
  const world = new World();
  world.answers.push(new ActionError("not_member", { final: true }));
  const [id] = await world.write("a");
  world.outbox.open();
  await world.clock.pass(100);

  await world.outbox.retry(id!);
  await world.clock.pass(100);

  assert.deepEqual(world.transmitted.map(({ client_id }) => client_id), [id, id]);
  assert.deepEqual(world.states, ["a sent"]);
  assert.equal(world.outbox.of("c1")[0]!.refusal, undefined);
});

test("deleting forgets it for good", async () => {
  const world = new World();
  const [first] = await world.write("a", "b");

  await world.outbox.remove(first!);
  world.outbox.open();
  await world.clock.pass(1_000);

  assert.deepEqual(world.bodies, ["b"]);
});

test("rate holds the whole conversation back for as long as the server says, over a new line too", async () => {
  const world = new World();
  world.answers.push(new ActionError("rate", { retryMs: 1_200 }));
  await world.write("a", "b");
  world.outbox.open();
  await world.clock.pass(100);

  world.outbox.close();
  world.outbox.open();
  await world.clock.pass(1_100);
  assert.deepEqual(world.bodies, ["a"]);
  await world.clock.pass(200);

  assert.deepEqual(world.bodies, ["a", "a", "b"]);
});

test("a lost answer is asked for again at once on a new line, and in between not more and more often", async () => {
  const world = new World();
  world.answers.push(...Array.from({ length: 9 }, () => new ActionError("lost")));
  await world.write("a");
  world.outbox.open();
  await world.clock.pass(60_000);
  const tries = world.bodies.length;
  assert.ok(tries >= 5 && tries <= 9, `${tries} tries a minute`);

  world.outbox.close();
  world.outbox.open();
  await world.clock.pass(10);

  assert.equal(world.bodies.length, tries + 1);
});

test("two tabs share the work: each message is sent once, in the order of Enter", async () => {
  const database = (await openDatabase("two-tabs"))!;
  const storage = new DatabaseOutbox(database);
  const transmitted: string[] = [];
  const tabs = [1, 2].map((tab) => makeTab(database, storage, transmitted, tab));
  const written: string[] = [];

  for (let index = 0; index < 10; index += 1) {
    await tabs[index % 2]!.add({ stream: "c1", body: `m${index}` });
    written.push(`m${index}`);
  }
  for (const tab of tabs) tab.open();
  while ((await storage.all()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));

  assert.deepEqual(transmitted, written);
  for (const tab of tabs) tab.stop();
});

test("unsent messages survive a reload, in their order", async () => {
  const before = new World(new DatabaseOutbox((await openDatabase("reload"))!));
  const ids = await before.write("a", "b");

  const after = new World(new DatabaseOutbox((await openDatabase("reload"))!));
  await after.outbox.refresh();

  assert.deepEqual(after.states, ["a queued", "b queued"]);
  assert.deepEqual(after.outbox.of("c1").map(({ client_id }) => client_id), ids);
});

/** A tab with real time and leases in the database, whose server acknowledges after a moment. */
function makeTab(database: Database, storage: OutboxStorage, transmitted: string[], tab: number): Outbox {
  const outbox: Outbox = new Outbox(systemClock, storage, new Leases(systemClock, database), {
    send: async (message) => {
      transmitted.push(message.body);
      await new Promise((resolve) => setTimeout(resolve, tab));
      return { stream: message.stream, seq: 1, version: 1, sent_at: "" };
    },
    versionOf: () => 1,
    changed: () => {},
    acknowledged: () => {},
    tell: () => {},
  });
  return outbox;
}
