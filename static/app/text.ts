/** Cut the text of a message into pieces. One pass: the work grows with the length, whatever the text. */

export type Piece = { type: "text"; text: string } | { type: "link"; text: string; href: string };

const MAX_LINKS = 50;
const SCHEME = /https?:\/\//gi;
/** A host without port: labels of ASCII letters, digits and hyphens, or an IPv6 address. */
const HOST = /\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?/iy;
/**
 * What may follow the host. ASCII, and letters of alphabets that put spaces between words: Chinese, Japanese and
 * full-width punctuation end a link, because people write them straight behind it.
 */
const REST =
  /(?::\d{1,5})?(?:[/?#][\w\-.~:/?#[\]@!$&'()*+,;=%\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]*)?/uy;
/** Behind a host these would make it a user name: such a link hides where it leads. */
const NOT_BEHIND_HOST = new Set("@:");
const LETTER_OR_DIGIT = /[a-z0-9]/i;
const SENTENCE_END = new Set(".,;:!?'\"*~_");
const OPENING: Record<string, string> = { ")": "(", "]": "[" };

/** Cut `text` into plain text and links to http and https; joined, the pieces are the text again. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  let links = 0;
  SCHEME.lastIndex = 0;
  for (let match = SCHEME.exec(text); match && links < MAX_LINKS; match = SCHEME.exec(text)) {
    const { end, href } = linkAt(text, match.index, SCHEME.lastIndex);
    // Never look twice at the same characters, link or not: that keeps it linear.
    SCHEME.lastIndex = end;
    if (href !== undefined) {
      if (match.index > done) found.push({ type: "text", text: text.slice(done, match.index) });
      found.push({ type: "link", text: text.slice(match.index, end), href });
      done = end;
      links += 1;
    }
  }
  if (done < text.length) found.push({ type: "text", text: text.slice(done) });
  return found;
}

/** The end of the candidate that starts at `start`, and its address if it is a link. */
function linkAt(text: string, start: number, afterScheme: number): { end: number; href?: string } {
  HOST.lastIndex = afterScheme;
  const host = HOST.exec(text);
  if (!host || LETTER_OR_DIGIT.test(text[start - 1] ?? "")) {
    return { end: host ? HOST.lastIndex : afterScheme };
  } else {
    REST.lastIndex = HOST.lastIndex;
    REST.exec(text);
    const end = withoutTail(text, HOST.lastIndex, REST.lastIndex);
    const href = NOT_BEHIND_HOST.has(text[REST.lastIndex] ?? "") ? undefined : address(text.slice(start, end));
    return href === undefined ? { end } : { end, href };
  }
}

/** Move `end` back over punctuation of the sentence and closing brackets that were not opened inside. */
function withoutTail(text: string, hostEnd: number, end: number): number {
  const open = { "(": 0, "[": 0 } as Record<string, number>;
  for (let index = hostEnd; index < end; index += 1) {
    const character = text[index]!;
    if (character === "(" || character === "[") open[character]! += 1;
    else if (character in OPENING) open[OPENING[character]!]! -= 1;
  }
  while (end > hostEnd) {
    const last = text[end - 1]!;
    const opening = OPENING[last];
    if (opening !== undefined && open[opening]! < 0) open[opening]! += 1;
    else if (!SENTENCE_END.has(last)) break;
    end -= 1;
  }
  return end;
}

/** The address a browser would open. */
function address(text: string): string | undefined {
  try {
    return new URL(text).href;
  } catch {
    return undefined;
  }
}
