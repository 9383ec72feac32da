/** What is kept in the browser, one database for each person: unsent messages, streams, small things. */

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { Kept, KeptStream } from "./cache.js";
import type { Unsent } from "./outbox.js";
import type { UserId } from "./protocol.js";

const VERSION = 1;

export interface Lease {
  name: string;
  holder: string;
  /** Wall clock, milliseconds: it is compared between tabs. */
  until: number;
}

interface Schema extends DBSchema {
  /** In the order of `order`, which all tabs share. */
  outbox: { key: number; value: Unsent; indexes: { client_id: string } };
  streams: { key: string; value: KeptStream };
  kept: { key: string; value: Kept };
  leases: { key: string; value: Lease };
}

export type Database = IDBPDatabase<Schema>;

/** Open the database; undefined where the browser does not let us (some private windows). */
export async function openDatabase(user: UserId): Promise<Database | undefined> {
  try {
    return await openDB<Schema>(`happy-chat-${user}`, VERSION, {
      upgrade(database) {
        const outbox = database.createObjectStore("outbox", { keyPath: "order", autoIncrement: true });
        outbox.createIndex("client_id", "client_id", { unique: true });
        database.createObjectStore("streams", { keyPath: "stream" });
        database.createObjectStore("kept");
        database.createObjectStore("leases", { keyPath: "name" });
      },
      blocking(_current, _next, event) {
        // A newer page wants to change the database: this one must let go of it.
        (event.target as IDBDatabase).close();
      },
    });
  } catch (error) {
    console.warn("nothing can be kept in this browser", error);
    return undefined;
  }
}
