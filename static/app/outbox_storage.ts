/** Where unsent messages wait: IndexedDB, or only this page's memory where there is none. */

import type { Database } from "./database.js";
import type { OutboxStorage, Unsent } from "./outbox.js";

export class DatabaseOutbox implements OutboxStorage {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(message: Unsent): Promise<void> {
    // Strict: the message must survive the power going off right after Enter.
    const { store, done } = this.#database.transaction("outbox", "readwrite", { durability: "strict" });
    await Promise.all([store.add(message), done]);
  }

  all(): Promise<Unsent[]> {
    return this.#database.getAll("outbox");
  }

  async change(clientId: string, changes: Partial<Unsent>): Promise<void> {
    const { store, done } = this.#database.transaction("outbox", "readwrite");
    const message = await store.index("client_id").get(clientId);
    if (message) await store.put({ ...message, ...changes });
    await done;
  }

  async remove(clientId: string): Promise<void> {
    const { store, done } = this.#database.transaction("outbox", "readwrite");
    const key = await store.index("client_id").getKey(clientId);
    if (key !== undefined) await store.delete(key);
    await done;
  }
}

export class MemoryOutbox implements OutboxStorage {
  #last = 0;
  #messages: Unsent[] = [];

  async add(message: Unsent): Promise<void> {
    this.#last += 1;
    this.#messages.push({ ...message, order: this.#last });
  }

  async all(): Promise<Unsent[]> {
    return [...this.#messages];
  }

  async change(clientId: string, changes: Partial<Unsent>): Promise<void> {
    this.#messages = this.#messages.map((message) =>
      message.client_id === clientId ? { ...message, ...changes } : message,
    );
  }

  async remove(clientId: string): Promise<void> {
    this.#messages = this.#messages.filter((message) => message.client_id !== clientId);
  }
}
