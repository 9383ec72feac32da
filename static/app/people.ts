/** What can be done about people. Actions reject with ActionError; it carries the code to word. */

import { ActionError } from "./errors.js";
import type { Parts } from "./parts.js";
import type { ContactNotes, ProfileChanges, StreamId, UserId } from "./protocol.js";
import type { Person } from "./views.js";

export class People {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** At most 20 hits by username, nickname, my note, or the letters of Chinese names. */
  async search(query: string): Promise<Person[]> {
    const cards = await this.#parts.api.search(query);
    return cards.map((card) => this.#parts.cards.found(card));
  }

  /** One person with bio, place and links; undefined if there is no such username. */
  async find(username: string): Promise<Person | undefined> {
    try {
      const card = await this.#parts.api.profile(username);
      return card && this.#parts.cards.found(card);
    } catch (error) {
      if (error instanceof ActionError && error.code === "not_found") return undefined;
      throw error;
    }
  }

  /** Change what I say of myself, or what I prefer. */
  async updateProfile(changes: ProfileChanges): Promise<void> {
    await this.#parts.line.request("profile.update", changes);
  }

  async uploadAvatar(picture: Blob): Promise<void> {
    const { id } = await this.#parts.api.upload(picture, "picture");
    await this.updateProfile({ avatar: id });
  }

  /** Ask to be friends. Returns the direct chat if that made us friends at once. */
  async request(user: UserId, greeting?: string): Promise<StreamId | undefined> {
    return (await this.#parts.line.request("contact.request", { user, ...(greeting ? { greeting } : {}) })).stream;
  }

  /** Returns the direct chat we now have. */
  async accept(user: UserId): Promise<StreamId | undefined> {
    return (await this.#parts.line.request("contact.accept", { user })).stream;
  }

  async decline(user: UserId): Promise<void> {
    await this.#parts.line.request("contact.decline", { user });
  }

  /** End a friendship, or take back my own request. */
  async remove(user: UserId): Promise<void> {
    await this.#parts.line.request("contact.remove", { user });
  }

  /** My name for them, a star, tags: nobody else sees it. */
  async annotate(user: UserId, notes: ContactNotes): Promise<void> {
    await this.#parts.line.request("contact.note", { user, ...notes });
  }

  /** Hear nothing more of them; they are not told. */
  async block(user: UserId): Promise<void> {
    await this.#parts.line.request("contact.block", { user });
  }

  async unblock(user: UserId): Promise<void> {
    await this.#parts.line.request("contact.unblock", { user });
  }
}
