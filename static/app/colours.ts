/** What the parts of a code are: its comments, strings, words of the language. Fetched with the first code that says its language. */

import { createLowlight } from "lowlight";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

/** "" for what is nothing in particular. */
export type Kind = "" | "comment" | "string" | "number" | "word" | "name" | "mark" | "added" | "gone";

export interface Coloured {
  text: string;
  kind: Kind;
}

/** Grammars look ahead: in a text made for it the time grows with the square of the length. */
const MOST_LETTERS = 3_000;

/** The names the grammars give, by what is told apart here. */
const KINDS: Record<string, Kind> = {
  comment: "comment",
  quote: "comment",
  string: "string",
  regexp: "string",
  number: "number",
  literal: "number",
  symbol: "number",
  keyword: "word",
  operator: "word",
  tag: "word",
  title: "name",
  type: "name",
  built_in: "name",
  name: "name",
  section: "name",
  attr: "mark",
  attribute: "mark",
  meta: "mark",
  property: "mark",
  addition: "added",
  deletion: "gone",
};

const lowlight = createLowlight({
  ...{ bash, c, cpp, csharp, css, diff, go, ini, java, javascript, json, kotlin, lua, php, python, ruby, rust, sql, swift },
  ...{ typescript, xml, yaml },
});
export const LANGUAGES: readonly string[] = lowlight.listLanguages();

/** Cut a code into its parts; joined, they are the code again. One part where it is too long or nobody knows its language. */
export function coloured(text: string, language: string): Coloured[] {
  if (text.length > MOST_LETTERS || !lowlight.registered(language)) return [{ text, kind: "" }];
  return parts(lowlight.highlight(language, text));
}

type Root = ReturnType<typeof lowlight.highlight>;

/** One after the other, not one within the other: what is nested a thousand times is no reason to fail. */
function parts(root: Root): Coloured[] {
  const found: Coloured[] = [];
  const ahead: { node: Root | Root["children"][number]; kind: Kind }[] = [{ node: root, kind: "" }];
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    const { node, kind } = next;
    if (node.type === "text") found.push({ text: node.value, kind });
    else if (node.type === "root") ahead.push(...node.children.map((node) => ({ node, kind })).reverse());
    else if (node.type === "element") {
      const own = kindOf(node.properties["className"]) ?? kind;
      ahead.push(...node.children.map((node) => ({ node, kind: own })).reverse());
    }
  }
  return found;
}

function kindOf(names: unknown): Kind | undefined {
  const [name] = Array.isArray(names) ? names : [];
  return KINDS[String(name).replace("hljs-", "")];
}
