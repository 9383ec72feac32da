/** Time and chance, in one place so that tests can hold them. */

export interface Clock {
  /** Milliseconds that only go forward; for waiting and measuring. */
  now(): number;
  /** The wall clock, milliseconds since 1970; for showing only. */
  date(): number;
  random(): number;
  /** Call `action` once after `ms`; returns the way to call it off. */
  after(ms: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolve after `ms`, never reject. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
