/** Find the links in a text. One pass: the work grows with the length, whatever the text. */

export interface Link {
  type: "link";
  text: string;
  href: string;
  /** The host as machines know it, where it is written in another way. */
  host?: string;
}

export type Piece = { type: "text"; text: string } | Link;

export const MAX_LINKS = 50;
const SCHEME = /https?:\/\/|mailto:/gi;
/**
 * A host without port: labels of letters, digits and hyphens, or an IPv6 address. Chinese and Japanese letters end it,
 * as they end the rest: such a name has to be written as `xn--`.
 */
const HOST =
  /\[[0-9a-f:.]{2,45}\]|[\d\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}](?:[\d\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}.-]{0,252}[\d\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])?/iuy;
/** Where a mail goes; the parts have an end, so that many of them in a row stay cheap. */
const MAILBOX = /[a-z0-9._%+-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62}\.){1,8}[a-z]{2,24}/iy;
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

/** Cut `text` into plain text and links, `most` of them; joined, the pieces are the text again. */
export function pieces(text: string, most = MAX_LINKS): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  let links = 0;
  SCHEME.lastIndex = 0;
  for (let match = SCHEME.exec(text); match && links < most; match = SCHEME.exec(text)) {
    const find = match[0].toLowerCase() === "mailto:" ? mailAt : linkAt;
    const { end, address } = find(text, match.index, SCHEME.lastIndex);
    // Never look twice at the same characters, link or not: that keeps it linear.
    SCHEME.lastIndex = end;
    if (address) {
      if (match.index > done) found.push({ type: "text", text: text.slice(done, match.index) });
      found.push({ type: "link", text: text.slice(match.index, end), ...address });
      done = end;
      links += 1;
    }
  }
  if (done < text.length) found.push({ type: "text", text: text.slice(done) });
  return found;
}

type Address = Pick<Link, "href" | "host">;

/** The end of what may be a link, and its address if it is one. */
interface Candidate {
  end: number;
  address?: Address | undefined;
}

function mailAt(text: string, start: number, afterScheme: number): Candidate {
  MAILBOX.lastIndex = afterScheme;
  const mailbox = MAILBOX.exec(text);
  if (!mailbox || LETTER_OR_DIGIT.test(text[start - 1] ?? "")) return { end: afterScheme };
  return { end: MAILBOX.lastIndex, address: { href: `mailto:${mailbox[0]}` } };
}

function linkAt(text: string, start: number, afterScheme: number): Candidate {
  HOST.lastIndex = afterScheme;
  const host = HOST.exec(text);
  if (!host || LETTER_OR_DIGIT.test(text[start - 1] ?? "")) {
    return { end: host ? HOST.lastIndex : afterScheme };
  } else {
    REST.lastIndex = HOST.lastIndex;
    REST.exec(text);
    const end = withoutTail(text, HOST.lastIndex, REST.lastIndex);
    return { end, address: NOT_BEHIND_HOST.has(text[REST.lastIndex] ?? "") ? undefined : addressOf(text.slice(start, end)) };
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
function addressOf(text: string): Address | undefined {
  try {
    const { href, hostname } = new URL(text);
    return text.toLowerCase().includes(hostname) ? { href } : { href, host: hostname };
  } catch {
    return undefined;
  }
}
