/** Long polls: heads for a greeting, then one request after the other that waits for news. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { PollsTransport } from "../../static/app/polls.js";
import { ModelClock, settled } from "./model/clock.js";
import { posting } from "./model/posted.js";
import { recorded } from "./model/recorded.js";

class World {
  readonly clock = new ModelClock();
  readonly told = recorded();
  readonly #posting = posting();
  readonly posted = this.#posting.posted;
  readonly have: Record<string, number> = { me: 7 };
  readonly transport = new PollsTransport(this.clock, this.#posting.http, { have: () => ({ ...this.have }) }, this.told.events);

  get last() {
    return this.posted.at(-1)!;
  }

  /** Answer the request under way, and let the next one begin. */
  async answer(reply: object): Promise<void> {
    await this.last.answer({ ok: { streams: [], more: false, epoch: "e1", ...reply } });
    await this.clock.pass(250);
  }
}

test("the first answer comes at once and is the greeting: the heads of everything", async () => {
  const world = new World();
  assert.equal(world.last.path, "/api/v1/sync");
  assert.deepEqual(world.last.body, { have: { me: 7 }, limit: 1, wait: 0 });

  await world.answer({ streams: [{ type: "update", stream: "me", prev: 7, version: 8, rows: [] }], heads: { c1: [5, 2, 1] } });

  assert.deepEqual(world.told.of("ready"), [{ epoch: "e1", heads: { c1: [5, 2, 1], me: [8] } }]);
  assert.deepEqual(world.told.of("synced"), []);
});

test("then it waits, naming what it holds on screen and what it has heard of the rest", async () => {
  const world = new World();
  world.have.c2 = 3;
  await world.answer({ heads: { c1: [5, 2, 1], c2: [4, 2, 1] } });
  assert.deepEqual(world.last.body, { have: { me: 7, c2: 3 }, heads: { c1: 5 }, wait: 25 });

  const reply = { streams: [{ type: "update", stream: "c2", prev: 3, version: 4, rows: [] }], heads: { c1: [6, 3, 1] } };
  world.have.c2 = 4;
  await world.answer(reply);
  delete world.have.c2;
  await world.answer({});

  assert.deepEqual(world.told.of("synced")[0], { ...reply, more: false, epoch: "e1" });
  assert.deepEqual(world.told.of("frame"), [{ type: "head", heads: { c1: [6, 3, 1] } }]);
  assert.deepEqual(world.last.body, { have: { me: 7 }, heads: { c1: 6, c2: 4 }, wait: 25 });
});

test("much news at once is not a request for each", async () => {
  const world = new World();
  await world.answer({});

  for (let news = 0; news < 4; news += 1) await world.answer({ heads: { c1: [news, 0, 0] } });

  assert.equal(world.posted.length, 6);
  assert.equal(world.clock.now(), 1_250);
});

test("every answer shows that the line lives", async () => {
  const world = new World();

  for (let count = 0; count < 3; count += 1) await world.answer({});

  assert.equal(world.told.of("heard").length, 3);
});

test("an answer that is very late, or breaks, ends it", async () => {
  const late = new World();
  await late.answer({});
  await late.clock.pass(35_000);
  assert.equal(late.last.isAborted, true);
  assert.deepEqual(late.told.of("ended"), [1006]);

  const broken = new World();
  await broken.last.break();

  assert.deepEqual(broken.told.of("ended"), [1006]);
});

test("a refusal ends it: for good without a session, else until the time the server says", async () => {
  const signedOut = new World();
  await signedOut.last.answer({}, { status: 401 });
  assert.deepEqual(signedOut.told.of("ended"), [4401]);

  const busy = new World();
  await busy.last.answer({}, { status: 503, headers: { "Retry-After": "9" } });
  assert.deepEqual(busy.told.of("ended"), [[1006, 9_000]]);
  const limited = new World();
  await limited.last.answer({ error: { code: "rate", message: "", final: false, retry_ms: 700 } });

  assert.deepEqual(limited.told.of("ended"), [[1006, 700]]);
});

test("closed or retired, it asks no more and tells nothing", async () => {
  const retired = new World();
  await retired.answer({});
  retired.transport.retire();
  assert.equal(retired.last.isAborted, true);
  await retired.clock.pass(60_000);
  assert.equal(retired.posted.length, 2);
  assert.deepEqual(retired.told.of("frame"), []);

  const closed = new World();
  closed.transport.close();
  await settled();

  assert.equal(closed.last.isAborted, true);
  assert.deepEqual(closed.told.of("ended"), []);
});
