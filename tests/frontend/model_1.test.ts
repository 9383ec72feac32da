/** The promises of docs/protocol.md 1, half of the schedules; two files, so that two processors share the work. */

import { test } from "node:test";

import { runSchedules } from "./model/schedules.js";

test("nothing is lost, repeated or reordered, and live state equals a fresh fetch: schedules 1 to 100", async () => {
  await runSchedules(1, 100);
});
