/** The questions of the protocol under /api/v1/, and uploads. Rejects with ActionError. */

import type { Http } from "./http.js";
import type { Attachment, Bootstrap, Card, MemberPage, MessagePage, Receipts, StreamId, UserId } from "./protocol.js";

/** Which page of messages: at most one of these; none of them: the newest. */
export interface PageOf {
  before?: number;
  after?: number;
  around?: number;
  seqs?: number[];
  limit?: number;
}

export class Api {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  bootstrap(): Promise<Bootstrap> {
    return this.#http.get("bootstrap");
  }

  messages(stream: StreamId, page: PageOf): Promise<MessagePage> {
    return this.#http.get(`conversations/${stream}/messages`, { ...page, seqs: page.seqs?.join() });
  }

  members(stream: StreamId, after?: UserId): Promise<MemberPage> {
    return this.#http.get(`conversations/${stream}/members`, { after });
  }

  receipts(stream: StreamId): Promise<Receipts> {
    return this.#http.get(`conversations/${stream}/receipts`);
  }

  async cards(ids: readonly UserId[]): Promise<Card[]> {
    return (await this.#http.get<{ users: Card[] }>("users", { ids: ids.join() })).users;
  }

  async search(query: string): Promise<Card[]> {
    return (await this.#http.get<{ users: Card[] }>("users", { query })).users;
  }

  /** The card with everything a person tells of themselves. */
  async profile(username: string): Promise<Card | undefined> {
    return (await this.#http.get<{ users: Card[] }>("users", { username })).users[0];
  }

  async upload(file: Blob, kind: Attachment["kind"]): Promise<Attachment> {
    const body = new FormData();
    body.set("file", file);
    body.set("kind", kind);
    return (await this.#http.post<{ attachment: Attachment }>("uploads", body)).attachment;
  }
}
