/** Picking messages, to do one thing with all of them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_PICKED, Picks } from "../../static/app/picks.js";

test("a message is picked and no more, each time by a new set, and the conversation is told", () => {
  const told: string[] = [];
  const picks = new Picks((topic) => told.push(topic));
  assert.equal(picks.of("c1"), undefined);

  picks.turn("c1", 3);
  const first = picks.of("c1");
  picks.turn("c1", 5);
  picks.turn("c1", 3);

  assert.deepEqual([...first!], [3]);
  assert.deepEqual([...picks.of("c1")!], [5]);
  picks.end("c1");
  picks.end("c1");
  assert.equal(picks.of("c1"), undefined);
  assert.deepEqual(told, Array(4).fill("conversation:c1"));
});

test("no more are picked than can be forwarded at once", () => {
  const picks = new Picks(() => undefined);
  const turned = Array.from({ length: MOST_PICKED + 1 }, (_, seq) => picks.turn("c1", seq + 1));

  assert.equal(turned.at(-1), false);
  assert.equal(picks.of("c1")!.size, MOST_PICKED);
});
