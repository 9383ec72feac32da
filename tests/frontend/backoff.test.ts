/** The wait before a try (docs/protocol.md 3.6). */

import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff } from "../../static/app/backoff.js";

test("the wait before a try is random between 0.2 s and the doubled step, at most 30.2 s", () => {
  for (let failures = 0; failures < 100; failures += 1) {
    const most = Math.min(30_000, 500 * 2 ** failures) + 200;
    assert.equal(backoff(failures, 0), 200);
    assert.ok(backoff(failures, 0.999_999) <= most && backoff(failures, 0.999_999) > most * 0.99);
  }
});
