/** The socket: pings, and answers that find their commands. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ActionError } from "../../static/app/errors.js";
import { SocketTransport, type SocketEvents } from "../../static/app/socket.js";
import { ModelClock } from "./model/clock.js";
import { recorded } from "./model/recorded.js";

class World {
  readonly clock = new ModelClock();
  readonly told = recorded();
  readonly sent: object[] = [];
  readonly socket: SocketTransport;
  isClosed = false;
  #events!: SocketEvents;

  constructor() {
    const connect = (events: SocketEvents) => {
      this.#events = events;
      return { send: (data: string) => void this.sent.push(JSON.parse(data)), close: () => void (this.isClosed = true) };
    };
    this.socket = new SocketTransport(this.clock, connect, this.told.events);
  }

  hear(frame: object): void {
    this.#events.message(JSON.stringify(frame));
  }

  break(code: number): void {
    this.#events.closed(code);
  }
}

test("frames come through, each as what it is", () => {
  const world = new World();
  const frames = [
    { type: "ready", epoch: "e1", heads: {} },
    { type: "head", heads: { c1: [1, 0, 0] } },
    { type: "bye", after_ms: 8_000, reason: "restart" },
  ];

  for (const frame of frames) world.hear(frame);

  assert.deepEqual(world.told.of("ready"), [frames[0]]);
  assert.deepEqual(world.told.of("frame"), [frames[1]]);
  assert.deepEqual(world.told.of("bye"), [frames[2]]);
  assert.equal(world.told.of("heard").length, 3);
});

test("a ping is answered with pong, and shows that the line lives", () => {
  const world = new World();

  world.hear({ type: "ping" });

  assert.deepEqual(world.sent, [{ type: "pong" }]);
  assert.equal(world.told.of("heard").length, 1);
});

test("answers find their commands", async () => {
  const world = new World();
  const first = world.socket.request("conversation.open", { user: "u1" });
  const second = world.socket.request("conversation.open", { user: "u2" });
  assert.deepEqual(world.sent, [
    { id: 1, command: "conversation.open", user: "u1" },
    { id: 2, command: "conversation.open", user: "u2" },
  ]);

  world.hear({ id: 2, error: { code: "rate", message: "slow", retry_ms: 7, final: false } });
  world.hear({ id: 1, ok: { stream: "c1" } });

  assert.deepEqual(await first, { stream: "c1" });
  await assert.rejects(second, (error: ActionError) => error.code === "rate" && error.retryMs === 7 && !error.final);
});

test("a command whose socket breaks is lost, so is one without an answer for 15 s", async () => {
  const world = new World();
  const late = assert.rejects(world.socket.request("conversation.open", { user: "u1" }), { code: "lost" });
  await world.clock.pass(15_000);
  await late;

  const cut = assert.rejects(world.socket.request("conversation.open", { user: "u1" }), { code: "lost" });
  world.break(1006);

  await cut;
  assert.deepEqual(world.told.of("ended"), [1006]);
});

for (const way of ["close", "retire"] as const) {
  test(`after ${way} the socket is closed and nothing is waited for`, async () => {
    const world = new World();
    const command = assert.rejects(world.socket.request("conversation.open", { user: "u1" }), { code: "lost" });

    world.socket[way]();

    await command;
    assert.equal(world.isClosed, true);
  });
}
