/** Moments to come that people choose: soon, tonight, tomorrow, or of their own. */

const MINUTE_MS = 60_000;
const EVENING = 20;
const MORNING = 9;

/** The server takes a minute to a year ahead; what is chosen takes a moment to arrive. */
const SOONEST_MS = 2 * MINUTE_MS;
const LATEST_MS = 365 * 24 * 60 * MINUTE_MS;

export type MomentName = "20 minutes" | "1 hour" | "tonight" | "tomorrow";

/** What is offered at a time of the day: no "tonight" when it is evening. */
export function momentsAfter(now: Date): [MomentName, Date][] {
  const tonight = atHour(now, 0, EVENING);
  const found: [MomentName, Date][] = [
    ["20 minutes", new Date(now.getTime() + 20 * MINUTE_MS)],
    ["1 hour", new Date(now.getTime() + 60 * MINUTE_MS)],
    ["tonight", tonight],
    ["tomorrow", atHour(now, 1, MORNING)],
  ];
  return found.filter(([name]) => name !== "tonight" || tonight.getTime() - now.getTime() > 60 * MINUTE_MS);
}

export function isChoosable(moment: Date, now: Date): boolean {
  const ahead = moment.getTime() - now.getTime();
  return ahead >= SOONEST_MS - MINUTE_MS / 2 && ahead <= LATEST_MS;
}

/** As a field for date and time takes it: in the zone of this device. */
export function fieldValue(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, 16);
}

function atHour(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}
