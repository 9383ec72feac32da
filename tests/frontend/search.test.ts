/** Looking for messages: when it is asked, what is shown of the answers, and by which pages they come. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { excerpt } from "../../static/app/excerpt.js";
import { isEnough, Search } from "../../static/app/search.js";
import type { Hit } from "../../static/app/store.js";
import { ModelClock, settled } from "./model/clock.js";

interface Asked {
  q: string | undefined;
  after: string | undefined;
  signal: AbortSignal;
  answer: (hits: string[], next?: string) => Promise<void>;
  refuse: () => Promise<void>;
}

class World {
  readonly clock = new ModelClock();
  readonly asked: Asked[] = [];
  readonly search = new Search(
    ({ q }, after, signal) =>
      new Promise((resolve, reject) => {
        const answer = (hits: string[], next?: string) => {
          resolve({ hits: hits as unknown as Hit[], ...(next ? { next } : {}) });
          return settled();
        };
        const refuse = () => {
          reject(new Error("no"));
          return settled();
        };
        this.asked.push({ q, after, signal: signal!, answer, refuse });
      }),
    () => {},
    this.clock,
  );
}

test("while somebody types only the last words are asked for, once they rest", async () => {
  const { search, clock, asked } = new World();

  for (const q of ["te", "tea", "tea p"]) {
    search.want({ q }, 300);
    await clock.pass(200);
  }
  assert.deepEqual(asked, []);
  await clock.pass(100);

  assert.deepEqual(asked.map(({ q }) => q), ["tea p"]);
});

test("what was asked before is given up, and its answer not shown", async () => {
  const { search, asked } = new World();
  search.want({ q: "tea" });
  search.want({ q: "coffee" });

  await asked[0]!.answer(["tea"]);
  assert.deepEqual([asked[0]!.signal.aborted, search.state, search.hits], [true, "loading", []]);
  await asked[1]!.answer(["coffee"]);

  assert.deepEqual([search.state, search.hits], ["done", ["coffee"]]);
});

test("pages follow each other, one at a time, until there are no more", async () => {
  const { search, asked } = new World();
  search.want({ q: "tea" });
  await asked[0]!.answer(["1", "2"], "20");

  void search.more();
  void search.more();
  await asked[1]!.answer(["3"]);
  void search.more();

  assert.deepEqual(asked.map(({ after }) => after), [undefined, "20"]);
  assert.deepEqual([search.hits, search.hasMore], [["1", "2", "3"], false]);
});

test("a page that fails is asked for again, and what is there stays", async () => {
  const { search, asked } = new World();
  search.want({ q: "tea" });
  await asked[0]!.answer(["1"], "20");
  void search.more();
  await asked[1]!.refuse();
  assert.deepEqual([search.state, search.hits], ["failed", ["1"]]);

  search.again();
  await asked[2]!.answer(["2"]);

  assert.deepEqual([asked[2]!.after, search.hits], ["20", ["1", "2"]]);
});

test("who wants nothing any more sees nothing, also not what was on its way", async () => {
  const { search, asked } = new World();
  search.want({ q: "tea" });
  search.want(undefined);

  await asked[0]!.answer(["1"]);

  assert.deepEqual([search.state, search.hits], ["idle", []]);
});

test("two letters are enough to look for, or one character that means something", () => {
  assert.deepEqual(["t", " t ", "👍", "te", "茶", "ช"].map(isEnough), [false, false, false, true, true, true]);
});

test("the ranges of what was found are code points", () => {
  assert.deepEqual(excerpt("👩👩 喝茶去", [[3, 5]]), [
    { text: "👩👩 ", found: false },
    { text: "喝茶", found: true },
    { text: "去", found: false },
  ]);
});

test("of a long text the stretch around the first match is shown, and that it is cut", () => {
  const pieces = excerpt("a".repeat(500) + "tea" + "b".repeat(500), [[500, 503]]);

  assert.equal(pieces[0]!.text, "…");
  assert.deepEqual(pieces[2], { text: "tea", found: true });
  assert.equal(pieces.at(-1)!.text, "…");
  assert.ok(pieces.map(({ text }) => text).join("").length < 200);
});

test("ranges that touch or lie upon each other lose and double nothing", () => {
  const pieces = excerpt("tea time", [[0, 3], [2, 4], [4, 8]]);

  assert.equal(pieces.map(({ text }) => text).join(""), "tea time");
});
