/** Lines of the model's network on which the server speaks: sockets, and streams of events. */

import type { Source, SourceEvents } from "../../../static/app/events.js";
import type { UserId } from "../../../static/app/protocol.js";
import type { Socket, SocketEvents } from "../../../static/app/socket.js";
import type { Network, Passage } from "./network.js";
import type { Line } from "./server.js";

const SWEEP_MS = 2_000;
const PING_MS = 25_000;

/** The server's end: pushes get lost, come twice and late. */
abstract class ModelLine {
  readonly user: UserId;
  protected readonly network: Network;
  protected isClosed = false;
  #isOpen = false;
  #isMissing = false;
  readonly #line: Line;

  constructor(network: Network, user: UserId) {
    this.user = user;
    this.network = network;
    this.#line = { user, send: (frame) => this.#push(frame) };
    network.clock.after(network.clock.random() * 50, () => this.#open());
  }

  protected abstract readonly passage: Passage;
  /** Where the network counts it while it is open. */
  protected abstract readonly peers: Set<unknown>;
  /** Data arrives at the client. */
  protected abstract arrive(data: string): void;
  /** The client hears of the end. */
  protected abstract broken(code: number): void;

  close(): void {
    this.isClosed = true;
    this.peers.delete(this);
    this.network.server.lines.delete(this.#line);
  }

  cut(code: number): void {
    if (this.isClosed) return;
    this.close();
    this.network.clock.after(0, () => this.broken(code));
  }

  protected deliver(frame: object, delay: number): void {
    // Encoded now: later changes of the server's rows must not shine through.
    const data = JSON.stringify(frame);
    this.network.clock.after(delay, () => {
      if (this.#isOpen && !this.isClosed) this.arrive(data);
    });
  }

  protected delay(): number {
    const { clock, faults } = this.network;
    return this.network.chance(faults.delay) ? clock.random() * 600 : 1;
  }

  #open(): void {
    const { isDown, refusal, server } = this.network;
    if (this.isClosed || this.passage === "silent") return;
    if (isDown || refusal !== undefined || this.passage === "refused") return this.cut(refusal ?? 1006);
    this.#isOpen = true;
    this.peers.add(this);
    server.lines.add(this.#line);
    this.deliver(server.ready(this.user), 0);
    this.#ping();
  }

  #push(frame: object): void {
    const { faults } = this.network;
    const isLost = this.network.chance(faults.lose);
    if (isLost) this.#sweep();
    if (!isLost) this.deliver(frame, this.delay());
    if (this.network.chance(faults.double)) this.deliver(frame, this.delay());
  }

  /** The sweeper finds what a push has missed. */
  #sweep(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.network.clock.after(SWEEP_MS, () => {
      this.#isMissing = false;
      this.deliver({ type: "head", heads: this.network.server.heads(this.user) }, 1);
    });
  }

  #ping(): void {
    this.network.clock.after(PING_MS, () => {
      if (this.isClosed) return;
      this.deliver({ type: "ping" }, 0);
      this.#ping();
    });
  }
}

export class ModelSocket extends ModelLine implements Socket {
  readonly #events: SocketEvents;
  /** When the last frame of the client arrives: commands of one socket keep their order. */
  #arrival = 0;

  constructor(network: Network, user: UserId, events: SocketEvents) {
    super(network, user);
    this.#events = events;
  }

  protected get passage(): Passage {
    return this.network.passage.sockets;
  }

  protected get peers(): Set<unknown> {
    return this.network.sockets;
  }

  send(data: string): void {
    const { clock } = this.network;
    this.#arrival = Math.max(this.#arrival, clock.now() + clock.random() * 30);
    clock.after(this.#arrival - clock.now(), () => this.#arrived(JSON.parse(data)));
  }

  protected arrive(data: string): void {
    this.#events.message(data);
  }

  protected broken(code: number): void {
    this.#events.closed(code);
  }

  /** A command: is carried out, and its answer goes back, if nothing breaks on the way. */
  #arrived({ id, ...command }: { id?: number; command?: string }): void {
    const { faults, server } = this.network;
    if (this.isClosed || command.command === undefined) return;
    if (command.command === "typing") return void server.execute(this.user, command as { command: string });
    if (this.network.chance(faults.cutBefore)) return this.cut(1006);
    const reply = { id, ...this.network.run(this.user, command as { command: string }) };
    if (this.network.chance(faults.cutAfter)) this.cut(1006);
    else if (!this.network.chance(faults.loseReply)) this.deliver(reply, this.delay());
  }
}

export class ModelSource extends ModelLine implements Source {
  readonly #events: SourceEvents;

  constructor(network: Network, user: UserId, events: SourceEvents) {
    super(network, user);
    this.#events = events;
  }

  protected get passage(): Passage {
    return this.network.passage.events;
  }

  protected get peers(): Set<unknown> {
    return this.network.sources;
  }

  protected arrive(data: string): void {
    this.#events.message(data);
  }

  /** A server says why before it ends a stream of events; a network does not. */
  protected broken(code: number): void {
    if (code >= 4000) this.#events.message(JSON.stringify({ type: "close", code }));
    else this.#events.failed();
  }
}
