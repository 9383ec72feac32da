/** The stretch of a text around what was found in it. */

import type { Hit } from "./views.js";

/** So much is shown before the first match, and in all; in code points, as the ranges are. */
const BEFORE = 16;
const MOST = 160;
const CUT = "…";

export interface Piece {
  text: string;
  found: boolean;
}

export function excerpt(body: string, ranges: Hit["ranges"]): Piece[] {
  const characters = [...body];
  const first = ranges[0]?.[0] ?? 0;
  const from = first > BEFORE ? first - BEFORE : 0;
  const to = Math.min(from + MOST, characters.length);
  const pieces: Piece[] = [];
  const add = (start: number, end: number, found: boolean) => {
    if (end > start) pieces.push({ text: characters.slice(start, end).join(""), found });
  };
  let done = from;
  for (const [start, end] of ranges) {
    add(done, Math.min(start, to), false);
    add(Math.max(start, done), Math.min(end, to), true);
    done = Math.max(done, end);
  }
  add(done, to, false);
  if (from > 0) pieces.unshift({ text: CUT, found: false });
  if (to < characters.length) pieces.push({ text: CUT, found: false });
  return pieces;
}
