/**
 * What a message looks like, from the text somebody typed. Few marks, and only such as nobody types by chance: a
 * single "*" or "_" stands in sums, file names and faces, "~~" is how people sigh. One pass: the work grows with the
 * length, whatever the text.
 */

import { MAX_LINKS, pieces, type Link } from "./links.js";
import { callsIn, type Call, type Called } from "./mentions.js";
import type { UserId } from "./protocol.js";

export type Inline =
  | { type: "text" | "code"; text: string }
  | Link
  | { type: "call"; text: string; user: UserId }
  | { type: "bold"; inside: Inline[] };

export type Block =
  | { type: "lines" | "quote"; inside: Inline[] }
  | { type: "code"; text: string; language: string };

/** Two stars, which may begin or end something bold. */
interface Mark {
  type: "mark";
  text: string;
  begins: boolean;
  ends: boolean;
}

const FENCE = /^```([\w+#.-]{0,20})\s*$/;
const FENCE_END = /^```\s*$/;
const QUOTED = /^>(?: |$)/;
const TICKS = /`+/g;
const STARS = /\*+/g;
/** Letters of alphabets that put spaces between words, and digits: no mark stands right beside them. */
const WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;
const SPACE = /\s/;

const LONG_TEXT = 1_200;
const LONG_LINES = 20;

/** Cut the text of a message into blocks; `called` are the names it calls people by. */
export function blocks(body: string, called: readonly Called[] = []): Block[] {
  return new Cutter(body, called).blocks();
}

/** The text without its marks, for where there is room for one line. */
export function plainText(body: string): string {
  return blocks(body)
    .map((block) => (block.type === "code" ? block.text : textOf(block.inside)))
    .join("\n");
}

export function textOf(inside: readonly Inline[]): string {
  return inside.map((piece) => (piece.type === "bold" ? textOf(piece.inside) : piece.text)).join("");
}

/** Would it push all others out of sight? */
export function isLong(body: string): boolean {
  return body.length > LONG_TEXT || body.split("\n", LONG_LINES + 1).length > LONG_LINES;
}

class Cutter {
  readonly #lines: readonly string[];
  /** In order; those before `#call` have been looked at. */
  readonly #calls: readonly Call[];
  #call = 0;
  /** Where the next line begins. */
  #start = 0;
  #links = 0;

  constructor(body: string, called: readonly Called[]) {
    this.#lines = body.split("\n");
    this.#calls = called.length ? callsIn(body, called) : [];
  }

  blocks(): Block[] {
    const found: Block[] = [];
    const lastEnd = this.#lines.findLastIndex((line) => FENCE_END.test(line));
    for (let index = 0; index < this.#lines.length; ) {
      const line = this.#lines[index]!;
      const language = index < lastEnd ? FENCE.exec(line)?.[1] : undefined;
      if (language === undefined) {
        this.#addLine(found, line);
        index += 1;
      } else {
        let end = index + 1;
        while (!FENCE_END.test(this.#lines[end]!)) end += 1;
        const code = this.#lines.slice(index + 1, end);
        found.push({ type: "code", text: code.join("\n"), language: language.toLowerCase() });
        for (const passed of this.#lines.slice(index, end + 1)) this.#pass(passed);
        index = end + 1;
      }
    }
    return found.map((block) => (block.type === "code" ? block : { ...block, inside: joined(block.inside) }));
  }

  /** A line goes on with the block above where that is of its kind. */
  #addLine(found: Block[], line: string): void {
    const mark = QUOTED.exec(line)?.[0] ?? "";
    const type = mark ? "quote" : "lines";
    const inside = this.#inline(line.slice(mark.length), this.#start + mark.length);
    const before = found.at(-1);
    if (before?.type === type) before.inside.push({ type: "text", text: "\n" }, ...inside);
    else found.push({ type, inside });
    this.#pass(line);
  }

  #pass(line: string): void {
    this.#start += line.length + 1;
  }

  #inline(line: string, start: number): Inline[] {
    const found: (Inline | Mark)[] = [];
    let done = 0;
    for (const { from, to, code } of codeIn(line)) {
      this.#addText(found, line, done, from, start);
      found.push({ type: "code", text: code });
      done = to;
    }
    this.#addText(found, line, done, line.length, start);
    return bolded(found);
  }

  /** What is no code: links, and between them text. */
  #addText(found: (Inline | Mark)[], line: string, from: number, to: number, start: number): void {
    let at = from;
    for (const piece of pieces(line.slice(from, to), MAX_LINKS - this.#links)) {
      const end = at + piece.text.length;
      if (piece.type === "link") {
        this.#links += 1;
        found.push(piece);
      } else this.#addWords(found, line, at, end, start);
      at = end;
    }
  }

  #addWords(found: (Inline | Mark)[], line: string, from: number, to: number, start: number): void {
    let done = from;
    for (const mark of line.slice(from, to).matchAll(STARS)) {
      if (mark[0].length !== 2) continue;
      const at = from + mark.index;
      this.#addCalls(found, line, done, at, start);
      found.push(markAt(line, at));
      done = at + 2;
    }
    this.#addCalls(found, line, done, to, start);
  }

  #addCalls(found: (Inline | Mark)[], line: string, from: number, to: number, start: number): void {
    let done = from;
    for (let call = this.#calls[this.#call]; call && call.start - start < to; call = this.#calls[(this.#call += 1)]) {
      const [begin, end] = [call.start - start, call.end - start];
      if (begin < done || end > to) continue;
      found.push({ type: "text", text: line.slice(done, begin) }, { type: "call", text: line.slice(begin, end), user: call.user });
      done = end;
    }
    found.push({ type: "text", text: line.slice(done, to) });
  }
}

