/** What is known of meeting somebody by chance beside one's row. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Seeking } from "../../static/app/seeking.js";
import { chances, ModelClock } from "./model/clock.js";

test("how many wait is told when it changes, and forgotten when nobody says it again", async () => {
  const clock = new ModelClock(chances(1));
  const heard: (number | undefined)[] = [];
  const seeking = new Seeking(clock, () => heard.push(seeking.waiting), () => {});

  seeking.told(3, 10);
  await clock.pass(6_000);
  seeking.told(3, 10);
  await clock.pass(6_000);
  assert.deepEqual(heard, [3]);

  await clock.pass(5_000);
  assert.deepEqual(heard, [3, undefined]);
});

test("what was wished for is kept for the next visit", () => {
  const wish = { tags: ["tea"], languages: ["en"], age: 18 };
  let kept = 0;
  const before = new Seeking(new ModelClock(chances(1)), () => {}, () => (kept += 1));
  before.wishFor(wish);
  const after = new Seeking(new ModelClock(chances(1)), () => {}, () => {});
  after.restore(before.wish);

  assert.equal(kept, 1);
  assert.deepEqual(after.wish, wish);
});
