/** The line: handshake, silence, coming back, the end for good (docs/protocol.md 2 and 3). */

import assert from "node:assert/strict";
import { test } from "node:test";

import { READY, World } from "./model/ways.js";

test("the line is online with ready, not before", () => {
  const world = new World();

  world.line.start();
  assert.equal(world.line.connection, "connecting");
  world.last.events.ready(READY);

  assert.equal(world.line.connection, "online");
  assert.deepEqual(world.ready, [READY]);
});

test("40 s of silence end the line, 39 do not", async () => {
  const world = World.online();
  await world.clock.pass(30_000);
  world.last.events.heard();

  await world.clock.pass(39_999);
  assert.equal(world.line.connection, "online");
  await world.clock.pass(2);

  assert.equal(world.last.isClosed, true);
  assert.equal(world.line.connection, "connecting");
});

test("a command without a line is offline", async () => {
  const world = World.online();
  assert.deepEqual(await world.line.request("conversation.open", { user: "u1" }), { stream: "c1" });

  world.last.events.ended(1006);

  await assert.rejects(world.line.request("conversation.open", { user: "u1" }), { code: "offline" });
});

test("a good line that breaks is tried again within 0.7 s", async () => {
  const world = World.online();
  await world.live(20_000);

  world.last.events.ended(1006);
  assert.equal(world.line.connection, "connecting");
  await world.clock.pass(700);

  assert.deepEqual(world.tried, ["socket", "socket"]);
});

test("while the server is away the waits grow longer, up to half a minute", async () => {
  const world = new World();
  world.line.start();

  const waits: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const before = world.clock.now();
    // Every way fails at once, until the next try has to be waited for.
    for (let count = 0; count !== world.tries.length; ) {
      count = world.tries.length;
      world.last.events.ended(1006);
    }
    const count = world.tries.length;
    while (world.tries.length === count) await world.clock.pass(50);
    waits.push(world.clock.now() - before);
  }

  assert.deepEqual(waits, [700, 1_200, 2_200, 4_200, 8_200, 15_200, 15_200, 15_200, 15_200]);
  assert.equal(world.line.connection, "offline");
});

test("a line that breaks right after ready counts as a failure", async () => {
  const world = World.online();

  for (let round = 0; round < 2; round += 1) {
    world.last.events.ended(1006);
    await world.clock.pass(2_000);
    world.last.events.ready(READY);
  }
  world.last.events.ended(1006);

  assert.deepEqual(world.tried, ["socket", "socket", "socket", "events"]);
});

for (const [code, state] of [[4401, "signed-out"], [4409, "superseded"], [4426, "reload"]] as const) {
  test(`${code} ends the line for good: ${state}`, async () => {
    const world = World.online();

    world.last.events.ended(code);
    await world.clock.pass(600_000);
    world.line.wake();
    world.line.networkFound();

    assert.equal(world.line.connection, state);
    assert.equal(world.tries.length, 1);
  });
}

test("after superseded a person can take over again", () => {
  const world = World.online();
  world.last.events.ended(4409);

  world.line.reconnect();

  assert.equal(world.tries.length, 2);
  assert.equal(world.line.connection, "connecting");
});

for (const code of [4400, 4429]) {
  test(`${code} keeps away for a while, and comes back the same way`, async () => {
    const world = World.online();

    world.last.events.ended(code);
    await world.clock.pass(15_000);
    assert.equal(world.tries.length, 1);
    await world.clock.pass(1_000);

    assert.deepEqual(world.tried, ["socket", "socket"]);
    assert.equal(world.last.isClosed, false);
  });
}

test("after bye it comes back at a random moment within after_ms", async () => {
  const world = World.online();
  world.last.events.bye({ type: "bye", after_ms: 8_000, reason: "restart" });
  assert.equal(world.line.connection, "online");

  world.last.events.ended(4412);
  await world.clock.pass(3_999);
  assert.equal(world.tries.length, 1);
  await world.clock.pass(2);

  assert.deepEqual(world.tried, ["socket", "socket"]);
});

test("losing the network ends the line at once, finding it tries at once", async () => {
  const world = World.online();

  world.line.networkLost();
  assert.equal(world.line.connection, "offline");
  assert.equal(world.last.isClosed, true);
  await world.clock.pass(5_000);
  assert.equal(world.tries.length, 1);
  world.line.networkFound();

  assert.equal(world.tries.length, 2);
  assert.equal(world.line.connection, "connecting");
});

test("without a network it still tries now and then: the server may be on this machine", async () => {
  const world = World.online();
  world.line.networkLost();

  await world.clock.pass(16_000);
  world.last.events.ready(READY);

  assert.equal(world.tries.length, 2);
  assert.equal(world.line.connection, "online");
});

test("somebody who looks does not wait for a back-off", async () => {
  const world = World.online();
  world.line.networkLost();
  const count = world.tries.length;

  world.line.wake();

  assert.equal(world.tries.length, count + 1);
});

test("a line that has slept too long is not trusted by somebody who looks", async () => {
  const world = World.online();
  world.clock.sleep(60_000);

  world.line.wake();

  assert.equal(world.tries[0]!.isClosed, true);
  assert.equal(world.tries.length, 2);
});

test("a line that does not answer after a sleep is given up, one that does is kept", async () => {
  const world = World.online();
  await world.live(10_000);
  world.line.expectWord();
  await world.clock.pass(1_000);
  world.last.events.heard();
  await world.clock.pass(5_000);
  assert.equal(world.line.connection, "online");

  world.line.expectWord();
  await world.clock.pass(5_001);

  assert.equal(world.line.connection, "connecting");
});

test("what was given up is not heard any more", () => {
  const world = World.online();
  const old = world.last;
  world.line.reconnect();

  old.events.frame({ type: "head", heads: {} });
  old.events.ready(READY);
  old.events.ended(4401);

  assert.deepEqual(world.frames, []);
  assert.equal(world.line.connection, "connecting");
});

test("after stop nothing happens", async () => {
  const world = World.online();

  world.line.stop();
  await world.clock.pass(600_000);

  assert.equal(world.tries.length, 1);
  assert.equal(world.last.isClosed, true);
});
