/** Commands by POST, for the ways on which only the server speaks. */

import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { Http } from "./http.js";
import type { Arguments, CommandName, Reply, StreamId } from "./protocol.js";
import { CUT, OUT_OF_DATE, SIGNED_OUT, type Transport, type TransportEvents } from "./transport.js";

const REPLY_TIMEOUT_MS = 15_000;

/** A transport that posts its commands; how it hears, it must know itself. */
export abstract class Posting implements Transport {
  protected readonly clock: Clock;
  protected readonly http: Http;
  protected readonly events: TransportEvents;
  /** The last command of each kind and stream: the next one waits for it. */
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #underWay = new Set<AbortController>();
  #isClosed = false;

  constructor(clock: Clock, http: Http, events: TransportEvents) {
    this.clock = clock;
    this.http = http;
    this.events = events;
  }

  /** A socket keeps the order of what is sent, several requests do not: of the same kind and stream, one at a time. */
  request<C extends CommandName>(command: C, given: Arguments<C>): Promise<Reply<C>> {
    const lane = `${command} ${"stream" in given ? given.stream : ""}`;
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const reply = before.then(() => this.#command(command, given));
    const done = () => {};
    this.#lanes.set(lane, reply.then(done, done));
    return reply;
  }

  typing(stream: StreamId): void {
    this.request("typing", { stream }).catch(() => {});
  }

  close(): void {
    this.#isClosed = true;
    this.retire();
    for (const controller of this.#underWay) controller.abort();
  }

  abstract retire(): void;

  /** Post; given up when the time is over, or this is closed. */
  protected async posted<T>(
    post: (signal: AbortSignal) => Promise<T>,
    timeoutMs = REPLY_TIMEOUT_MS,
    controller = new AbortController(),
  ): Promise<T> {
    if (this.#isClosed) throw new ActionError("offline");
    const cancel = this.clock.after(timeoutMs, () => controller.abort());
    this.#underWay.add(controller);
    try {
      return await post(controller.signal);
    } finally {
      this.#underWay.delete(controller);
      cancel();
    }
  }

  async #command<C extends CommandName>(command: C, given: Arguments<C>): Promise<Reply<C>> {
    try {
      return await this.posted((signal) => this.http.command(command, given, { signal }));
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** What ends the line does not refuse the command: as on a socket, its answer is lost. */
  #explained(error: unknown): unknown {
    if (!(error instanceof ActionError)) return error;
    const end = endOf(error);
    if (end !== CUT) this.events.ended(end);
    return end !== CUT || error.code === "offline" ? new ActionError("lost") : error;
  }
}

/** The close code that says what this failure says. */
export function endOf({ code }: ActionError): number {
  if (code === "signed_out") return SIGNED_OUT;
  else if (code === "csrf") return OUT_OF_DATE;
  else return CUT;
}
