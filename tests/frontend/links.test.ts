/** Links in messages: found where people see them, never at the cost of a character or of time. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { pieces } from "../../static/app/links.js";
import { effort } from "./effort.js";
import { chances } from "./model/clock.js";

const MAX_BODY = 8_000;

function links(text: string): string[] {
  return pieces(text).flatMap((piece) => (piece.type === "link" ? [piece.text] : []));
}

const CASES: [string, string[]][] = [
  ["no link here", []],
  ["https://example.com", ["https://example.com"]],
  ["see http://example.com/a?b=c#d.", ["http://example.com/a?b=c#d"]],
  ["看https://example.com/路吧", ["https://example.com/"]],
  ["看 https://example.com，很好", ["https://example.com"]],
  ["（https://example.com/a）。", ["https://example.com/a"]],
  ["「https://example.com」！", ["https://example.com"]],
  ["(https://example.com/a_(b))", ["https://example.com/a_(b)"]],
  ["https://example.com/a]", ["https://example.com/a"]],
  ["https://example.com/café!", ["https://example.com/café"]],
  ["https://a.example,https://b.example", ["https://a.example", "https://b.example"]],
  ["HTTPS://EXAMPLE.COM", ["HTTPS://EXAMPLE.COM"]],
  ["http://127.0.0.1:8000/x http://[::1]:80/", ["http://127.0.0.1:8000/x", "http://[::1]:80/"]],
  ["https://example.com\nhttps://example.org", ["https://example.com", "https://example.org"]],
  ["https://example.com/\u202egpj.exe", ["https://example.com/"]],
  ["xhttps://example.com", []],
  ["https://", []],
  ["https://。", []],
  ["javascript:alert(1) data:text/html,x ftp://example.com", []],
  ["看https://example.org/a，好", ["https://example.org/a"]],
  ["《https://example.org/a》、https://example.org/b…", ["https://example.org/a", "https://example.org/b"]],
  ["https://пример.example/а.", ["https://пример.example/а"]],
  ["http://例子.中国/", []],
  ["mailto:ann@example.org, or mailto:bob", ["mailto:ann@example.org"]],
  ["MAILTO:ann@example.org?body=x", ["MAILTO:ann@example.org"]],
  ["vbscript:x java\tscript:alert(1) HTTP:x", []],
  ["https://bank.example@evil.example/", []],
  ["https://bank.example:secret@evil.example/", []],
];

for (const [text, expected] of CASES) {
  test(`links in ${JSON.stringify(text)}`, () => {
    assert.deepEqual(links(text), expected);
  });
}

test("an address leads to http or https and nowhere else", () => {
  const hrefs = pieces("https://example.com/%6A http://EXAMPLE.com").flatMap((piece) => ("href" in piece ? [piece.href] : []));

  assert.deepEqual(hrefs, ["https://example.com/%6A", "http://example.com/"]);
});

test("a host that is written in another way is also told as machines know it", () => {
  const hosts = pieces("https://раураl.example/ https://EXAMPLE.org:443 https://xn--bcher-kva.example http://0x7f.1/").map((piece) => "host" in piece && piece.host);

  assert.deepEqual(hosts.filter((host) => host !== false && host !== undefined), ["xn--l-7sba6dbr.example", "127.0.0.1"]);
});

test("the 51st link is text", () => {
  const text = "https://example.com ".repeat(60);

  assert.equal(links(text).length, 50);
  assert.equal(joined(text), text);
});

test("no character is lost, whatever the text", () => {
  const random = chances(1);
  const alphabet = ["http://", "https://", "example.com", "/", ".", ",", "(", ")", "[", "]", "@", ":", " ", "\n", "好", "。", "é", "😀", "\ud800", "%", "-"];

  for (let round = 0; round < 3_000; round += 1) {
    const length = Math.floor(random() * 30);
    const text = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
    assert.equal(joined(text), text);
  }
});

for (const part of ["http://", "http://a", "https://a.b/(", "http://a-", "https://a.b/)", "h", "http://a:b", "https://é", "mailto:", "mailto:a@b.com", "mailto:a@b.", "a@b.com"]) {
  test(`the time grows with the length only: ${part}`, () => {
    const once = part.repeat(MAX_BODY / part.length);
    pieces(once);

    const short = bestTime(once.repeat(8));
    const long = bestTime(once.repeat(16));

    // Twice the text takes twice the time; a quadratic one would take four times, with 64 kB already seconds.
    assert.ok(long < short * 3 + 10, `${short} ms, doubled ${long} ms`);
    assert.ok(long < 250);
  });
}

function joined(text: string): string {
  return pieces(text)
    .map((piece) => piece.text)
    .join("");
}

function bestTime(text: string): number {
  return Math.min(...[1, 2, 3, 4, 5].map(() => effort(() => pieces(text))));
}
