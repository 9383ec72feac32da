/** The best way: a socket. Answers pings, matches replies to commands. */

import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { Arguments, CommandName, ErrorFrame, OkFrame, Reply, ServerFrame, StreamId } from "./protocol.js";
import type { Transport, TransportEvents } from "./transport.js";

/** The answer to a command is late, or lost. */
const REPLY_TIMEOUT_MS = 15_000;
const LAST_ID = 2 ** 31 - 1;

export interface SocketEvents {
  message(data: string): void;
  closed(code: number): void;
}

export interface Socket {
  send(data: string): void;
  close(): void;
}

export type Connect = (events: SocketEvents) => Socket;

interface Pending {
  resolve: (reply: never) => void;
  reject: (error: ActionError) => void;
  cancel: () => void;
}

export class SocketTransport implements Transport {
  readonly #clock: Clock;
  readonly #events: TransportEvents;
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(clock: Clock, connect: Connect, events: TransportEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#socket = connect({ message: (data) => this.#hear(data), closed: (code) => this.#closed(code) });
  }

  request<C extends CommandName>(command: C, given: Arguments<C>): Promise<Reply<C>> {
    this.#lastId = (this.#lastId % LAST_ID) + 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(REPLY_TIMEOUT_MS, () => this.#settle(id)?.reject(new ActionError("lost")));
      this.#pending.set(id, { resolve, reject, cancel });
      this.#send({ id, command, ...given });
    });
  }

  typing(stream: StreamId): void {
    this.#send({ command: "typing", stream });
  }

  close(): void {
    this.#socket.close();
    this.#rejectAll();
  }

  /** Answers come by the socket itself: without it there are none. */
  retire(): void {
    this.close();
  }

  #closed(code: number): void {
    this.#rejectAll();
    this.#events.ended(code);
  }

  #hear(data: string): void {
    this.#events.heard();
    const frame = JSON.parse(data) as ServerFrame;
    if (!("type" in frame)) this.#reply(frame);
    else if (frame.type === "ping") this.#send({ type: "pong" });
    else if (frame.type === "ready") this.#events.ready(frame);
    else if (frame.type === "bye") this.#events.bye(frame);
    else this.#events.frame(frame);
  }

  #reply(frame: OkFrame | ErrorFrame): void {
    const pending = this.#settle(frame.id);
    if ("ok" in frame) pending?.resolve(frame.ok as never);
    else if (pending) pending.reject(ActionError.from(frame.error));
    else console.error("refused", frame.error);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.cancel();
    return pending;
  }

  #rejectAll(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(new ActionError("lost"));
  }

  #send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }
}
