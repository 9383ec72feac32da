/** Who has read a message in a group, and who is shown so. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readersOf } from "../../static/app/readers.js";
import { ReceiptBook } from "../../static/app/receipts.js";
import type { MemberView } from "../../static/app/views.js";

const MEMBERS = [
  { user: "ann", joinedSeq: 1 },
  { user: "bob", joinedSeq: 1 },
  { user: "lin", joinedSeq: 1 },
  { user: "chen", joinedSeq: 1 },
  { user: "eve", joinedSeq: 9 },
] as MemberView[];

test("those who were there have read it, have not, or do not show it; who came later counts nowhere", () => {
  const { read, unread, silent } = readersOf({ members: MEMBERS, read: { ann: 9, bob: 5, lin: 4, eve: 9 } }, "ann", 5);

  assert.deepEqual([read, unread, silent].map((members) => members.map(({ user }) => user)), [["bob"], ["lin"], ["chen"]]);
});

test("who shows nobody what they have read is shown nothing, until they do again", () => {
  const book = new ReceiptBook();
  book.merge("c1", { read: { bob: 5 } });

  assert.equal(book.hide(true), true);
  assert.equal(book.hide(true), false);
  book.merge("c1", { read: { bob: 6 } });
  assert.deepEqual(book.of("c1").read, {});

  assert.equal(book.hide(false), true);
  book.merge("c1", { read: { bob: 7 } });
  assert.deepEqual(book.of("c1").read, { bob: 7 });
});
