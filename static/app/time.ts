/** Times as people read them. The clock of the device is for showing only; nothing is ordered by it. */

import type { UserId } from "./protocol.js";

/** After so long a pause the log says what time it is. */
export const PAUSE_MS = 60 * 60 * 1000;
const GROUP_WINDOW_MS = 5 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** For what ends only when somebody ends it: far beyond every time that was meant as one. */
export const LASTING = "9000-01-01T00:00:00.000Z";

/** What grouping needs to know of a message. */
export interface Timed {
  author: UserId;
  at: string;
  kind: string;
}

/** The words and formats of one language. */
export class Times {
  readonly #hour: Intl.DateTimeFormat;
  readonly #weekday: Intl.DateTimeFormat;
  readonly #longWeekday: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #dayAndYear: Intl.DateTimeFormat;
  readonly #shortDate: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;
  readonly #month: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;

  constructor(locale: string) {
    const language = knownLocale(locale);
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
    this.#hour = format({ timeStyle: "short" });
    this.#weekday = format({ weekday: "short" });
    this.#longWeekday = format({ weekday: "long" });
    this.#day = format({ month: "short", day: "numeric" });
    this.#dayAndYear = format({ year: "numeric", month: "short", day: "numeric" });
    this.#shortDate = format({ year: "2-digit", month: "numeric", day: "numeric" });
    this.#moment = format({ month: "short", day: "numeric", hour: "numeric", minute: "numeric" });
    this.#month = format({ year: "numeric", month: "long" });
    this.#full = format({ dateStyle: "full", timeStyle: "short" });
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  }

  /** For a row of the list: today the hour, yesterday, this week the day, else the date. */
  short(at: string, now: Date = new Date()): string {
    return capitalised(this.inSentence(at, now));
  }

  /** For the heading of a month. */
  month(at: string): string {
    return this.#month.format(new Date(at));
  }

  /** The same for the middle of a sentence: *last seen yesterday*. */
  inSentence(at: string, now: Date = new Date()): string {
    const date = new Date(at);
    const age = daysBetween(date, now);
    if (Number.isNaN(date.getTime())) return "";
    else if (age <= 0) return this.#hour.format(date);
    else if (age === 1) return this.#relative.format(-1, "day");
    else if (age < 7) return this.#weekday.format(date);
    else if (date.getFullYear() === now.getFullYear()) return this.#day.format(date);
    else return this.#shortDate.format(date);
  }

  /** For the line between two days: today, yesterday, the day of this week, else the date. */
  day(at: string, now: Date = new Date()): string {
    const date = new Date(at);
    const age = daysBetween(date, now);
    if (Number.isNaN(date.getTime())) return "";
    else if (age <= 1 && age >= -1) return capitalised(this.#relative.format(-age, "day"));
    else if (age > 0 && age < 7) return capitalised(this.#longWeekday.format(date));
    else if (date.getFullYear() === now.getFullYear()) return this.#day.format(date);
    else return this.#dayAndYear.format(date);
  }

  /** Hour and minute, beside a message. */
  hour(at: string): string {
    const date = new Date(at);
    return Number.isNaN(date.getTime()) ? "" : this.#hour.format(date);
  }

  /** A moment near now, in the middle of a sentence: *until 14:30*, *until 21 Nov, 14:30*; of another year its day. */
  moment(at: string, now: Date = new Date()): string {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return "";
    else if (date.getFullYear() !== now.getFullYear()) return this.#dayAndYear.format(date);
    else return daysBetween(now, date) === 0 ? this.#hour.format(date) : this.#moment.format(date);
  }

  /** Day and hour in full, for a title or a screen reader. */
  full(at: string): string {
    const date = new Date(at);
    return Number.isNaN(date.getTime()) ? "" : this.#full.format(date);
  }
}

/** Does it end only when somebody ends it? */
export function isLasting(at: string | undefined): boolean {
  return at !== undefined && Date.parse(at) >= Date.parse(LASTING);
}

/** Is this moment still to come? */
export function isAhead(at: string | undefined, now: number): at is string {
  return at !== undefined && Date.parse(at) > now;
}

/** Does a day line go before this message? */
export function startsDay(previous: Timed | undefined, message: Timed): boolean {
  return previous === undefined || daysBetween(new Date(previous.at), new Date(message.at)) !== 0;
}

/** Does this message show face and name again, or does it go on from the one before? */
export function startsGroup(previous: Timed | undefined, message: Timed): boolean {
  return (
    previous === undefined ||
    previous.author !== message.author ||
    (previous.kind === "notice") !== (message.kind === "notice") ||
    startsDay(previous, message) ||
    Math.abs(Date.parse(message.at) - Date.parse(previous.at)) > GROUP_WINDOW_MS
  );
}

/** How many midnights lie between two moments, in the zone of this device. */
function daysBetween(earlier: Date, later: Date): number {
  // Noon of each day: a day of 23 or 25 hours still counts as one.
  const noon = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime();
  return Math.round((noon(later) - noon(earlier)) / DAY_MS);
}

/** English writes "yesterday" small; alone on a line it begins with a capital. */
function capitalised(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** The locale, or English where Intl does not know it: a name must not take the page down. */
export function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en";
  } catch {
    return "en";
  }
}
