/** Messages as they are shown: marks where people meant them, never at the cost of a character or of time. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { blocks, isLong, plainText, type Block, type Inline } from "../../static/app/text.js";
import { effort } from "./effort.js";
import { chances } from "./model/clock.js";

const MAX_BODY = 8_000;

/** A short way to write what comes out. */
function drawn(body: string): string {
  return blocks(body, [{ user: "lin", name: "林小雨" }])
    .map((block) => (block.type === "code" ? `CODE[${block.language}|${block.text}]` : `${block.type === "quote" ? "QUOTE" : ""}${inline(block.inside)}`))
    .join("¶");
}

function inline(inside: readonly Inline[]): string {
  const words: Record<string, string> = { code: "c", link: "a", call: "@" };
  return inside
    .map((piece) => (piece.type === "bold" ? `b(${inline(piece.inside)})` : piece.type === "text" ? piece.text : `${words[piece.type]}(${piece.text})`))
    .join("");
}

const CASES: [string, string][] = [
  ["你好", "你好"],
  ["这是**重点**，别忘了", "这是b(重点)，别忘了"],
  ["**Note:** bring `ice`", "b(Note:) bring c(ice)"],
  ["**看 `x` https://example.org/a**好", "b(看 c(x) a(https://example.org/a))好"],
  ["f**k you b**ch", "f**k you b**ch"],
  ["2**3 + 4**5", "2**3 + 4**5"],
  ["a ** b ** c", "a ** b ** c"],
  ["**a **b**", "**a b(b)"],
  ["***a*** and ****", "***a*** and ****"],
  ["5*3*2, my_file_name, (*^_^*), 好的~~再见~~", "5*3*2, my_file_name, (*^_^*), 好的~~再见~~"],
  ["**two\nlines**", "**two\nlines**"],
  ["`a **b** https://example.org`", "c(a **b** https://example.org)"],
  ["``a ` b`` and `c", "c(a ` b) and `c"],
  ["> one\n> two\nthree", "QUOTEone\ntwo¶three"],
  [">_< and >.<", ">_< and >.<"],
  ["看：\n```js\nlet a = 1;\n> no **quote**\n```\n好", "看：¶CODE[js|let a = 1;\n> no **quote**]¶好"],
  ["```\n```", "CODE[|]"],
  ["```js\nnever closed", "```js\nnever closed"],
  ["```one line```", "c(one line)"],
  ["**@林小雨** 你好 @林小雨", "b(@(@林小雨)) 你好 @(@林小雨)"],
  ["`@林小雨`\n> @林小雨", "c(@林小雨)¶QUOTE@(@林小雨)"],
  ["<b>bold</b> &amp; <script>", "<b>bold</b> &amp; <script>"],
];

for (const [body, expected] of CASES) {
  test(`a message ${JSON.stringify(body)}`, () => {
    assert.equal(drawn(body), expected);
  });
}

test("a line of a preview has no marks", () => {
  assert.equal(plainText("> so\n**now** `x`\n```py\nprint()\n```"), "so\nnow x\nprint()");
});

test("a text of many lines or letters is long", () => {
  assert.deepEqual(["a\n".repeat(10), "a\n".repeat(30), "好".repeat(1_000), "好".repeat(2_000)].map(isLong), [false, true, false, true]);
});

test("the 51st link is text, in whatever lines they stand", () => {
  const found = blocks("https://example.org `x`\n".repeat(60)).flatMap((block) => ("inside" in block ? block.inside : []));

  assert.equal(found.filter(({ type }) => type === "link").length, 50);
});

const ALPHABET = ["`", "``", "```", "*", "**", "***", ">", "> ", "\n", "\n```\n", "\n```js\n", " ", "a", "好", "，", "@林小雨", "@", "https://example.org", "/", "mailto:a@b.org", "~~", "_", "é", "‮", "\ud800", "<b>"];

function nonsense(random: () => number, length: number): string {
  return Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("");
}

test("no character is lost but marks, and none is made, whatever the text", () => {
  const random = chances(2);

  for (let round = 0; round < 5_000; round += 1) {
    const body = nonsense(random, Math.floor(random() * 25));
    const shown = textOfAll(blocks(body, [{ user: "lin", name: "林小雨" }]));
    assert.equal(unmarked(shown), unmarked(body));
    assert.ok(isPartOf(shown, body), JSON.stringify({ body, shown }));
  }
});

for (const part of ["*", "**", "** ", "**a", "a** ", "**a**", "`", "``` ", "`a", "`a`\n", "> ", ">\n", "\n", "```\n", "```js\n", "\n```", "@", "@林", "[", "<", "a@b.com", "https://a.b "]) {
  test(`8,000 characters take less than 20 ms: ${JSON.stringify(part)}`, () => {
    quick(part.repeat(MAX_BODY / part.length));
  });
}

test("8,000 characters of ticks, each run longer than the last, take less than 20 ms", () => {
  quick(Array.from({ length: 125 }, (_, index) => "`".repeat(index + 1)).join(" "));
});

test("8,000 characters of any nonsense take less than 20 ms", () => {
  const random = chances(3);

  for (let round = 0; round < 10; round += 1) quick(nonsense(random, MAX_BODY).slice(0, MAX_BODY));
});

function quick(body: string): void {
  const names = Array.from({ length: 60 }, (_, index) => ({ user: `u${index}`, name: `林小雨${index}` }));
  const best = Math.min(...[1, 2, 3, 4, 5].map(() => effort(() => blocks(body, names))));
  assert.ok(best < 20, `${best} ms`);
}

function textOfAll(found: readonly Block[]): string {
  return found.map((block) => (block.type === "code" ? block.text : textOf(block.inside))).join("");
}

function textOf(inside: readonly Inline[]): string {
  return inside.map((piece) => (piece.type === "bold" ? textOf(piece.inside) : piece.text)).join("");
}

/** What no mark is made of. */
function unmarked(text: string): string {
  return text.replaceAll("js", "").replace(/[`*> \n]/g, "");
}

function isPartOf(shown: string, body: string): boolean {
  let at = 0;
  for (const letter of body.split("")) if (letter === shown[at]) at += 1;
  return at === shown.length;
}
