/** The net between: loses, doubles and reorders pushes, loses answers, cuts and blocks lines; or behaves. */

import type { Source, SourceEvents } from "../../../static/app/events.js";
import type { UserId } from "../../../static/app/protocol.js";
import type { Socket, SocketEvents } from "../../../static/app/socket.js";
import type { ModelClock } from "./clock.js";
import { ModelSocket, ModelSource } from "./lines.js";
import { Requests } from "./requests.js";
import { Refused, type ModelServer } from "./server.js";

/** How likely each kind of trouble is, for each frame (cuts: for each command). */
export interface Faults {
  lose: number;
  double: number;
  delay: number;
  cutBefore: number;
  cutAfter: number;
  loseReply: number;
  refuse: number;
}

export const PEACE: Faults = { lose: 0, double: 0, delay: 0, cutBefore: 0, cutAfter: 0, loseReply: 0, refuse: 0 };

/** What becomes of new lines: nothing bad, they fail at once, or nothing ever comes through. */
export type Passage = "free" | "refused" | "silent";

export class Network {
  faults: Faults = PEACE;
  /** Nobody gets through while true. */
  isDown = false;
  /** The session cookie is somebody else's now. */
  actAs: UserId | undefined;
  /** New lines are closed with this code at once. */
  refusal: number | undefined;
  readonly passage: Record<"sockets" | "events", Passage> = { sockets: "free", events: "free" };
  readonly sockets = new Set<ModelSocket>();
  readonly sources = new Set<ModelSource>();
  readonly requests: Requests;
  readonly clock: ModelClock;
  readonly server: ModelServer;

  constructor(clock: ModelClock, server: ModelServer) {
    this.clock = clock;
    this.server = server;
    this.requests = new Requests(this);
  }

  connect(user: UserId, events: SocketEvents): Socket {
    return new ModelSocket(this, this.actAs ?? user, events);
  }

  listen(user: UserId, events: SourceEvents): Source {
    return new ModelSource(this, this.actAs ?? user, events);
  }

  /** `fetch` as the person `user` would use it. */
  fetcher(user: UserId): typeof fetch {
    return (input, init) => this.requests.fetch(user, String(input), init);
  }

  /** Requested paths, in order. */
  get paths(): string[] {
    return this.requests.paths;
  }

  /** From now on new lines of this kind fare like that; those that are open break, unless nothing is wrong. */
  block(kind: "sockets" | "events", passage: Passage): void {
    this.passage[kind] = passage;
    if (passage !== "free") for (const line of [...this[kind === "sockets" ? "sockets" : "sources"]]) line.cut(1006);
  }

  chance(likely: number): boolean {
    return likely > 0 && this.clock.random() < likely;
  }

  /** All lines break at once. */
  cutAll(code = 1006): void {
    for (const line of [...this.sockets, ...this.sources]) line.cut(code);
    this.requests.breakAll();
  }

  /** Carry out a command, and say what became of it. */
  run(user: UserId, command: { command: string }): object {
    try {
      if (this.chance(this.faults.refuse)) throw new Refused("rate", { retry_ms: 300 });
      return { ok: this.server.execute(user, command) };
    } catch (error) {
      if (error instanceof Refused) return { error: error.error };
      throw error;
    }
  }
}
