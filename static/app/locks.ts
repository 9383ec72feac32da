/** One tab at a time: what several windows of one browser must not do at once. */

import { sleep, type Clock } from "./clock.js";
import type { Database } from "./database.js";

const LEASE_MS = 20_000;
const RENEW_MS = 5_000;
const ASK_AGAIN_MS = 500;

export interface Locks {
  /** Wait until nobody else holds `name`, then hold it until `action` is done. */
  exclusive(name: string, action: () => Promise<void>): Promise<void>;
}

/** The browser's own: released by itself when a tab dies. Only in secure contexts (https, localhost). */
export class WebLocks implements Locks {
  readonly #prefix: string;

  /** `prefix` tells people apart who use the same browser one after the other. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  async exclusive(name: string, action: () => Promise<void>): Promise<void> {
    await navigator.locks.request(`${this.#prefix}:${name}`, action);
  }
}

/** Leases in the database, for pages served by plain http; a dead tab's lease runs out. */
export class Leases implements Locks {
  readonly #clock: Clock;
  readonly #database: Database;

  constructor(clock: Clock, database: Database) {
    this.#clock = clock;
    this.#database = database;
  }

  async exclusive(name: string, action: () => Promise<void>): Promise<void> {
    const holder = String(this.#clock.random());
    while (!(await this.#take(name, holder))) await sleep(this.#clock, ASK_AGAIN_MS);
    const stop = this.#renew(name, holder);
    try {
      await action();
    } finally {
      stop();
      await this.#release(name, holder);
    }
  }

  /** Take or prolong the lease; one transaction, so that two tabs cannot both find it free. */
  async #take(name: string, holder: string): Promise<boolean> {
    const { store, done } = this.#database.transaction("leases", "readwrite");
    const lease = await store.get(name);
    const isFree = !lease || lease.holder === holder || lease.until < this.#clock.date();
    if (isFree) await store.put({ name, holder, until: this.#clock.date() + LEASE_MS });
    await done;
    return isFree;
  }

  async #release(name: string, holder: string): Promise<void> {
    const { store, done } = this.#database.transaction("leases", "readwrite");
    if ((await store.get(name))?.holder === holder) await store.delete(name);
    await done;
  }

  #renew(name: string, holder: string): () => void {
    let isOver = false;
    let cancel = () => {};
    const later = () => {
      // A renewal that was on its way when the action ended must not start another.
      if (!isOver) cancel = this.#clock.after(RENEW_MS, () => void this.#take(name, holder).then(later));
    };
    later();
    return () => {
      isOver = true;
      cancel();
    };
  }
}

/** For a browser that keeps nothing: no other tab knows of our messages. */
export class NoLocks implements Locks {
  exclusive(_name: string, action: () => Promise<void>): Promise<void> {
    return action();
  }
}
