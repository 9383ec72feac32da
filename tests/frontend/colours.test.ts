/** The colours of code: never another code, never slow. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { coloured, LANGUAGES } from "../../static/app/colours.js";
import { effort } from "./effort.js";
import { chances } from "./model/clock.js";

/** Longer ones have no colours. */
const MOST = 3_000;

function text(code: string, language: string): string {
  return coloured(code, language)
    .map((part) => part.text)
    .join("");
}

test("words, strings, numbers and comments are told apart", () => {
  const kinds = coloured('let a = "b"; // c', "js").filter(({ kind }) => kind);

  assert.deepEqual(kinds, [
    { text: "let", kind: "word" },
    { text: '"b"', kind: "string" },
    { text: "// c", kind: "comment" },
  ]);
});

test("of a language nobody knows the code is as it was", () => {
  assert.deepEqual(coloured("<b>", "klingon"), [{ text: "<b>", kind: "" }]);
});

test("what is too long for colours is shown without", () => {
  const code = "let ".repeat(1_000);

  assert.deepEqual(coloured(code, "js"), [{ text: code, kind: "" }]);
});

const NONSENSE = ["(", ")", "{", "}", "<", ">", '"', "'", "`", "\\", "/", "*", "#", "//", "/*", "<!--", "<?php", "=", " ", "\n", "a", "_", "0", "1e", "$", "@", "%", ":", "-", "&", "好", "\ud800", "function", "class ", "def "];

for (const language of LANGUAGES) {
  test(`no code of ${language} is changed, and none takes long`, () => {
    const random = chances(4);
    for (let round = 0; round < 6; round += 1) {
      const code = Array.from({ length: MOST }, () => NONSENSE[Math.floor(random() * NONSENSE.length)]).join("").slice(0, MOST);
      assert.equal(text(code, language), code);
    }
    for (const part of NONSENSE) {
      const code = part.repeat(MOST / part.length);
      const took = effort(() => assert.equal(text(code, language), code));
      assert.ok(took < 1_000, `${JSON.stringify(part)}: ${took} ms`);
    }
  });
}
