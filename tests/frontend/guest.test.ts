/** The work of a guest's browser. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { beginsWithZeros, sha256 } from "../../static/app/guest/sha256.js";
import { proofOf } from "../../static/app/guest/work.js";

function hex(bytes: Uint8Array): string {
  return [...sha256(bytes)].map((word) => word.toString(16).padStart(8, "0")).join("");
}

test("the digest is that of everybody else, whatever the length", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
    assert.equal(hex(bytes), createHash("sha256").update(bytes).digest("hex"));
  }
});

test("a proof begins with as many zeros as were asked for", () => {
  const proof = proofOf({ challenge: "abc:1:x", difficulty: 12 });

  const digest = createHash("sha256").update(`abc:1:x:${proof}`).digest("hex");
  assert.ok(digest.startsWith("000"));
});

test("zeros are counted over the first word, too", () => {
  assert.ok(beginsWithZeros(Uint32Array.of(0, 0x00ff_ffff), 40));
  assert.ok(!beginsWithZeros(Uint32Array.of(0, 0x01ff_ffff), 40));
});
