/** What can be done about the lobby. Actions reject with ActionError; it carries the code to word. */

import type { People } from "./crowd.js";
import type { Parts } from "./parts.js";
import type { Site, StreamId, UserId, Welcome } from "./protocol.js";

const NOBODY: People = { count: 0, faces: [] };

export class Lobby {
  readonly #parts: Parts;
  readonly #site: () => Site | undefined;
  /** What the robot said when I entered; it is not kept. */
  #welcome: Welcome | undefined;
  #robot: UserId | undefined;

  constructor(parts: Parts, site: () => Site | undefined) {
    this.#parts = parts;
    this.#site = site;
  }

  /** Undefined where the site has none. */
  get stream(): StreamId | undefined {
    return this.#site()?.lobby;
  }

  get isIn(): boolean {
    const row = this.stream && this.#parts.streams.mine(this.stream);
    return Boolean(row && !row.left);
  }

  /** Live while I am in it; before, how it was when the page was loaded. */
  get people(): People {
    const told = this.stream && this.#parts.crowd.in(this.stream);
    return told || { ...NOBODY, count: this.#site()?.people ?? 0 };
  }

  /** Who answers there; known to those who came in by the door. */
  get robot(): UserId | undefined {
    return this.#robot;
  }

  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** Enter, or find that I am in; returns its stream, to be opened next. */
  async enter(): Promise<StreamId> {
    const isNew = !this.isIn;
    const { stream, welcome } = await this.#parts.line.request("lobby.enter", {});
    if (isNew) this.#welcome = welcome;
    this.#robot = welcome.author;
    return stream;
  }

  async leave(): Promise<void> {
    await this.#parts.line.request("lobby.leave", {});
    this.#welcome = undefined;
  }

  /** The welcome was read. */
  dismiss(): void {
    this.#welcome = undefined;
  }
}
