/** The line: handshake, heartbeat, coming back, the end for good (docs/protocol.md 2 and 3). */

import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff } from "../../static/app/backoff.js";
import { ActionError } from "../../static/app/errors.js";
import type { ReadyFrame } from "../../static/app/protocol.js";
import { Transport, type SocketEvents } from "../../static/app/transport.js";
import type { Connection } from "../../static/app/views.js";
import { ModelClock } from "./model/clock.js";

const READY = { type: "ready", v: 1, epoch: "e1", user: "ann", device: "d1", ping: 25, heads: {} };

class World {
  readonly clock: ModelClock;
  readonly states: Connection[] = [];
  readonly ready: ReadyFrame[] = [];
  readonly frames: object[] = [];
  readonly sockets: { events: SocketEvents; sent: Record<string, unknown>[]; isClosed: boolean }[] = [];
  readonly transport: Transport;

  constructor(chance = 0.5) {
    this.clock = new ModelClock(() => chance);
    this.transport = new Transport(this.clock, (events) => this.#connect(events), {
      connection: (state) => this.states.push(state),
      ready: (frame) => this.ready.push(frame),
      frame: (frame) => this.frames.push(frame),
    });
  }

  static online(): World {
    const world = new World();
    world.transport.start();
    world.hear(READY);
    return world;
  }

  get socket() {
    return this.sockets.at(-1)!;
  }

  hear(frame: object): void {
    this.socket.events.message(JSON.stringify(frame));
  }

  /** Keep the line alive for so long. */
  async live(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5_000) {
      this.hear({ type: "ping" });
      await this.clock.pass(5_000);
    }
  }

  #connect(events: SocketEvents) {
    const socket = { events, sent: [] as Record<string, unknown>[], isClosed: false };
    this.sockets.push(socket);
    return { send: (data: string) => void socket.sent.push(JSON.parse(data)), close: () => void (socket.isClosed = true) };
  }
}

test("the wait before a try is random between 0.2 s and the doubled step, at most 30.2 s", () => {
  for (let failures = 0; failures < 100; failures += 1) {
    const most = Math.min(30_000, 500 * 2 ** failures) + 200;
    assert.equal(backoff(failures, 0), 200);
    assert.ok(backoff(failures, 0.999_999) <= most && backoff(failures, 0.999_999) > most * 0.99);
  }
});

test("the line is online with ready, not before", () => {
  const world = new World();

  world.transport.start();
  assert.equal(world.transport.connection, "connecting");
  world.hear(READY);

  assert.equal(world.transport.connection, "online");
  assert.equal(world.ready.length, 1);
});

test("without ready within 8 s another try is made", async () => {
  const world = new World();
  world.transport.start();

  await world.clock.pass(8_000);
  assert.equal(world.socket.isClosed, true);
  await world.clock.pass(1_000);

  assert.equal(world.sockets.length, 2);
});

test("a ping is answered with pong", () => {
  const world = World.online();

  world.hear({ type: "ping" });

  assert.deepEqual(world.socket.sent, [{ type: "pong" }]);
});

test("40 s of silence end the line, 39 do not", async () => {
  const world = World.online();
  await world.clock.pass(30_000);
  world.hear({ type: "ping" });

  await world.clock.pass(39_999);
  assert.equal(world.transport.connection, "online");
  await world.clock.pass(2);

  assert.equal(world.socket.isClosed, true);
  assert.equal(world.transport.connection, "connecting");
});

test("answers find their commands", async () => {
  const world = World.online();
  const first = world.transport.request("conversation.open", { user: "u1" });
  const second = world.transport.request("conversation.open", { user: "u2" });
  assert.deepEqual(world.socket.sent, [
    { id: 1, command: "conversation.open", user: "u1" },
    { id: 2, command: "conversation.open", user: "u2" },
  ]);

  world.hear({ id: 2, error: { code: "rate", message: "slow", retry_ms: 7, final: false } });
  world.hear({ id: 1, ok: { stream: "c1" } });

  assert.deepEqual(await first, { stream: "c1" });
  await assert.rejects(second, (error: ActionError) => error.code === "rate" && error.retryMs === 7 && !error.final);
});

test("a command without a line is offline, one that loses its line or its answer is lost", async () => {
  const world = World.online();
  const cut = world.transport.request("conversation.open", { user: "u1" });
  world.socket.events.closed(1006);
  await assert.rejects(cut, { code: "lost" });
  await assert.rejects(world.transport.request("conversation.open", { user: "u1" }), { code: "offline" });

  await world.clock.pass(1_000);
  world.hear(READY);
  const late = world.transport.request("conversation.open", { user: "u1" });
  const refusal = assert.rejects(late, { code: "lost" });
  await world.live(15_000);

  await refusal;
});

