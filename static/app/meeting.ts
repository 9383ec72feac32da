/** Meeting somebody by chance. Actions reject with ActionError; it carries the code to word. */

import type { Parts } from "./parts.js";
import type { MatchRow, StreamId, Time } from "./protocol.js";
import type { Wish } from "./seeking.js";
import { isAhead } from "./time.js";

/** The reply says how many wait; what says it again comes within some seconds. */
const REPLY_TTL_S = 10;

export class Meeting {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Where my search stands; undefined while I do not seek. */
  get search(): MatchRow | undefined {
    return this.#parts.streams.me.row<MatchRow>("match");
  }

  /** Until when I can seek nobody, for several people have reported me. */
  get pausedUntil(): Time | undefined {
    const until = this.search?.paused_until;
    return isAhead(until, this.#parts.clock.date()) ? until : undefined;
  }

  /** How many wait, I among them, as far as it is known. */
  get waiting(): number | undefined {
    return this.#parts.seeking.waiting;
  }

  /** What I wished for last in this browser. */
  get wish(): Wish {
    return this.#parts.seeking.wish;
  }

  /** Wait for somebody, or meet them at once. */
  async start(wish: Wish): Promise<void> {
    const { line, seeking } = this.#parts;
    seeking.wishFor(wish);
    const [tags, languages] = [[...wish.tags], [...wish.languages]];
    const { waiting } = await line.request("match.start", { tags, languages });
    seeking.told(waiting, REPLY_TTL_S);
  }

  /** Leave whom I met, and seek on. */
  async next(stream: StreamId): Promise<void> {
    await this.#parts.line.request("match.next", { stream });
  }

  /** Wait no more; with a match, leave it and seek no more. */
  async stop(stream?: StreamId): Promise<void> {
    await this.#parts.line.request("match.stop", stream === undefined ? {} : { stream });
  }

  /** Say that I would like to stay in touch with whom I met. */
  async keep(stream: StreamId): Promise<void> {
    await this.#parts.line.request("match.keep", { stream });
  }
}
