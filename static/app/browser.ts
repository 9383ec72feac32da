/** The world of a real browser. */

import { DatabaseCache, NoCache } from "./cache_storage.js";
import { systemClock } from "./clock.js";
import { openDatabase, type Database } from "./database.js";
import type { Environment, PageEvents, Shared } from "./environment.js";
import type { Source, SourceEvents } from "./events.js";
import { Leases, NoLocks, WebLocks, type Locks } from "./locks.js";
import { DatabaseOutbox, MemoryOutbox } from "./outbox_storage.js";
import type { UserId } from "./protocol.js";
import type { Socket, SocketEvents } from "./socket.js";

const SOCKET_PATH = "/ws/?v=1";
const EVENTS_PATH = "/api/v1/events?v=1";

export function browserEnvironment(user: UserId): Environment {
  return {
    clock: systemClock,
    fetch: (input, init) => fetch(input, init),
    connect,
    listen,
    open: () => open(user),
    watch,
  };
}

function connect(events: SocketEvents): Socket {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + SOCKET_PATH);
  socket.onmessage = (event: MessageEvent<string>) => events.message(event.data);
  socket.onclose = (event) => events.closed(event.code);
  return socket;
}

function listen(events: SourceEvents): Source {
  const source = new EventSource(EVENTS_PATH);
  source.onmessage = (event: MessageEvent<string>) => events.message(event.data);
  source.onerror = () => events.failed();
  return source;
}

function open(user: UserId): Shared {
  const database = openDatabase(user);
  const channel = new BroadcastChannel(`happy-chat-${user}`);
  return {
    outbox: soon(database.then((opened) => (opened ? new DatabaseOutbox(opened) : new MemoryOutbox()))),
    cache: soon(database.then((opened) => (opened ? new DatabaseCache(opened) : new NoCache()))),
    locks: soon(database.then((opened) => locks(user, opened))),
    tell: () => channel.postMessage("outbox"),
    listen: (listener) => {
      channel.onmessage = () => listener();
    },
    close: () => {
      channel.close();
      void database.then((opened) => opened?.close());
    },
  };
}

/** A thing whose methods wait until it is there; all of them must be asynchronous. */
function soon<T extends object>(thing: Promise<T>): T {
  type Method = (...given: unknown[]) => Promise<unknown>;
  const get = (_: T, name: string | symbol): Method => {
    return async (...given) => {
      const there = await thing;
      return (there[name as keyof T] as Method).apply(there, given);
    };
  };
  return new Proxy({} as T, { get });
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
