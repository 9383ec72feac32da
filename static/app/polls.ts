/** The last way, where nothing that lasts gets through: requests that wait until there is something to say. */

import { sleep, type Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { Http } from "./http.js";
import { endOf, Posting } from "./posts.js";
import type { Heads, StreamId, SyncReply } from "./protocol.js";
import { ME } from "./streams.js";
import { CUT, type TransportEvents } from "./transport.js";

/** How long the server may wait with its answer, and how much later we give it up. */
const WAIT_S = 25;
const LATE_MS = 10_000;
/** Where much is said, one answer brings the words of so long, instead of one for each. */
const REST_MS = 250;

type Have = Record<StreamId, number>;

export interface PollSource {
  /** The versions held of `me` and of what is on screen: news of these come with the answer. */
  have(): Have;
}

export class PollsTransport extends Posting {
  readonly #source: PollSource;
  /** The versions of all my streams, as far as the answers have told. */
  readonly #known = new Map<StreamId, number>();
  readonly #waiting = new AbortController();
  #isOver = false;

  constructor(clock: Clock, http: Http, source: PollSource, events: TransportEvents) {
    super(clock, http, events);
    this.#source = source;
    void this.#run();
  }

  retire(): void {
    this.#isOver = true;
    this.#waiting.abort();
  }

  async #run(): Promise<void> {
    try {
      await this.#greet();
      while (!this.#isOver) await this.#listen();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The heads of everything do for `ready`; rows come when they are asked for. */
  async #greet(): Promise<void> {
    const version = this.#source.have()[ME] ?? 0;
    const { epoch, heads = {}, streams } = await this.#sync({ have: { [ME]: version }, limit: 1, wait: 0 });
    const me = streams.find((frame) => frame.type !== "gone")?.version ?? version;
    this.#learn(heads);
    this.#tell(() => this.events.ready({ epoch, heads: { ...heads, [ME]: [me] } }));
  }

  /** Wait for news. */
  async #listen(): Promise<void> {
    const have = this.#source.have();
    const known = [...this.#known].filter(([id]) => !(id in have));
    const reply = await this.#sync({ have, heads: Object.fromEntries(known), wait: WAIT_S });
    const { heads, streams } = reply;
    for (const [id, version] of Object.entries(have)) this.#known.set(id, version);
    for (const frame of streams) if (frame.type !== "gone") this.#known.set(frame.stream, frame.version);
    this.#learn(heads ?? {});
    this.#tell(() => this.events.synced(reply, have));
    if (heads) this.#tell(() => this.events.frame({ type: "head", heads }));
    await sleep(this.clock, REST_MS);
  }

  async #sync(given: { have: Have; heads?: Have; limit?: number; wait: number }): Promise<SyncReply> {
    const post = (signal: AbortSignal) => this.http.ask<SyncReply>("sync", given, { signal });
    const reply = await this.posted(post, given.wait * 1000 + LATE_MS, this.#waiting);
    this.#tell(() => this.events.heard());
    return reply;
  }

  #learn(heads: Heads): void {
    for (const [id, [version]] of Object.entries(heads)) this.#known.set(id, version);
  }

  #tell(event: () => void): void {
    if (!this.#isOver) event();
  }

  #failed(error: unknown): void {
    if (!(error instanceof ActionError)) throw error;
    const end = endOf(error);
    // A final refusal is a mistake of ours.
    if (error.final && end === CUT) console.error("poll refused", error);
    this.#tell(() => this.events.ended(end, error.retryMs));
  }
}
