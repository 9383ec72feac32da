/** The people of the lobby, as they are told. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Crowd } from "../../static/app/crowd.js";
import { ModelClock } from "./model/clock.js";

test("who is in the lobby is known as long as it holds, and the newest word counts", async () => {
  const clock = new ModelClock();
  const changed: string[] = [];
  const crowd = new Crowd(clock, (stream) => changed.push(stream));

  crowd.told("c9", { count: 1, faces: ["u1"] }, 90);
  await clock.pass(60_000);
  crowd.told("c9", { count: 2, faces: ["u2", "u1"] }, 90);
  await clock.pass(60_000);
  assert.equal(crowd.in("c9")?.count, 2);
  await clock.pass(31_000);

  assert.equal(crowd.in("c9"), undefined);
  assert.deepEqual(changed, ["c9", "c9", "c9"]);
});
