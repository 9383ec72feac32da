/** The socket: connects, answers pings, notices silence, comes back after a break, matches replies to commands. */

import { backoff } from "./backoff.js";
import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type {
  Arguments,
  ByeFrame,
  CommandName,
  ErrorFrame,
  OkFrame,
  PushFrame,
  ReadyFrame,
  Reply,
  ServerFrame,
} from "./protocol.js";
import type { Connection } from "./views.js";

/** The server pings every 25 s (+-5): this long without a word means that the line is dead. */
const SILENCE_MS = 40_000;
const READY_TIMEOUT_MS = 8_000;
/** Asked whether it is still there, the server answers at once or not at all. */
const WORD_TIMEOUT_MS = 5_000;
/** The answer to a command is late, or lost. */
const REPLY_TIMEOUT_MS = 15_000;
/** A line that held this long was a good one: the next break starts counting anew. */
const STABLE_MS = 10_000;
/** After these tries the person is told that they are offline. */
const FAILURES_TO_OFFLINE = 2;
/** Back off as if this many tries had failed: the whole 30 s. */
const LONG_BACKOFF = 6;
const LAST_ID = 2 ** 31 - 1;

const CLOSE_FOR_GOOD: Record<number, Connection> = { 4401: "signed-out", 4409: "superseded", 4426: "reload" };
/** Protocol abuse, flooding: something here is wrong, coming back at once would make it worse. */
const CLOSE_KEEP_AWAY = new Set([4400, 4429]);

export interface SocketEvents {
  message(data: string): void;
  closed(code: number): void;
}

export interface Socket {
  send(data: string): void;
  close(): void;
}

export type Connect = (events: SocketEvents) => Socket;

export interface TransportListener {
  connection(state: Connection): void;
  ready(frame: ReadyFrame): void;
  frame(frame: PushFrame): void;
}

interface Pending {
  resolve: (reply: never) => void;
  reject: (error: ActionError) => void;
  cancel: () => void;
}

export class Transport {
  readonly #clock: Clock;
  readonly #connect: Connect;
  readonly #listener: TransportListener;

  #socket: Socket | undefined;
  #connection: Connection = "connecting";
  #stopped = true;
  #hasNetwork = true;
  #failures = 0;
  #readyAt = 0;
  #heardAt = 0;
  #bye: ByeFrame | undefined;
  #timer: (() => void) | undefined;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();

  constructor(clock: Clock, connect: Connect, listener: TransportListener) {
    this.#clock = clock;
    this.#connect = connect;
    this.#listener = listener;
  }

  get connection(): Connection {
    return this.#connection;
  }

  start(): void {
    this.#stopped = false;
    this.#try();
  }

  stop(): void {
    this.#stopped = true;
    this.#hangUp();
    this.#timer?.();
  }

  /** Connect now, whatever the reason for being away. */
  reconnect(): void {
    this.#stopped = false;
    this.#failures = 0;
    this.#hangUp();
    this.#try();
  }

  /** The browser has lost its network: a socket would only find out after a long silence. */
  networkLost(): void {
    this.#hasNetwork = false;
    if (this.#stopped) return;
    this.#failures = LONG_BACKOFF;
    this.#hangUp();
    this.#retryLater();
  }

  /** The browser has a network again. */
  networkFound(): void {
    this.#hasNetwork = true;
    this.wake();
  }

  /** Somebody looks at the page (again): do not let them wait for a back-off, or trust a line that died in sleep. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#socket === undefined) {
      this.#failures = 0;
      this.#try();
    } else if (this.#connection === "online" && this.#silence() > SILENCE_MS) {
      this.reconnect();
    }
  }

  /** Something was asked for to see whether the line still lives: give it up if no frame comes soon. */
  expectWord(): void {
    const socket = this.#socket;
    const asked = this.#clock.now();
    this.#clock.after(WORD_TIMEOUT_MS, () => {
      if (socket && socket === this.#socket && this.#heardAt < asked) this.#giveUp();
    });
  }

  /** Send a command; rejects with ActionError: the server's refusal, `offline` (not sent), `lost` (no answer). */
  request<C extends CommandName>(command: C, arguments_: Arguments<C>): Promise<Reply<C>> {
    if (this.#connection !== "online") return Promise.reject(new ActionError("offline"));
    this.#lastId = (this.#lastId % LAST_ID) + 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(REPLY_TIMEOUT_MS, () => this.#settle(id)?.reject(new ActionError("lost")));
      this.#pending.set(id, { resolve, reject, cancel });
      this.#send({ id, command, ...arguments_ });
    });
  }

  /** Send `typing`: no answer, no harm if it is lost. */
  typing(stream: string): void {
    if (this.#connection === "online") this.#send({ command: "typing", stream });
  }

  // Coming and going

  #try(): void {
    this.#timer?.();
    this.#bye = undefined;
    this.#show(this.#failures < FAILURES_TO_OFFLINE && this.#hasNetwork ? "connecting" : "offline");
    this.#heardAt = this.#clock.now();
    // Frames and the end of a socket we have given up must not touch its successor.
    const socket: Socket = this.#connect({
      message: (data) => void (socket === this.#socket && this.#hear(data)),
      closed: (code) => void (socket === this.#socket && this.#lost(code)),
    });
    this.#socket = socket;
    this.#timer = this.#clock.after(READY_TIMEOUT_MS, () => this.#giveUp());
  }

  /** The server is silent: the network may keep a dead line open for minutes, we do not. */
  #giveUp(): void {
    this.#hangUp();
    this.#lost(4408);
  }

  #hangUp(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#rejectAll();
  }

  #lost(code: number): void {
    this.#socket = undefined;
    this.#rejectAll();
    const end = CLOSE_FOR_GOOD[code];
    if (end === undefined) {
      this.#countFailure(code);
      this.#retryLater();
    } else {
      this.#stopped = true;
      this.#timer?.();
      this.#show(end);
    }
  }

  #countFailure(code: number): void {
    const wasGood = this.#connection === "online" && this.#clock.now() - this.#readyAt >= STABLE_MS;
    if (CLOSE_KEEP_AWAY.has(code)) this.#failures = LONG_BACKOFF;
    else if (wasGood || this.#bye) this.#failures = 0;
    else this.#failures += 1;
  }

  #retryLater(): void {
    const chance = this.#clock.random();
    const wait = this.#bye ? chance * this.#bye.after_ms : backoff(this.#failures, chance);
    this.#timer?.();
    this.#timer = this.#clock.after(wait, () => this.#try());
    this.#show(this.#failures < FAILURES_TO_OFFLINE && this.#hasNetwork ? "connecting" : "offline");
  }

  #show(connection: Connection): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#listener.connection(connection);
  }

  // Frames

  #hear(data: string): void {
    this.#heardAt = this.#clock.now();
    const frame = JSON.parse(data) as ServerFrame;
    if (!("type" in frame)) this.#reply(frame);
    else if (frame.type === "ping") this.#send({ type: "pong" });
    else if (frame.type === "ready") this.#ready(frame);
    else if (frame.type === "bye") this.#bye = frame;
    else this.#listener.frame(frame);
  }

  #ready(frame: ReadyFrame): void {
    this.#readyAt = this.#clock.now();
    this.#watchSilence();
    this.#show("online");
    this.#listener.ready(frame);
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

  #watchSilence(): void {
    this.#timer?.();
    this.#timer = this.#clock.after(SILENCE_MS - this.#silence(), () => {
      if (this.#silence() >= SILENCE_MS) this.#giveUp();
      else this.#watchSilence();
    });
  }

  #silence(): number {
    return this.#clock.now() - this.#heardAt;
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }
}
