/** How long to wait before the next try (docs/protocol.md 3.6): full jitter, so that a crowd does not come back at once. */

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const LEAST_MS = 200;

/** The wait before try number `failures` + 1; `chance` is in [0, 1). */
export function backoff(failures: number, chance: number): number {
  return chance * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) + LEAST_MS;
}
