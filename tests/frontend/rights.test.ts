/** Who may do what with a message. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Role } from "../../static/app/protocol.js";
import { mayCallAll, mayEdit, mayForward, mayPin, mayStop, mayTakeBack } from "../../static/app/rights.js";
import type { MemberView, MessageView } from "../../static/app/views.js";

const AT = Date.UTC(2026, 10, 20, 12);
const MEMBERS = [
  { user: "ann", role: "owner" },
  { user: "bob", role: "admin" },
  { user: "lin", role: "member" },
] as MemberView[];

function said(author: string, more: Partial<MessageView> = {}): MessageView {
  return { id: "x", seq: 1, author, mine: false, kind: "text", recalled: false, at: new Date(AT).toISOString(), ...more } as MessageView;
}

function inGroup(role: Role): { kind: "group"; role: Role; members: MemberView[] } {
  return { kind: "group", role, members: MEMBERS };
}

function mayTake(role: Role, message: MessageView, seconds = 0, isStaff = false): boolean {
  return mayTakeBack(inGroup(role), message, { isStaff, now: AT + seconds * 1000 });
}

test("what I said I may take back for two minutes, as an admin at any time", () => {
  const mine = said("lin", { mine: true });

  assert.deepEqual([mayTake("member", mine, 119), mayTake("member", mine, 120)], [true, false]);
  assert.equal(mayTake("admin", mine, 3600), true);
});

test("what others said is taken back by those above them, whoever has gone counting as a member", () => {
  assert.deepEqual(["ann", "bob", "lin", "eve"].map((user) => mayTake("owner", said(user))), [false, true, true, true]);
  assert.deepEqual(["ann", "bob", "lin", "eve"].map((user) => mayTake("admin", said(user))), [false, false, true, true]);
  assert.equal(mayTake("member", said("lin")), false);
});

test("in a chat of two nobody takes back what the other said", () => {
  assert.equal(mayTakeBack({ kind: "direct", role: "owner", members: [] }, said("bob"), { isStaff: false, now: AT }), false);
});

test("who looks after the site may take back all but notices and what is gone", () => {
  assert.equal(mayTake("member", said("ann"), 3600, true), true);
  assert.equal(mayTake("member", said("ann", { kind: "notice" }), 0, true), false);
  assert.equal(mayTake("member", said("ann", { recalled: true }), 0, true), false);
});

test("both may pin while they talk, in a group its admins; they also call all", () => {
  assert.equal(mayPin({ kind: "direct", members: [] }), true);
  assert.equal(mayPin({ kind: "direct", members: [], refusal: { code: "blocked" } }), false);
  assert.deepEqual((["owner", "admin", "member"] as const).map((role) => mayPin(inGroup(role))), [true, true, false]);
  assert.deepEqual((["owner", "admin", "member"] as const).map((role) => mayCallAll({ role })), [true, true, false]);
});

test("what is answered where it stands is not forwarded, nor what is no message any more", () => {
  const kinds = ["text", "album", "forward", "dice", "poll", "chain", "notice"];

  assert.deepEqual(kinds.filter((kind) => mayForward(said("lin", { kind }))), ["text", "album", "forward", "dice"]);
  assert.equal(mayForward(said("lin", { recalled: true })), false);
});

test("my own words I may change for a day, while I may speak", () => {
  const row = { key: "message:1" } as MessageView["row"];
  const mine = said("lin", { mine: true, row });
  const inHours = (hours: number) => AT + hours * 3_600_000;

  assert.ok(mayEdit(inGroup("member"), mine, inHours(23)));
  assert.ok(!mayEdit(inGroup("member"), mine, inHours(25)));
  assert.ok(!mayEdit({ ...inGroup("member"), refusal: { code: "forbidden", reason: "muted" } }, mine, AT));
  assert.ok(!mayEdit(inGroup("owner"), said("bob", { row }), AT));
  for (const other of [{ kind: "dice" }, { recalled: true }, { row: undefined }]) {
    assert.ok(!mayEdit(inGroup("member"), said("lin", { mine: true, row, ...other } as never), AT));
  }
});

test("a robot's answer is stopped by who asked and by admins, in a chat of two by both", () => {
  assert.equal(mayStop({ kind: "direct", role: "member" }, false), true);
  for (const kind of ["group", "lobby"] as const) {
    assert.deepEqual([mayStop({ kind, role: "member" }, true), mayStop({ kind, role: "member" }, false)], [true, false]);
  }
  assert.deepEqual([mayStop({ kind: "group", role: "admin" }, false), mayStop({ kind: "group", role: "owner" }, false)], [true, true]);
});
