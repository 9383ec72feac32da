/** The questions of the protocol under /api/v1/, and uploads. Rejects with ActionError. */

import type { Http, PostOptions } from "./http.js";
import type {
  Attachment,
  Bootstrap,
  Card,
  GroupPage,
  InvitationLink,
  JoinRequest,
  LogEntry,
  MemberPage,
  MessagePage,
  NoticeReaders,
  Receipts,
  SearchPage,
  StreamId,
  UserId,
  Version,
} from "./protocol.js";

/** Which page of messages: at most one of these; none of them: the newest. */
export interface PageOf {
  before?: number;
  after?: number;
  around?: number;
  date?: string;
  seqs?: number[];
  limit?: number;
}

/** Messages by words, kind, or both; `since` and `until` are times, `until` exclusive. */
export interface MessagesWanted {
  q?: string;
  stream?: StreamId;
  author?: UserId;
  kind?: string;
  since?: string;
  until?: string;
  limit?: number;
}

export type GroupsWanted = { query?: string; tag?: string; after?: StreamId } | { code: string } | { id: StreamId };

export interface GroupLists {
  requests: JoinRequest[];
  invitations: InvitationLink[];
  log: LogEntry[];
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

  searchMessages(wanted: MessagesWanted, after?: string, signal?: AbortSignal): Promise<SearchPage> {
    return this.#http.get("search", { ...wanted, after }, signal);
  }

  async emoji(): Promise<Bootstrap["emoji"]> {
    return (await this.#http.get<Pick<Bootstrap, "emoji">>("emoji")).emoji;
  }

  async versions(stream: StreamId, seq: number): Promise<Version[]> {
    return (await this.#http.get<{ versions: Version[] }>(`conversations/${stream}/messages/${seq}/versions`)).versions;
  }

  members(stream: StreamId, after?: UserId): Promise<MemberPage> {
    return this.#http.get(`conversations/${stream}/members`, { after, limit: 500 });
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

  /** Public groups by what was typed or by tag; or the one of a link, or of an id. */
  groups(wanted: GroupsWanted): Promise<GroupPage> {
    return this.#http.get("groups", wanted);
  }

  /** What admins see of a group. */
  async groupList<L extends keyof GroupLists>(stream: StreamId, list: L): Promise<GroupLists[L]> {
    return (await this.#http.get<{ items: GroupLists[L] }>(`groups/${stream}/${list}`)).items;
  }

  noticeReaders(stream: StreamId): Promise<NoticeReaders> {
    return this.#http.get(`groups/${stream}/notice`);
  }

  /** Want an archive of a conversation, or of all that is mine. */
  wantExport(stream?: StreamId): Promise<{ id: string }> {
    return this.#http.post("exports", stream === undefined ? {} : { stream });
  }

  async upload(file: Blob, kind: Attachment["kind"], options: PostOptions = {}, about: Record<string, string | Blob> = {}): Promise<Attachment> {
    const body = new FormData();
    body.set("file", file);
    body.set("kind", kind);
    for (const [name, value] of Object.entries(about)) body.set(name, value);
    return (await this.#http.post<{ attachment: Attachment }>("uploads", body, options)).attachment;
  }
}
