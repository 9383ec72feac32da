/** The people of a conversation. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { isBlocked, memberIds, membersOf, myMember, otherOf } from "../../static/app/members.js";
import type { Person } from "../../static/app/views.js";
import { member, NOW, sources, stream } from "./model/held.js";

test("members stand by role, then as they came; who has left is none", () => {
  const held = stream(
    [member("lin", { role: "owner" }), member("chen", { role: "admin" }), member("eve", { left: true })],
    { kind: "group" },
  );

  assert.deepEqual(membersOf(sources(), held).map(({ user }) => user), ["lin", "chen", "ann", "bob"]);
  assert.deepEqual(memberIds(held), ["ann", "bob", "lin", "chen"]);
});

test("a member has the name of the group, and is muted while that lasts", () => {
  const until = new Date(NOW + 1_000).toISOString();
  const over = new Date(NOW).toISOString();
  const held = stream([member("lin", { nickname: "Captain", muted_until: until }), member("chen", { muted_until: over })], {
    kind: "group",
  });

  const [, , lin, chen] = membersOf(sources(), held);

  assert.deepEqual([lin!.nickname, lin!.mutedUntil], ["Captain", until]);
  assert.deepEqual([chen!.nickname, chen!.mutedUntil], ["", undefined]);
});

test("a chat of two has another person, a group has none", () => {
  assert.equal(otherOf(sources(), stream([])), "bob");
  assert.equal(otherOf(sources(), stream([], { kind: "group" })), undefined);
  assert.equal(myMember(sources(), stream([]))?.key, "member:ann");
});

test("only somebody whom I block is blocked", () => {
  const people = { bob: { contact: { blocked: true } as Person["contact"] } as Partial<Person> };

  assert.deepEqual([isBlocked(sources({ people }), "bob"), isBlocked(sources(), "bob"), isBlocked(sources(), undefined)], [true, false, false]);
});
