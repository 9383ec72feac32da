/** The net between: loses, doubles and reorders pushes, loses acknowledgements, cuts lines; or behaves. */

import type { Socket, SocketEvents } from "../../../static/app/transport.js";
import type { ErrorObject, UserId } from "../../../static/app/protocol.js";
import type { ModelClock } from "./clock.js";
import { Refused, type Line, type ModelServer } from "./server.js";

const SWEEP_MS = 2_000;
const PING_MS = 25_000;

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

export class Network {
  faults: Faults = PEACE;
  /** Nobody gets through while true. */
  isDown = false;
  /** The session cookie is somebody else's now. */
  actAs: UserId | undefined;
  /** New sockets are closed with this code at once. */
  refusal: number | undefined;
  readonly sockets = new Set<ModelSocket>();
  /** What was asked for by HTTP. */
  readonly paths: string[] = [];
  readonly clock: ModelClock;
  readonly server: ModelServer;

  constructor(clock: ModelClock, server: ModelServer) {
    this.clock = clock;
    this.server = server;
  }

  connect(user: UserId, events: SocketEvents): Socket {
    return new ModelSocket(this, this.actAs ?? user, events);
  }

  chance(likely: number): boolean {
    return likely > 0 && this.clock.random() < likely;
  }

  /** All lines break at once. */
  cutAll(code = 1006): void {
    for (const socket of [...this.sockets]) socket.cut(code);
  }

  /** `fetch` as the person `user` would use it. */
  fetcher(user: UserId): typeof fetch {
    return async (input, init) => {
      this.paths.push(String(input));
      const { pathname, searchParams } = new URL(String(input), "http://model");
      const path = pathname.replace("/api/v1/", "");
      if (init?.method === "POST") return this.#post(user, JSON.parse(String(init.body)));
      // Copied now: later changes of the server's rows must not shine through.
      const body = copied(this.#answer(user, path, Object.fromEntries(searchParams)));
      // Read first, arrive later: what changes in between must not be lost.
      await this.#travel(100);
      if (this.isDown || this.chance(this.faults.cutBefore)) throw new TypeError("network");
      return Response.json(body);
    };
  }

  /** Carry out a command, and say what became of it. */
  run(user: UserId, command: { command: string }): { ok: object } | { error: ErrorObject } {
    try {
      if (this.chance(this.faults.refuse)) throw new Refused("rate", { retry_ms: 300 });
      return { ok: this.server.execute(user, command) };
    } catch (error) {
      if (error instanceof Refused) return { error: error.error };
      throw error;
    }
  }

  async #post(user: UserId, command: { command: string }): Promise<Response> {
    await this.#travel(30);
    if (this.isDown || this.chance(this.faults.cutBefore)) throw new TypeError("network");
    const reply = copied(this.run(user, command));
    await this.#travel(30);
    if (this.isDown || this.chance(this.faults.cutAfter)) throw new TypeError("network");
    return Response.json(reply);
  }

  #travel(ms: number): Promise<void> {
    return new Promise((arrive) => void this.clock.after(5 + this.clock.random() * ms, arrive));
  }

  #answer(user: UserId, path: string, parameters: Record<string, string>): unknown {
    if (path === "bootstrap") return this.server.bootstrap(user);
    else if (path.endsWith("/messages")) return this.server.messages(user, path.split("/")[1]!, parameters);
    else if (path.endsWith("/receipts")) return { read: {}, delivered: {} };
    else return { users: [] };
  }
}

class ModelSocket implements Socket, Line {
  readonly user: UserId;
  readonly #network: Network;
  readonly #events: SocketEvents;
  #isOpen = false;
  #isClosed = false;
  #isMissing = false;
  /** When the last frame of ours arrives: commands of one socket keep their order. */
  #arrival = 0;

  constructor(network: Network, user: UserId, events: SocketEvents) {
    this.user = user;
    this.#network = network;
    this.#events = events;
    network.clock.after(network.clock.random() * 50, () => this.#open());
  }

  // The client's end

  send(data: string | object): void {
    if (typeof data === "string") this.#fromClient(data);
    else this.#push(data);
  }

  close(): void {
    this.#isClosed = true;
    this.#network.sockets.delete(this);
    this.#network.server.lines.delete(this);
  }

  cut(code: number): void {
    if (this.#isClosed) return;
    this.close();
    this.#network.clock.after(0, () => this.#events.closed(code));
  }

  #open(): void {
    if (this.#isClosed) return;
    const { isDown, refusal } = this.#network;
    if (isDown || refusal !== undefined) return this.cut(refusal ?? 1006);
    const { server } = this.#network;
    this.#isOpen = true;
    this.#network.sockets.add(this);
    server.lines.add(this);
    this.#deliver(server.ready(this.user), 0);
    this.#ping();
  }

  /** A command: arrives in order, is carried out, and its answer goes back, if nothing breaks on the way. */
  #fromClient(data: string): void {
    const { clock } = this.#network;
    this.#arrival = Math.max(this.#arrival, clock.now() + clock.random() * 30);
    clock.after(this.#arrival - clock.now(), () => this.#arrived(JSON.parse(data)));
  }

  #arrived(frame: { id?: number; command?: string }): void {
    const { faults } = this.#network;
    if (this.#isClosed || frame.command === undefined) return;
    if (frame.command === "typing") return void this.#network.server.log.push({ user: this.user, ...(frame as { command: string }) });
    if (this.#network.chance(faults.cutBefore)) return this.cut(1006);
    const { id, ...command } = frame as { id: number; command: string };
    const reply = { id, ...this.#network.run(this.user, command) };
    if (this.#network.chance(faults.cutAfter)) this.cut(1006);
    else if (!this.#network.chance(faults.loseReply)) this.#deliver(reply, this.#delay());
  }

  // The server's end

  #push(frame: object): void {
    const { faults } = this.#network;
    const isLost = this.#network.chance(faults.lose);
    if (isLost) this.#sweep();
    if (!isLost) this.#deliver(frame, this.#delay());
    if (this.#network.chance(faults.double)) this.#deliver(frame, this.#delay());
  }

  #delay(): number {
    const { clock, faults } = this.#network;
    return this.#network.chance(faults.delay) ? clock.random() * 600 : 1;
  }

  #deliver(frame: object, delay: number): void {
    // Encoded now: later changes of the server's rows must not shine through.
    const data = JSON.stringify(frame);
    this.#network.clock.after(delay, () => {
      if (this.#isOpen && !this.#isClosed) this.#events.message(data);
    });
  }

  /** The sweeper finds what a push has missed. */
  #sweep(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.#network.clock.after(SWEEP_MS, () => {
      this.#isMissing = false;
      this.#deliver({ type: "head", heads: this.#network.server.heads(this.user) }, 1);
    });
  }

  #ping(): void {
    this.#network.clock.after(PING_MS, () => {
      if (this.#isClosed) return;
      this.#deliver({ type: "ping" }, 0);
      this.#ping();
    });
  }
}

function copied<T>(thing: T): T {
  return JSON.parse(JSON.stringify(thing)) as T;
}
