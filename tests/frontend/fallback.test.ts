/** Where sockets do not get through: the other ways, and the way back (docs/protocol.md 3.6 and 4). */

import assert from "node:assert/strict";
import { test } from "node:test";

import { READY, World } from "./model/ways.js";

test("after three failures the socket is given up for events, at once and without a word to anybody", async () => {
  const world = new World();
  world.line.start();

  for (let failure = 0; failure < 3; failure += 1) await world.fail();
  assert.deepEqual(world.tried, ["socket", "socket", "socket", "events"]);
  world.last.events.ready(READY);

  assert.deepEqual(world.states, ["online"]);
  assert.ok(world.clock.now() < 4_000);
});

test("without ready within 8 s the socket is given up for events", async () => {
  const world = new World();
  world.line.start();

  await world.clock.pass(8_000);

  assert.equal(world.tries[0]!.isClosed, true);
  assert.deepEqual(world.tried, ["socket", "events"]);
});

test("the 8 s are counted over all tries together", async () => {
  const world = new World();
  world.line.start();

  await world.clock.pass(3_500);
  world.last.events.ended(1006);
  await world.clock.pass(4_499);
  assert.deepEqual(world.tried, ["socket", "socket"]);
  await world.clock.pass(2);

  assert.deepEqual(world.tried, ["socket", "socket", "events"]);
});

test("a browser without sockets comes to the events as well", async () => {
  const world = new World();
  world.missing.add("socket");

  world.line.start();
  await world.clock.pass(4_000);

  assert.deepEqual(world.tried, ["events"]);
});

test("where events bring nothing within 8 s, polls are the last way", async () => {
  const world = await World.fallenBack("events");
  const other = new World();
  other.line.start();

  await other.clock.pass(16_000);
  assert.deepEqual(other.tried, ["socket", "events", "polls"]);
  assert.equal(other.line.connection, "offline");
  other.last.events.ready(READY);

  assert.equal(other.line.connection, "online");
  assert.equal(world.line.connection, "online");
});

test("when every way fails the server is away: offline, and then the socket again", async () => {
  const world = new World();
  world.line.start();

  while (world.tried.filter((way) => way === "polls").length < 2) await world.fail();

  assert.deepEqual(world.tried, ["socket", "socket", "socket", "events", "polls", "socket", "events", "polls"]);
  assert.equal(world.line.connection, "offline");
  assert.deepEqual(world.states, ["offline"]);
});

test("a good line of events that breaks is begun again as it was", async () => {
  const world = await World.fallenBack("events");
  await world.live(20_000);

  world.last.events.ended(1006);
  await world.clock.pass(700);

  assert.deepEqual(world.tried.slice(-2), ["events", "events"]);
});

test("commands go the way in use", async () => {
  const world = await World.fallenBack("polls");

  assert.deepEqual(await world.line.request("conversation.open", { user: "u1" }), { stream: "c1" });
});

// The way back

test("the socket is tried again after half a minute, then every five minutes, beside the line in use", async () => {
  const world = await World.fallenBack("events");
  const line = world.last;
  const count = world.tries.length;
  const tried: number[] = [];

  for (let second = 0; second < 1_000; second += 1) {
    line.events.heard();
    await world.clock.pass(1_000);
    for (const attempt of world.tries.slice(count + tried.length)) {
      assert.equal(attempt.way, "socket");
      tried.push(second + 1);
      attempt.events.ended(1006);
    }
  }

  assert.deepEqual(tried, [30, 330, 630, 930]);
  assert.equal(line.isClosed || line.isRetired, false);
  assert.deepEqual(world.states, ["online"]);
});

test("a socket that is ready takes the place of the events, whose answers may still come", async () => {
  const world = await World.fallenBack("events");
  const events = world.last;
  await world.live(30_000, events);

  world.last.events.ready({ ...READY, epoch: "e2" });
  events.events.frame({ type: "head", heads: {} });
  world.last.events.frame({ type: "head", heads: { c1: [1, 0, 0] } });
  events.events.ended(1006);
  await world.live(600_000);

  assert.equal(world.last.way, "socket");
  assert.deepEqual(world.ready.map(({ epoch }) => epoch), ["e1", "e2"]);
  assert.deepEqual(world.frames, [{ type: "head", heads: { c1: [1, 0, 0] } }]);
  assert.equal(events.isRetired, true);
  assert.equal(events.isClosed, false);
  assert.deepEqual(world.states, ["online"]);
});

test("a socket that is never ready is put away after 8 s", async () => {
  const world = await World.fallenBack("events");
  const events = world.last;
  await world.live(30_000, events);
  const socket = world.last;

  await world.live(10_000, events);

  assert.equal(socket.way, "socket");
  assert.equal(socket.isClosed, true);
  assert.equal(world.line.connection, "online");
});

test("from polls events are looked for too", async () => {
  const world = await World.fallenBack("polls");
  await world.live(30_000, world.last);

  world.last.events.ended(1006);
  assert.deepEqual(world.tried.slice(-3), ["polls", "socket", "events"]);
  world.last.events.ready(READY);

  assert.equal(world.tries.at(-3)!.isRetired, true);
  assert.deepEqual(world.states, ["online"]);
});

test("events that a proxy cuts again and again do not put off the search for something better", async () => {
  const world = await World.fallenBack("events");

  for (let minute = 0; minute < 6; minute += 1) {
    const line = world.tries.filter(({ way }) => way === "events").at(-1)!;
    await world.live(60_000, line);
    if (world.last.way === "socket") world.last.events.ended(1006);
    line.events.ended(1006);
    await world.clock.pass(1_000);
    world.last.events.ready(READY);
  }

  assert.equal(world.tried.slice(4).filter((way) => way === "socket").length, 2);
});

test("somebody who looks has the socket tried at once, and the events begun anew", async () => {
  const world = await World.fallenBack("events");
  const old = world.last;
  await world.live(10_000);

  world.line.wake();
  assert.equal(world.last.way, "socket");
  world.last.events.ended(1006);
  assert.equal(world.last.way, "events");
  world.last.events.ready(READY);

  assert.equal(old.isRetired, true);
  assert.deepEqual(world.states, ["online"]);
});

test("a new network is tried the way that worked, then for the socket", async () => {
  const world = await World.fallenBack("events");
  world.line.networkLost();

  world.line.networkFound();
  assert.equal(world.last.way, "events");
  world.last.events.ready(READY);
  await world.clock.pass(1);

  assert.equal(world.last.way, "socket");
});

test("what ends for good ends whichever line hears of it", async () => {
  const world = await World.fallenBack("events");
  const line = world.last;
  world.line.wake();

  world.last.events.ended(4401);

  assert.equal(world.line.connection, "signed-out");
  assert.equal(line.isClosed, true);
});

test("who is asked to come back later does not come before", async () => {
  const world = await World.fallenBack("polls");
  await world.live(20_000);
  const count = world.tries.length;

  world.last.events.ended(1006, 60_000);
  await world.clock.pass(59_000);
  assert.equal(world.tries.length, count);
  await world.clock.pass(2_000);

  assert.equal(world.tries.length, count + 1);
});

test("a line that is lost takes what was tried beside it along", async () => {
  const world = await World.fallenBack("events");
  world.line.wake();
  const socket = world.last;

  world.line.networkLost();

  assert.equal(socket.isClosed, true);
});
