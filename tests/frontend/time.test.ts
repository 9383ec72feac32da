/** Times as people read them, in both languages. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { isLasting, LASTING, startsDay, startsGroup, Times } from "../../static/app/time.js";

/** A Friday. */
const NOW = new Date(2026, 10, 20, 15, 30);

function at(...parts: [number, number, number, number?, number?]): string {
  const [year, month, day, hour = 9, minute = 5] = parts;
  return new Date(year, month - 1, day, hour, minute).toISOString();
}

const english = new Times("en");
const chinese = new Times("zh-hans");

test("the list shows today's hour, yesterday, the day of this week, else the date", () => {
  const moments = [at(2026, 11, 20), at(2026, 11, 19, 23, 59), at(2026, 11, 14), at(2026, 11, 13), at(2025, 12, 31)];

  assert.deepEqual(moments.map((moment) => english.short(moment, NOW).replace("\u202f", " ")), [
    "9:05 AM",
    "Yesterday",
    "Sat",
    "Nov 13",
    "12/31/25",
  ]);
  assert.deepEqual(moments.map((moment) => chinese.short(moment, NOW)), ["09:05", "昨天", "周六", "11月13日", "25/12/31"]);
});

test("in the middle of a sentence yesterday is small", () => {
  assert.equal(english.inSentence(at(2026, 11, 19), NOW), "yesterday");
  assert.equal(english.inSentence(at(2026, 11, 14), NOW), "Sat");
});

test("the line between days says today, yesterday, the day, else the date", () => {
  const moments = [at(2026, 11, 20), at(2026, 11, 19), at(2026, 11, 16), at(2026, 3, 1), at(2024, 2, 29)];

  assert.deepEqual(moments.map((moment) => english.day(moment, NOW)), ["Today", "Yesterday", "Monday", "Mar 1", "Feb 29, 2024"]);
  assert.deepEqual(moments.map((moment) => chinese.day(moment, NOW)), ["今天", "昨天", "星期一", "3月1日", "2024年2月29日"]);
});

test("a clock that is behind the server's shows today, not an error", () => {
  assert.equal(english.short(at(2026, 11, 20, 23), NOW).replace("\u202f", " "), "11:05 PM");
  assert.equal(english.day(at(2026, 11, 21), NOW), "Tomorrow");
});

test("what lasts until somebody ends it is told from every time that was meant", () => {
  assert.deepEqual([LASTING, at(2126, 1, 1), undefined].map(isLasting), [true, false, false]);
});

test("a moment near now is the hour today, else the day as well, of another year the day", () => {
  assert.equal(chinese.moment(at(2026, 11, 20, 18, 5), NOW), "18:05");
  assert.equal(chinese.moment(at(2026, 11, 27, 18, 5), NOW), "11月27日 18:05");
  assert.equal(chinese.moment(at(2027, 1, 2), NOW), "2027年1月2日");
});

test("what is no time shows nothing", () => {
  for (const show of [english.short, english.day, english.hour, english.full, english.moment]) {
    assert.equal(show.call(english, ""), "");
    assert.equal(show.call(english, "soon"), "");
  }
});

test("an unknown language falls back to English", () => {
  assert.equal(new Times("not a language!").day(at(2026, 11, 20), NOW), "Today");
});

test("a day begins at midnight of this device", () => {
  const message = (moment: string) => ({ author: "ann", at: moment, kind: "text" });

  assert.equal(startsDay(undefined, message(at(2026, 11, 20))), true);
  assert.equal(startsDay(message(at(2026, 11, 19, 23, 59)), message(at(2026, 11, 20, 0, 1))), true);
  assert.equal(startsDay(message(at(2026, 11, 20, 0, 1)), message(at(2026, 11, 20, 23, 59))), false);
});

test("messages of one author within five minutes are one group", () => {
  const first = { author: "ann", at: at(2026, 11, 20, 9, 0), kind: "text" };

  assert.equal(startsGroup(undefined, first), true);
  assert.equal(startsGroup(first, { ...first, at: at(2026, 11, 20, 9, 5) }), false);
  assert.equal(startsGroup(first, { ...first, at: at(2026, 11, 20, 9, 6) }), true);
  assert.equal(startsGroup(first, { ...first, author: "bob" }), true);
  assert.equal(startsGroup(first, { ...first, kind: "notice" }), true);
  assert.equal(startsGroup({ ...first, at: at(2026, 11, 19, 23, 59) }, { ...first, at: at(2026, 11, 20, 0, 1) }), true);
});
