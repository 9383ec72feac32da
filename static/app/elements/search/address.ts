/** What is looked for, as it stands in the address of the search. */

import type { MessagesWanted } from "../../api.js";
import { isBlank } from "../phrases.js";

/** "" where it does not matter; `from` and `until` are days, both of them within. */
export interface Asked {
  q: string;
  in: string;
  by: string;
  kind: string;
  from: string;
  until: string;
}

const NAMES = ["q", "in", "by", "kind", "from", "until"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readAsked(query: string): Asked {
  const given = new URLSearchParams(query);
  return Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? ""])) as unknown as Asked;
}

export function searchPath(asked: Partial<Asked>): string {
  const given = NAMES.flatMap((name) => (asked[name] ? [[name, asked[name]]] : []));
  return `/search${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}

/** What to ask the server; undefined where that is nothing. */
export function wantedOf({ q, kind, in: stream, by: author, from, until }: Asked): MessagesWanted | undefined {
  if (isBlank(q) && !kind) return undefined;
  const [since, before] = [midnight(from, 0), midnight(until, 1)];
  return {
    ...(isBlank(q) ? {} : { q: q.trim() }),
    ...(kind ? { kind } : {}),
    ...(stream ? { stream } : {}),
    ...(author ? { author } : {}),
    ...(since ? { since } : {}),
    ...(before ? { until: before } : {}),
  };
}

/** When a day begins here, or the one so many days later; "" where it is none. */
export function midnight(day: string, later: number): string {
  if (!DAY.test(day)) return "";
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const at = new Date(year, month - 1, date + later);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString();
}
