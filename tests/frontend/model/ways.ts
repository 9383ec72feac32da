/** A line over ways that do what a test says. */

import { Line } from "../../../static/app/line.js";
import type { PushFrame } from "../../../static/app/protocol.js";
import type { Greeting, Transport, TransportEvents } from "../../../static/app/transport.js";
import type { Connection } from "../../../static/app/views.js";
import { ModelClock } from "./clock.js";

export const READY: Greeting = { epoch: "e1", heads: {} };
const WAYS = ["socket", "events", "polls"] as const;

export type WayName = (typeof WAYS)[number];

/** One try of one way. */
export class Try implements Transport {
  readonly way: WayName;
  readonly events: TransportEvents;
  isClosed = false;
  isRetired = false;

  constructor(way: WayName, events: TransportEvents) {
    this.way = way;
    this.events = events;
  }

  async request(): Promise<never> {
    return { stream: "c1" } as never;
  }

  typing(): void {}

  close(): void {
    this.isClosed = true;
  }

  retire(): void {
    this.isRetired = true;
  }
}

export class World {
  readonly clock: ModelClock;
  readonly states: Connection[] = [];
  readonly ready: Greeting[] = [];
  readonly frames: PushFrame[] = [];
  readonly tries: Try[] = [];
  readonly line: Line;
  /** Ways that cannot even be begun. */
  readonly missing = new Set<WayName>();

  constructor(chance = 0.5) {
    this.clock = new ModelClock(() => chance);
    const ways = WAYS.map((way) => (events: TransportEvents) => this.#begin(way, events));
    this.line = new Line(this.clock, ways, {
      connection: (state) => this.states.push(state),
      ready: (greeting) => this.ready.push(greeting),
      frame: (frame) => this.frames.push(frame),
      synced: () => {},
    });
  }

  /** One whose socket is ready. */
  static online(): World {
    const world = new World();
    world.line.start();
    world.last.events.ready(READY);
    return world;
  }

  /** One that has come to this way, because those before it fail at once. */
  static async fallenBack(way: WayName): Promise<World> {
    const world = new World();
    world.line.start();
    while (world.last.way !== way) await world.fail();
    world.last.events.ready(READY);
    return world;
  }

  get last(): Try {
    return this.tries.at(-1)!;
  }

  get tried(): WayName[] {
    return this.tries.map(({ way }) => way);
  }

  /** The try that is made fails; time passes until the next one. */
  async fail(): Promise<void> {
    const { length } = this.tries;
    this.last.events.ended(1006);
    while (this.tries.length === length) await this.clock.pass(100);
  }

  /** Keep the line in use alive for so long. */
  async live(ms: number, line = this.last): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5_000) {
      line.events.heard();
      await this.clock.pass(5_000);
    }
  }

  #begin(way: WayName, events: TransportEvents): Try {
    if (this.missing.has(way)) throw new TypeError(`${way} is not a constructor`);
    const begun = new Try(way, events);
    this.tries.push(begun);
    return begun;
  }
}
