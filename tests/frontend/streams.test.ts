/** Which streams are asked for, and when: reference 7.2, 7.4 and 7.11. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Row, StreamId, UpdateFrame } from "../../static/app/protocol.js";
import { Streams } from "../../static/app/streams.js";
import { ModelClock } from "./model/clock.js";

class World {
  readonly clock = new ModelClock();
  readonly wanted: StreamId[] = [];
  readonly left: StreamId[] = [];
  readonly streams = new Streams("ann", this.clock, {
    changed: () => {},
    left: (stream) => this.left.push(stream),
    wants: (streams) => this.wanted.push(...streams),
  });

  /** `me` at version 5 with the conversation c1, held at version 10. */
  static async held(): Promise<World> {
    const world = new World();
    world.streams.bootstrap({
      me: { version: 5, rows: [mine("c1", 5), mine("c2", 4)] },
      conversations: [
        { stream: "c1", head: [10, 3, 1], rows: [] },
        { stream: "c2", head: [20, 9, 9], rows: [] },
      ],
    } as never);
    world.streams.answer({ type: "reset", stream: "c1", version: 10, last_seq: 3, first_seq: 1, rows: [] }, 0);
    return world;
  }
}

function mine(id: StreamId, version: number, more: object = {}): Row {
  return { key: `conversation:${id}`, version, kind: "group", read_seq: 0, notify: "all", ...more } as Row;
}

function update(stream: StreamId, prev: number, version: number, ...rows: Row[]): UpdateFrame {
  return { type: "update", stream, prev, version, rows };
}

test("a gap is asked about only if it is still there after 300 ms", async () => {
  const world = await World.held();

  world.streams.push(update("c1", 11, 12));
  await world.clock.pass(299);
  assert.deepEqual(world.wanted, []);
  await world.clock.pass(1);
  assert.deepEqual(world.wanted, ["c1"]);
});

test("a gap that closes by itself is not asked about", async () => {
  const world = await World.held();

  world.streams.push(update("c1", 11, 12));
  await world.clock.pass(200);
  world.streams.push(update("c1", 10, 11));
  await world.clock.pass(1_000);

  assert.deepEqual(world.wanted, []);
  assert.equal(world.streams.versionOf("c1"), 12);
});

test("an update of a stream held at 0 is asked about at once", async () => {
  const world = await World.held();

  world.streams.push(update("c2", 20, 21));

  assert.deepEqual(world.wanted, ["c2"]);
});

test("a head above a held version is asked about, the same head is not", async () => {
  const world = await World.held();

  world.streams.head({ c1: [10, 3, 1] });
  assert.deepEqual(world.wanted, []);
  world.streams.head({ c1: [11, 4, 1] });
  assert.deepEqual(world.wanted, ["c1"]);
});

test("the first head of a stream held at 0 makes it known, a higher one asks for it", async () => {
  const world = await World.held();

  world.streams.head({ c3: [7, 1, 0], c2: [20, 9, 9] });
  assert.deepEqual(world.wanted, []);
  world.streams.head({ c3: [8, 2, 0] });
  assert.deepEqual(world.wanted, ["c3"]);
});

test("in ready a version behind the local one is asked about too", async () => {
  const world = await World.held();

  world.streams.ready({ me: [4], c1: [9, 2, 1] });

  assert.deepEqual(world.wanted, ["me", "c1"]);
  assert.equal(world.streams.conversation("c1")!.lastSeq, 3);
});

test("a new conversation in a live update of me is synced at once", async () => {
  const world = await World.held();

  world.streams.push(update("me", 5, 6, mine("c7", 6)));

  assert.deepEqual(world.wanted, ["c7"]);
});

test("a conversation one waits to join is not synced before one is in", async () => {
  const world = await World.held();

  world.streams.push(update("me", 5, 6, mine("c7", 6, { waiting: true })));
  assert.deepEqual(world.wanted, []);
  assert.equal([...world.streams.listed()].length, 2);
  world.streams.push(update("me", 6, 7, mine("c7", 7)));
  assert.deepEqual(world.wanted, ["c7"]);
});

test("who left and asks to come back holds nothing, also where only the asking was heard of", async () => {
  const world = await World.held();

  world.streams.push(update("me", 5, 7, mine("c1", 7, { waiting: true })));

  assert.deepEqual([world.streams.versionOf("c1"), world.left], [0, ["c1"]]);
});

test("leaving drops the stream, and what still comes of it", async () => {
  const world = await World.held();

  world.streams.push(update("me", 5, 6, mine("c1", 6, { left: "removed" })));
  world.streams.push(update("c1", 10, 11));
  world.streams.head({ c1: [12, 5, 1] });

  assert.deepEqual(world.left, ["c1"]);
  assert.equal(world.streams.conversation("c1"), undefined);
  assert.deepEqual([...world.streams.listed()].map(([id]) => id), ["c2"]);
  assert.deepEqual(world.wanted, []);
});

test("coming back asks for the conversation anew", async () => {
  const world = await World.held();
  world.streams.push(update("me", 5, 6, mine("c1", 6, { left: "removed" })));

  world.streams.push(update("me", 6, 7, mine("c1", 7)));

  assert.deepEqual(world.wanted, ["c1"]);
});

test("gone in the answer to a sync drops the stream", async () => {
  const world = await World.held();

  world.streams.answer({ type: "gone", stream: "c1" }, 10);

  assert.equal(world.streams.conversation("c1"), undefined);
  assert.deepEqual(world.left, ["c1"]);
});

test("when me is complete, streams without a row go, but not from the screen", async () => {
  const world = await World.held();
  world.streams.answer({ type: "reset", stream: "c8", version: 1, rows: [] }, 0);
  world.streams.answer({ type: "reset", stream: "c9", version: 1, rows: [] }, 0);

  world.streams.dropStrangers(["c8"]);

  assert.ok(world.streams.conversation("c8"));
  assert.equal(world.streams.conversation("c9"), undefined);
  assert.deepEqual(world.left, []);
});

test("a reset of me asks for conversations of which nothing is held", async () => {
  const world = await World.held();

  const rows = [mine("c1", 7), mine("c5", 8)];
  world.streams.answer({ type: "reset", stream: "me", version: 9, rows }, 5);

  assert.deepEqual(world.wanted, ["c5"]);
  assert.equal(world.streams.mine("c2"), undefined);
});
