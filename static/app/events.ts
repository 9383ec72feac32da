/** The second way: server-sent events, the same frames as on a socket. */

import type { Clock } from "./clock.js";
import type { Http } from "./http.js";
import { Posting } from "./posts.js";
import type { ByeFrame, PingFrame, PushFrame, ReadyFrame } from "./protocol.js";
import { CUT, type TransportEvents } from "./transport.js";

export interface SourceEvents {
  message(data: string): void;
  /** It has broken, or was refused: a page is not told which. */
  failed(): void;
}

export interface Source {
  close(): void;
}

export type Listen = (events: SourceEvents) => Source;

interface CloseFrame {
  type: "close";
  code: number;
}

export class EventsTransport extends Posting {
  readonly #source: Source;

  constructor(clock: Clock, http: Http, listen: Listen, events: TransportEvents) {
    super(clock, http, events);
    this.#source = listen({ message: (data) => this.#hear(data), failed: () => this.#end(CUT) });
  }

  retire(): void {
    this.#source.close();
  }

  #end(code: number): void {
    // Left alone it would come back by itself, whatever the reason.
    this.#source.close();
    this.events.ended(code);
  }

  #hear(data: string): void {
    this.events.heard();
    const frame = JSON.parse(data) as ReadyFrame | PushFrame | PingFrame | ByeFrame | CloseFrame;
    if (frame.type === "ready") this.events.ready(frame);
    else if (frame.type === "bye") this.events.bye(frame);
    else if (frame.type === "close") this.#end(frame.code);
    else if (frame.type !== "ping") this.events.frame(frame);
  }
}
