/** All emoji there are to pick, and finding them in both languages. */

import { initials, plain } from "../letters.js";

/** Emoji, name, words; the same in Chinese; pinyin; 1 where it takes a skin tone. */
export type Row = readonly [string, string, string, string, string, string, 1?];

export interface Emoji {
  emoji: string;
  /** In the language of the page. */
  name: string;
  takesTone: boolean;
  /** What it is found by, each word behind a space. */
  words: string;
}

/** What is drawn as a picture anyhow needs no sign that asks for it: so one emoji is written in one way only. */
const NEEDLESS = /(\p{Emoji_Presentation})\ufe0f/gu;

/** By group: smileys, people, nature, food, travel, activities, objects, symbols, flags. */
export function emojiFrom(rows: readonly (readonly Row[])[], locale: string): Emoji[][] {
  const isChinese = locale.startsWith("zh");
  return rows.map((group) => group.map((row) => made(row, isChinese)));
}

/** Latin letters find where words begin, Chinese anywhere. Those named so come first. */
export function findEmoji(all: readonly Emoji[], query: string): Emoji[] {
  const wanted = plain(query);
  const isLatin = /^[\x20-\x7e]*$/.test(wanted);
  const found = all.filter(({ words, emoji }) => words.includes(isLatin ? ` ${wanted}` : wanted) || emoji === query.trim());
  const isNamed = ({ words }: Emoji) => words.startsWith(` ${wanted}`);
  return [...found.filter(isNamed), ...found.filter((one) => !isNamed(one))];
}

function made([emoji, name, words, chinese, chineseWords, pinyin, tone]: Row, isChinese: boolean): Emoji {
  const names = isChinese ? [chinese, name] : [name, chinese];
  const finders = [...names, words, chineseWords, pinyin, pinyin.replaceAll(" ", ""), initials(pinyin)];
  return { emoji: emoji.replace(NEEDLESS, "$1"), name: names[0]!, takesTone: tone === 1, words: ` ${plain(finders.join(" "))}` };
}
