/** A browser of one person: several tabs that share an outbox, locks and a cache, and can die at any moment. */

import type { CacheStorage, Kept, KeptStream } from "../../../static/app/cache.js";
import type { Clock } from "../../../static/app/clock.js";
import type { Environment, PageEvents } from "../../../static/app/environment.js";
import type { OutboxStorage } from "../../../static/app/outbox.js";
import { MemoryOutbox } from "../../../static/app/outbox_storage.js";
import type { StreamId, UserId } from "../../../static/app/protocol.js";
import { Store } from "../../../static/app/store.js";
import type { Network } from "./network.js";

export class Browser {
  readonly user: UserId;
  readonly network: Network;
  readonly outbox: OutboxStorage;
  readonly cache: MemoryCache;
  readonly tabs = new Set<Tab>();
  readonly #locks = new Map<string, { tab: Tab; granted: () => void }[]>();

  constructor(network: Network, user: UserId) {
    this.network = network;
    this.user = user;
    this.outbox = slow(new MemoryOutbox(), network.clock);
    this.cache = new MemoryCache(this.outbox);
  }

  /** Open a tab; it starts by itself. */
  open(): Tab {
    const tab = new Tab(this);
    this.tabs.add(tab);
    void tab.store.start();
    return tab;
  }

  tell(from: Tab): void {
    for (const tab of this.tabs) if (tab !== from) this.network.clock.after(1, () => tab.hear());
  }

  async exclusive(tab: Tab, name: string, action: () => Promise<void>): Promise<void> {
    const queue = this.#locks.get(name) ?? [];
    this.#locks.set(name, queue);
    await new Promise<void>((granted) => {
      queue.push({ tab, granted });
      if (queue.length === 1) granted();
    });
    await action();
    this.#release(name, tab);
  }

  /** The browser takes away the locks of a tab that has died. */
  forget(tab: Tab): void {
    this.tabs.delete(tab);
    for (const name of this.#locks.keys()) this.#release(name, tab);
  }

  #release(name: string, tab: Tab): void {
    const queue = this.#locks.get(name)!;
    const wasHolder = queue[0]?.tab === tab;
    const rest = wasHolder ? queue.slice(1) : queue.filter((waiting) => waiting.tab !== tab);
    this.#locks.set(name, rest);
    if (wasHolder) rest[0]?.granted();
  }
}

export class Tab {
  readonly store: Store;
  readonly #browser: Browser;
  #isDead = false;
  #listener = () => {};
  #events: PageEvents | undefined;

  constructor(browser: Browser) {
    this.#browser = browser;
    this.store = new Store({ user: browser.user, locale: "en", csrf: "", debug: false, guest: false }, this.#environment());
  }

  hear(): void {
    if (!this.#isDead) this.#listener();
  }

  get events(): PageEvents {
    return this.#events!;
  }

  /** As if the process had crashed: nothing of it happens any more. */
  kill(): void {
    this.#isDead = true;
    this.store.stop();
    this.#browser.forget(this);
  }

  #environment(): Environment {
    const { network, user, outbox, cache } = this.#browser;
    return {
      clock: this.#clock(network.clock),
      fetch: (input, init) => network.fetcher(user)(input, init),
      connect: (events) => network.connect(user, events),
      listen: (events) => network.listen(user, events),
      open: () => ({
        outbox,
        cache,
        locks: { exclusive: (name, action) => this.#browser.exclusive(this, name, action) },
        tell: () => this.#browser.tell(this),
        listen: (listener) => void (this.#listener = listener),
        close: () => {},
      }),
      watch: (events) => {
        this.#events = events;
        return () => {};
      },
    };
  }

  #clock(clock: Clock): Clock {
    const after = (ms: number, action: () => void) => clock.after(ms, () => void (this.#isDead || action()));
    return { now: () => clock.now(), date: () => clock.date(), random: () => clock.random(), after };
  }
}

/** What IndexedDB does to the outbox: one step after the other, and the answers take a moment. */
function slow(outbox: OutboxStorage, clock: Clock): OutboxStorage {
  const after = async <T>(step: Promise<T>): Promise<T> => {
    const result = await step;
    return new Promise((resolve) => void clock.after(3, () => resolve(result)));
  };
  return {
    add: (message) => after(outbox.add(message)),
    all: () => after(outbox.all()),
    change: (clientId, changes) => after(outbox.change(clientId, changes)),
    remove: (clientId) => after(outbox.remove(clientId)),
  };
}

/** What IndexedDB does to the cache. Rows never change once they are made, so a copy at loading is enough. */
export class MemoryCache implements CacheStorage {
  kept: Kept | undefined;
  streams = new Map<StreamId, KeptStream>();
  readonly #outbox: OutboxStorage;

  constructor(outbox: OutboxStorage) {
    this.#outbox = outbox;
  }

  async load(): Promise<{ kept: Kept | undefined; streams: KeptStream[] }> {
    return structuredClone({ kept: this.kept, streams: [...this.streams.values()] });
  }

  async save(kept: Kept, streams: readonly KeptStream[], dropped: readonly StreamId[]): Promise<void> {
    this.kept = kept;
    for (const stream of streams) this.streams.set(stream.stream, stream);
    for (const stream of dropped) this.streams.delete(stream);
  }

  async clear(): Promise<void> {
    this.kept = undefined;
    this.streams.clear();
  }

  async clearAll(): Promise<void> {
    await this.clear();
    for (const { client_id } of await this.#outbox.all()) await this.#outbox.remove(client_id);
  }
}