test("a good line that breaks is tried again within 0.7 s; failures wait longer and longer", async () => {
  const world = World.online();
  await world.live(20_000);
  world.socket.events.closed(1006);
  assert.equal(world.transport.connection, "connecting");
  await world.clock.pass(700);
  assert.equal(world.sockets.length, 2);

  const waits: number[] = [];
  for (let failure = 0; failure < 8; failure += 1) {
    const before = world.clock.now();
    const count: number = world.sockets.length;
    world.socket.events.closed(1006);
    while (world.sockets.length === count) await world.clock.pass(50);
    waits.push(world.clock.now() - before);
  }

  assert.deepEqual(waits, [700, 1_200, 2_200, 4_200, 8_200, 15_200, 15_200, 15_200]);
  assert.equal(world.transport.connection, "offline");
});

test("a line that breaks right after ready counts as a failure", async () => {
  const world = World.online();

  for (let round = 0; round < 5; round += 1) {
    world.socket.events.closed(1006);
    await world.clock.pass(20_000);
    world.hear(READY);
  }
  world.socket.events.closed(1006);
  const count: number = world.sockets.length;
  await world.clock.pass(10_000);

  assert.equal(world.sockets.length, count);
});

for (const [code, state] of [[4401, "signed-out"], [4409, "superseded"], [4426, "reload"]] as const) {
  test(`${code} ends the line for good: ${state}`, async () => {
    const world = World.online();

    world.socket.events.closed(code);
    await world.clock.pass(600_000);
    world.transport.wake();
    world.transport.networkFound();

    assert.equal(world.transport.connection, state);
    assert.equal(world.sockets.length, 1);
  });
}

test("after superseded a person can take over again", () => {
  const world = World.online();
  world.socket.events.closed(4409);

  world.transport.reconnect();

  assert.equal(world.sockets.length, 2);
  assert.equal(world.transport.connection, "connecting");
});

for (const code of [4400, 4429]) {
  test(`${code} keeps away for a while`, async () => {
    const world = World.online();

    world.socket.events.closed(code);
    await world.clock.pass(15_000);
    assert.equal(world.sockets.length, 1);
    await world.clock.pass(1_000);

    assert.equal(world.sockets.length, 2);
  });
}

test("after bye it comes back at a random moment within after_ms", async () => {
  const world = World.online();
  world.hear({ type: "bye", after_ms: 8_000, reason: "restart" });
  assert.equal(world.transport.connection, "online");

  world.socket.events.closed(4412);
  await world.clock.pass(3_999);
  assert.equal(world.sockets.length, 1);
  await world.clock.pass(2);

  assert.equal(world.sockets.length, 2);
});

test("losing the network ends the line at once, finding it tries at once", async () => {
  const world = World.online();

  world.transport.networkLost();
  assert.equal(world.transport.connection, "offline");
  assert.equal(world.socket.isClosed, true);
  await world.clock.pass(5_000);
  assert.equal(world.sockets.length, 1);
  world.transport.networkFound();

  assert.equal(world.sockets.length, 2);
});

test("without a network it still tries now and then: the server may be on this machine", async () => {
  const world = World.online();
  world.transport.networkLost();

  await world.clock.pass(31_000);

  assert.equal(world.sockets.length, 2);
});

test("somebody who looks does not wait for a back-off", async () => {
  const world = World.online();
  for (let failure = 0; failure < 6; failure += 1) {
    world.socket.events.closed(1006);
    if (failure < 5) await world.clock.pass(31_000);
  }
  const count: number = world.sockets.length;

  world.transport.wake();

  assert.equal(world.sockets.length, count + 1);
});

test("a line that does not answer after a sleep is given up", async () => {
  const world = World.online();
  await world.live(10_000);

  world.transport.expectWord();
  await world.clock.pass(5_001);

  assert.equal(world.transport.connection, "connecting");
});

test("frames of a socket that was given up are not heard", async () => {
  const world = World.online();
  const old = world.socket;
  world.transport.reconnect();

  old.events.message(JSON.stringify({ type: "head", heads: {} }));
  old.events.closed(4401);

  assert.deepEqual(world.frames, []);
  assert.equal(world.transport.connection, "connecting");
});

test("after stop nothing happens", async () => {
  const world = World.online();

  world.transport.stop();
  await world.clock.pass(600_000);

  assert.equal(world.sockets.length, 1);
  assert.equal(world.socket.isClosed, true);
});
