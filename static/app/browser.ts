/** The world of a real browser. */

import { DatabaseCache, NoCache } from "./cache_storage.js";
import { systemClock } from "./clock.js";
import { openDatabase, type Database } from "./database.js";
import type { Environment, PageEvents, Shared } from "./environment.js";
import { Leases, NoLocks, WebLocks, type Locks } from "./locks.js";
import { DatabaseOutbox, MemoryOutbox } from "./outbox_storage.js";
import type { UserId } from "./protocol.js";

const SOCKET_PATH = "/ws/?v=1";

export function browserEnvironment(user: UserId): Environment {
  return {
    clock: systemClock,
    fetch: (input, init) => fetch(input, init),
    connect: () => new WebSocket(location.origin.replace(/^http/, "ws") + SOCKET_PATH),
    open: () => open(user),
    watch,
  };
}

async function open(user: UserId): Promise<Shared> {
  const database = await openDatabase(user);
  const channel = new BroadcastChannel(`happy-chat-${user}`);
  return {
    outbox: database ? new DatabaseOutbox(database) : new MemoryOutbox(),
    cache: database ? new DatabaseCache(database) : new NoCache(),
    locks: locks(user, database),
    tell: () => channel.postMessage("outbox"),
    listen: (listener) => {
      channel.onmessage = () => listener();
    },
    close: () => {
      channel.close();
      database?.close();
    },
  };
}

function locks(user: UserId, database: Database | undefined): Locks {
  if (!database) return new NoLocks();
  // Typed as always there, but absent on pages served by plain http.
  else if (navigator.locks as LockManager | undefined) return new WebLocks(`happy-chat-${user}`);
  else return new Leases(systemClock, database);
}

function watch(events: PageEvents): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  addEventListener("online", () => events.networkFound(), { signal });
  addEventListener("offline", () => events.networkLost(), { signal });
  addEventListener("pagehide", () => events.hidden(), { signal });
  addEventListener("pageshow", () => events.shown(), { signal });
  document.addEventListener(
    "visibilitychange",
    () => (document.visibilityState === "visible" ? events.shown() : events.hidden()),
    { signal },
  );
  return () => controller.abort();
}