/** Code between as many ticks on both sides. */
function* codeIn(line: string): Generator<{ from: number; to: number; code: string }> {
  const ticks = [...line.matchAll(TICKS)];
  // From behind, so that none has to look for its end.
  const next = new Map<number, number>();
  const ends = ticks.map(() => -1);
  for (let index = ticks.length - 1; index >= 0; index -= 1) {
    const { length } = ticks[index]![0];
    ends[index] = next.get(length) ?? -1;
    next.set(length, index);
  }
  for (let index = 0; index < ticks.length; index += 1) {
    const end = ends[index]!;
    if (end < 0) continue;
    const { 0: mark, index: from } = ticks[index]!;
    const to = ticks[end]!.index;
    yield { from, to: to + mark.length, code: line.slice(from + mark.length, to) };
    index = end;
  }
}

function markAt(line: string, at: number): Mark {
  const [before, after] = [line[at - 1] ?? " ", line[at + 2] ?? " "];
  return {
    type: "mark",
    text: "**",
    begins: !WORD.test(before) && !SPACE.test(after),
    ends: !SPACE.test(before) && !WORD.test(after),
  };
}

/** Put what stands between two marks into one; marks that stand alone are text. */
function bolded(found: readonly (Inline | Mark)[]): Inline[] {
  const done: Inline[] = [];
  let begun: number | undefined;
  for (const piece of found) {
    if (piece.type !== "mark") done.push(piece);
    else if (piece.ends && begun !== undefined) {
      done.push({ type: "bold", inside: joined(done.splice(begun).slice(1)) });
      begun = undefined;
    } else {
      if (piece.begins) begun = done.length;
      done.push({ type: "text", text: piece.text });
    }
  }
  return done;
}

/** Texts that touch are one. */
function joined(inside: readonly Inline[]): Inline[] {
  const done: Inline[] = [];
  for (const piece of inside) {
    const before = done.at(-1);
    if (piece.type !== "text") done.push(piece);
    else if (before?.type === "text") before.text += piece.text;
    else if (piece.text) done.push({ ...piece });
  }
  return done;
}
