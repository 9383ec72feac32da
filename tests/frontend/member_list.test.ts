/** Members of a group: their order, who is found, who stands above whom. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { byRoleAndName, foundMembers, isAbove } from "../../static/app/member_list.js";
import type { Role } from "../../static/app/protocol.js";
import type { MemberView, Person } from "../../static/app/views.js";

function member(name: string, role: Role = "member", more: Partial<Person> = {}, nickname = ""): MemberView {
  const person = { id: name, name, nickname: name, username: "", note: "", pinyin: "", nicknamePinyin: "", ...more };
  return { user: name, person: person as Person, role, nickname, joinedSeq: 1 };
}

function names(members: readonly MemberView[]): string[] {
  return members.map(({ user }) => user);
}

test("the owner stands first, then the admins, each by name", () => {
  const members = [
    member("Zoë"),
    member("陈默", "member", { pinyin: "chen mo" }),
    member("Bob", "admin"),
    member("Ann", "admin"),
    member("Lin", "owner"),
  ];

  assert.deepEqual(names(byRoleAndName(members, "en")), ["Lin", "Ann", "Bob", "陈默", "Zoë"]);
});

test("what somebody is called here orders them, unless I have a name of my own for them", () => {
  const members = [
    member("Ann", "member", {}, "Zebra"),
    member("Bob", "member", { note: "Bob" }, "Aardvark"),
    member("Cat", "member"),
  ];

  assert.deepEqual(names(byRoleAndName(members, "en")), ["Bob", "Cat", "Ann"]);
});

test("members are found by what they are called here, by note, nickname, username and syllables", () => {
  const lin = member("Boss", "member", { nickname: "林小雨", username: "rainy", nicknamePinyin: "lin xiao yu" }, "小雨 Rain");
  const members = [lin, member("Bob")];

  for (const query of ["rain", "boss", "林小", "RAINY", "xiaoyu", "lxy"]) {
    assert.deepEqual(names(foundMembers(members, query)), ["Boss"], query);
  }
  assert.deepEqual(names(foundMembers(members, "")), ["Boss", "Bob"]);
});

test("only who stands above somebody can do something to them", () => {
  const roles: Role[] = ["owner", "admin", "member"];
  const below = (mine: Role | undefined) => roles.filter((theirs) => isAbove(mine, theirs));

  assert.deepEqual([below("owner"), below("admin"), below("member"), below(undefined)], [["admin", "member"], ["member"], [], []]);
});
