/** Moments after which a view says something else although nothing has happened. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Ends } from "../../static/app/ends.js";
import { ModelClock } from "./model/clock.js";

const DAY_MS = 24 * 60 * 60 * 1000;

function watched(): { clock: ModelClock; ends: Ends; told: string[]; at: (ms: number) => string } {
  const clock = new ModelClock();
  const told: string[] = [];
  const ends = new Ends(clock, (topic) => told.push(topic));
  return { clock, ends, told, at: (ms) => new Date(clock.date() + ms).toISOString() };
}

test("the first moment that is ahead is told, once", async () => {
  const { clock, ends, told, at } = watched();

  ends.watch("list", [at(-5_000), undefined, at(2_000), at(1_000)]);
  await clock.pass(999);
  assert.deepEqual(told, []);
  await clock.pass(10_000);

  assert.deepEqual(told, ["list"]);
});

test("what was asked for before is dropped, of this topic only", async () => {
  const { clock, ends, told, at } = watched();

  ends.watch("list", [at(1_000)]);
  ends.watch("conversation:c1", [at(1_000)]);
  ends.watch("list", []);
  await clock.pass(5_000);

  assert.deepEqual(told, ["conversation:c1"]);
});

test("what is further away than a timer holds is looked at again in between", async () => {
  const { clock, ends, told, at } = watched();

  ends.watch("list", [at(60 * DAY_MS)]);
  await clock.pass(25 * DAY_MS);

  assert.deepEqual(told, ["list"]);
});
