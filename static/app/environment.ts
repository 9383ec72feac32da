/** What the core needs of the world around it, so that tests can be that world. */

import type { CacheStorage } from "./cache.js";
import type { Clock } from "./clock.js";
import type { Listen } from "./events.js";
import type { Locks } from "./locks.js";
import type { OutboxStorage } from "./outbox.js";
import type { Connect } from "./socket.js";

/** What all tabs of one person in one browser share. */
export interface Shared {
  outbox: OutboxStorage;
  cache: CacheStorage;
  locks: Locks;
  /** Tell the other tabs that the outbox has changed. */
  tell(): void;
  /** Hear it from them. */
  listen(listener: () => void): void;
  close(): void;
}

/** What the page notices about itself. */
export interface PageEvents {
  networkLost(): void;
  networkFound(): void;
  /** Somebody looks at the page again. */
  shown(): void;
  /** It is out of sight, perhaps for good. */
  hidden(): void;
}

export interface Environment {
  clock: Clock;
  fetch: typeof fetch;
  /** Open a socket. */
  connect: Connect;
  /** Open a stream of server-sent events. */
  listen: Listen;
  open(): Shared;
  /** Returns the way to stop. */
  watch(events: PageEvents): () => void;
}
