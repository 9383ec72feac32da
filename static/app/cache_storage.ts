/** Where the cache is: IndexedDB, or nowhere. */

import type { CacheStorage, Kept, KeptStream } from "./cache.js";
import type { Database } from "./database.js";
import type { StreamId } from "./protocol.js";

const KEPT = "kept";

export class DatabaseCache implements CacheStorage {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async load(): Promise<{ kept: Kept | undefined; streams: KeptStream[] }> {
    const transaction = this.#database.transaction(["kept", "streams"]);
    const [kept, streams] = await Promise.all([
      transaction.objectStore("kept").get(KEPT),
      transaction.objectStore("streams").getAll(),
    ]);
    return { kept, streams };
  }

  async save(kept: Kept, streams: readonly KeptStream[], dropped: readonly StreamId[]): Promise<void> {
    const transaction = this.#database.transaction(["kept", "streams"], "readwrite", { durability: "relaxed" });
    const store = transaction.objectStore("streams");
    await Promise.all([
      transaction.objectStore("kept").put(kept, KEPT),
      ...streams.map((stream) => store.put(stream)),
      ...dropped.map((stream) => store.delete(stream)),
      transaction.done,
    ]);
  }

  async clear(): Promise<void> {
    const transaction = this.#database.transaction(["kept", "streams"], "readwrite");
    await Promise.all([
      transaction.objectStore("kept").clear(),
      transaction.objectStore("streams").clear(),
      transaction.done,
    ]);
  }

  async clearAll(): Promise<void> {
    await Promise.all([this.clear(), this.#database.clear("outbox")]);
  }
}

/** For a browser that keeps nothing. */
export class NoCache implements CacheStorage {
  async load(): Promise<{ kept: undefined; streams: [] }> {
    return { kept: undefined, streams: [] };
  }

  async save(): Promise<void> {}

  async clear(): Promise<void> {}

  async clearAll(): Promise<void> {}
}
