/** Calling members by name. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { callAt, callsIn, membersFoundBy, mentionsIn, publicName } from "../../static/app/mentions.js";
import type { MemberView, Person } from "../../static/app/views.js";

function member(user: string, nickname: string, more: Partial<Person> = {}, inGroup = ""): MemberView {
  const person = { id: user, name: nickname, nickname, username: user, note: "", pinyin: "", nicknamePinyin: "", ...more } as Person;
  return { user, person, role: "member", nickname: inGroup, joinedSeq: 1 };
}

const LIN = member("lin", "林小雨", { pinyin: "lin xiao yu", nicknamePinyin: "lin xiao yu" });
const BOB = member("bob", "Bob", { name: "Plumber", note: "Plumber" }, "Captain");
const MEMBERS = [member("ann", "Ann"), BOB, LIN, member("anna", "Anna"), member("me", "Me")];

function found(query: string): string[] {
  return membersFoundBy(query, { members: MEMBERS }, "me").map(({ user }) => user);
}

function mentions(text: string, withAll = false): string[] {
  return mentionsIn(text, MEMBERS, [], withAll);
}

test("an @ begins a call, but not inside of an address or before a space", () => {
  assert.deepEqual(callAt("hi @bo", 6), { start: 3, query: "bo" });
  assert.deepEqual(callAt("你好@", 3), { start: 2, query: "" });
  assert.deepEqual(callAt("hi ＠bo and", 6), { start: 3, query: "bo" });
  assert.deepEqual(callAt("@ann @b", 7), { start: 5, query: "b" });
  for (const text of ["me@example", "hi @bob ", "hi", "@ann\n"]) assert.equal(callAt(text, text.length), undefined, text);
});

test("members are found by nickname, name in the group, note, username, pinyin and initials; never myself", () => {
  assert.deepEqual([found("bo"), found("capt"), found("plum")], [["bob"], ["bob"], ["bob"]]);
  assert.deepEqual([found("xiaoyu"), found("lxy"), found("小雨"), found("lin")], [["lin"], ["lin"], ["lin"], ["lin"]]);
  assert.deepEqual(found(""), ["ann", "bob", "lin", "anna"]);
});

test("whose name begins with the query stands first", () => {
  const ends = member("x", "Joann");

  assert.deepEqual(membersFoundBy("ann", { members: [ends, ...MEMBERS] }, "me").map(({ user }) => user), ["ann", "anna", "x"]);
});

test("others read the name in the group or the nickname, not my note", () => {
  assert.deepEqual([publicName(BOB), publicName(LIN)], ["Captain", "林小雨"]);
});

test("a text calls by the longest name that fits, and only whole words of letters", () => {
  assert.deepEqual(mentions("@Anna and @ann, @林小雨你好"), ["anna", "ann", "lin"]);
  assert.deepEqual(mentions("@annabel me@bob.example @nobody"), []);
  assert.deepEqual(mentions("@Captain! @BOB"), ["bob"]);
});

test("of two with one name the one taken from the list is called", () => {
  const twins = [member("one", "Sam"), member("two", "Sam")];

  assert.deepEqual(mentionsIn("@Sam", twins, [{ user: "two", name: "Sam" }], false), ["two"]);
});

test("everybody is called by those who may, in either language, and by nobody else", () => {
  assert.deepEqual([mentions("@everyone @ann", true), mentions("@所有人看一下", true)], [["all"], ["all"]]);
  assert.deepEqual(mentions("@everyone @ann"), ["ann"]);
});

test("where a name is called is told with its @", () => {
  assert.deepEqual(callsIn("hi @Ann.", [{ user: "ann", name: "Ann" }]), [{ user: "ann", start: 3, end: 7 }]);
});
