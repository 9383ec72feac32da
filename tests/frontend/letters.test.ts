/** Lists from A to Z, whatever a name is written in. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { byLetter, finders, tagsOf } from "../../static/app/letters.js";
import type { Contact, Person } from "../../static/app/views.js";

function person(name: string, pinyin = "", more: Partial<Person> = {}): Person {
  return { id: name, name, pinyin, nickname: name, username: "", nicknamePinyin: pinyin, ...more } as Person;
}

function contact(name: string, pinyin = "", more: Partial<Contact> = {}): Contact {
  return { user: name, person: person(name, pinyin), star: false, tags: [], ...more } as Contact;
}

function groups(...contacts: Contact[]): Record<string, string[]> {
  return Object.fromEntries(byLetter(contacts).map(([letter, some]) => [letter, some.map(({ user }) => user)]));
}

test("Chinese names stand among the others, by their syllables", () => {
  assert.deepEqual(groups(contact("Bob"), contact("陈默", "chen mo"), contact("charlie"), contact("李", "li")), {
    B: ["Bob"],
    C: ["陈默", "charlie"],
    L: ["李"],
  });
});

test("accents do not matter, and what no letter begins comes last", () => {
  const letters = byLetter([contact("Émile"), contact("42"), contact("🍊"), contact("жук"), contact("Zoë")]).map(([letter]) => letter);

  assert.deepEqual(letters, ["E", "Z", "#"]);
});

test("starred people stand first, and under their letter too", () => {
  assert.deepEqual(groups(contact("Ann"), contact("Zoë", "", { star: true })), { "★": ["Zoë"], A: ["Ann"], Z: ["Zoë"] });
});

test("a person is found by note, nickname, username, syllables and initials", () => {
  const lin = person("Boss", "", { nickname: "林小雨", username: "rainy", nicknamePinyin: "lin xiao yu" });

  for (const typed of ["Boss", "林小", "rain", "lin xiao", "linxiaoyu", "lxy", "xy"]) {
    assert.ok(finders(lin).includes(typed), typed);
  }
  assert.ok(!finders(lin).includes("yx"));
});

test("each of my tags is named once", () => {
  const contacts = [contact("Ann", "", { tags: ["Work", "Chess"] }), contact("Bob", "", { tags: ["Chess"] })];

  assert.deepEqual(tagsOf(contacts, "en"), ["Chess", "Work"]);
});
