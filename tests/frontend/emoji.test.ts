/** Emoji: which are found by what is typed, and when they stand alone. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { emojiFrom, findEmoji } from "../../static/app/emoji/book.js";
import { EmojiHabits } from "../../static/app/emoji/habits.js";
import { isFewEmoji, ownPieces, TONES, withTone } from "../../static/app/emoji/signs.js";
import { Browser } from "./model/browser.js";
import { chances, ModelClock } from "./model/clock.js";
import { Network } from "./model/network.js";
import { ModelServer } from "./model/server.js";

const rows = JSON.parse(readFileSync("static/emoji/all.json", "utf8"));
const all = emojiFrom(rows, "en").flat();

function found(query: string): string[] {
  return findEmoji(all, query).map(({ emoji }) => emoji);
}

test("emoji are found in English, Chinese and pinyin, those of that name first", () => {
  assert.equal(found("cat face")[0], "🐱");
  assert.ok(found("dog").includes("🐶"));
  assert.ok(found("喜极而泣").includes("😂"));
  assert.ok(found("xiaoku").includes("😂") && found("xkl").includes("😂"));
  assert.equal(emojiFrom(rows, "zh-hans").flat().find(({ emoji }) => emoji === "😂")?.name, "笑哭了");
  assert.deepEqual(found("no such thing"), []);
});

test("Latin letters find where words begin, so that a cat is no vacation", () => {
  assert.ok(found("cat").includes("🐈"));
  assert.ok(findEmoji(all, "cat").every(({ words }) => words.includes(" cat")));
});

test("a tone follows the first character, and takes the place of what only chose the look", () => {
  assert.equal(withTone("👋", TONES[5]), "👋🏿");
  assert.equal(withTone("☝️", TONES[1]), "☝🏻");
  assert.equal(withTone("🧑‍🚀", TONES[3]), "🧑🏽‍🚀");
  assert.equal(withTone("👋", ""), "👋");
});

test("one to three emoji alone are few, whatever they are made of; digits and words are none", () => {
  for (const few of ["😀", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇨🇳", "1️⃣👍🏽❤️"]) assert.ok(isFewEmoji(few), few);
  for (const other of ["", " ", "123", "a", "😀 a", "😀😀😀😀", "#"]) assert.ok(!isFewEmoji(other), other);
  assert.ok(all.every(({ emoji }) => isFewEmoji(emoji)));
});

test("the emoji taken last come first, each once", () => {
  let saved = 0;
  const habits = new EmojiHabits(() => (saved += 1), () => {});

  for (const emoji of ["😀", "👍", "😀"]) habits.take(emoji);

  assert.deepEqual([...habits.recent], ["😀", "👍"]);
  assert.equal(saved, 3);
});

test("what I take is remembered in this browser for the next visit", async () => {
  const clock = new ModelClock(chances(1));
  const server = new ModelServer();
  server.addPerson("ann");
  const browser = new Browser(new Network(clock, server), "ann");
  const tab = browser.open();
  await clock.pass(2_000);
  tab.store.emoji.take("🎉");
  tab.store.emoji.chooseTone(TONES[2]);
  await clock.pass(2_000);

  const next = browser.open();
  await clock.pass(2_000);

  assert.deepEqual([[...next.store.emoji.recent], next.store.emoji.tone], [["🎉"], TONES[2]]);
});

test("a name between colons stands for a picture where the site has one", () => {
  const own = new Map([["goat", "/goat"], ["ok", "/ok"]]);
  const goat = { name: "goat", url: "/goat" };

  assert.deepEqual(ownPieces("look: :goat:!", own), ["look: ", goat, "!"]);
  assert.deepEqual(ownPieces(":no:goat:", own), [":no", goat]);
  assert.deepEqual(ownPieces("at 12:30:45 :cow:", own), ["at 12:30:45 :cow:"]);
  assert.deepEqual(ownPieces(":goat:", new Map()), [":goat:"]);
  assert.ok(isFewEmoji(":goat: 🎉:ok:", own) && !isFewEmoji(":goat: :cow:", own));
});
