/** One call at a time, the most important first, until nothing is missing. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ActionError } from "../../static/app/errors.js";
import type { StreamId, SyncReply } from "../../static/app/protocol.js";
import { Syncer } from "../../static/app/sync.js";
import { ModelClock, settled } from "./model/clock.js";

class World {
  readonly clock = new ModelClock();
  readonly asked: StreamId[][] = [];
  readonly answers: (Partial<SyncReply> | ActionError)[] = [];
  readonly syncer = new Syncer(this.clock, {
    request: async (have) => {
      this.asked.push(Object.keys(have));
      await new Promise<void>((resolve) => void this.clock.after(10, resolve));
      const answer = this.answers.shift() ?? {};
      if (answer instanceof ActionError) throw answer;
      return { streams: [], more: false, epoch: "e1", ...answer };
    },
    versionOf: () => 7,
    byImportance: (streams) => streams.sort((one, other) => Number(other === "me") - Number(one === "me")),
    apply: () => {},
  });
}

test("nothing is asked for before there is a line", async () => {
  const world = new World();

  world.syncer.want(["c1"]);
  await world.clock.pass(1_000);
  assert.deepEqual(world.asked, []);
  world.syncer.open();
  await world.clock.pass(1_000);

  assert.deepEqual(world.asked, [["c1"]]);
});

test("me and the first come before the rest, and everything only once", async () => {
  const world = new World();
  world.syncer.want(["c1", "c2", "me", "c3", "c2"]);

  world.syncer.open();
  await world.clock.pass(1_000);

  assert.deepEqual(world.asked, [["me", "c1"], ["c2", "c3"]]);
});

test("at most 200 streams are named in a call", async () => {
  const world = new World();
  world.syncer.want(Array.from({ length: 450 }, (_, index) => `c${index}`));

  world.syncer.open();
  await world.clock.pass(1_000);

  assert.deepEqual(world.asked.map((streams) => streams.length), [200, 200, 50]);
});

test("more calls again", async () => {
  const world = new World();
  world.answers.push({ more: true }, { more: true });
  world.syncer.want(["c1"]);

  world.syncer.open();
  await world.clock.pass(1_000);

  assert.deepEqual(world.asked, [["c1"], ["c1"], ["c1"]]);
});

test("what is wanted while the answer is on its way is asked for again", async () => {
  const world = new World();
  world.syncer.open();
  world.syncer.want(["c1"]);
  await world.clock.pass(5);

  world.syncer.want(["c1"]);
  await world.clock.pass(1_000);

  assert.deepEqual(world.asked, [["c1"], ["c1"]]);
});

test("rate waits as long as the server says", async () => {
  const world = new World();
  world.answers.push(new ActionError("rate", { retryMs: 1_200 }));
  world.syncer.open();
  world.syncer.want(["c1"]);

  await world.clock.pass(1_200);
  assert.equal(world.asked.length, 1);
  await world.clock.pass(100);

  assert.equal(world.asked.length, 2);
});

test("a new line does not wait for the end of a rest", async () => {
  const world = new World();
  world.answers.push(new ActionError("lost"));
  world.syncer.open();
  world.syncer.want(["c1"]);
  await world.clock.pass(20);

  world.syncer.close();
  world.syncer.open();
  await world.clock.pass(20);

  assert.equal(world.asked.length, 2);
});

test("settled waits for what is wanted and what is on its way, not for the rest", async () => {
  const world = new World();
  const done: string[] = [];
  world.syncer.want(["c1", "me", "c2"]);
  void world.syncer.settled("me").then(() => done.push("me"));
  void world.syncer.settled("c2").then(() => done.push("c2"));
  void world.syncer.settled("c9").then(() => done.push("c9"));
  await settled();
  assert.deepEqual(done, ["c9"]);

  world.syncer.open();
  await world.clock.pass(11);
  assert.deepEqual(done, ["c9", "me"]);
  await world.clock.pass(100);

  assert.deepEqual(done, ["c9", "me", "c2"]);
});
