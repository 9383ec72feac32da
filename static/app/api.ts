/** The HTTP side of the protocol, under /api/v1/. Rejects with ActionError. */

import { ActionError } from "./errors.js";
import type {
  Attachment,
  Bootstrap,
  Card,
  ErrorObject,
  MemberPage,
  MessagePage,
  Receipts,
  StreamId,
  UserId,
} from "./protocol.js";

const BASE = "/api/v1/";

/** Which page of messages: at most one of these; none of them: the newest. */
export interface PageOf {
  before?: number;
  after?: number;
  around?: number;
  seqs?: number[];
  limit?: number;
}

export class Api {
  readonly #fetch: typeof fetch;
  readonly #csrf: string;

  constructor(csrf: string, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#csrf = csrf;
    this.#fetch = fetcher;
  }

  bootstrap(): Promise<Bootstrap> {
    return this.#get("bootstrap");
  }

  messages(stream: StreamId, page: PageOf): Promise<MessagePage> {
    return this.#get(`conversations/${stream}/messages`, { ...page, seqs: page.seqs?.join() });
  }

  members(stream: StreamId, after?: UserId): Promise<MemberPage> {
    return this.#get(`conversations/${stream}/members`, { after });
  }

  receipts(stream: StreamId): Promise<Receipts> {
    return this.#get(`conversations/${stream}/receipts`);
  }

  async cards(ids: readonly UserId[]): Promise<Card[]> {
    return (await this.#get<{ users: Card[] }>("users", { ids: ids.join() })).users;
  }

  async search(query: string): Promise<Card[]> {
    return (await this.#get<{ users: Card[] }>("users", { query })).users;
  }

  /** The card with everything a person tells of themselves. */
  async profile(username: string): Promise<Card | undefined> {
    return (await this.#get<{ users: Card[] }>("users", { username })).users[0];
  }

  async upload(file: Blob, kind: Attachment["kind"]): Promise<Attachment> {
    const body = new FormData();
    body.set("file", file);
    body.set("kind", kind);
    return (await this.#post<{ attachment: Attachment }>("uploads", body)).attachment;
  }

  #get<T>(path: string, parameters: object = {}): Promise<T> {
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.#send(given.length > 0 ? `${path}?${query}` : path, { method: "GET" });
  }

  #post<T>(path: string, body: FormData): Promise<T> {
    return this.#send(path, { method: "POST", body, headers: { "X-CSRFToken": this.#csrf } });
  }

  async #send<T>(path: string, init: RequestInit): Promise<T> {
    const response = await this.#reach(path, init);
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as T;
  }

  async #reach(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(BASE + path, { ...init, credentials: "same-origin", redirect: "error" });
    } catch (error) {
      throw new ActionError("offline", { message: String(error) });
    }
  }
}

async function refusal(response: Response): Promise<ActionError> {
  if (response.status === 401) return new ActionError("signed_out", { final: true });
  const error = await errorObject(response);
  if (error) return ActionError.from(error);
  // Not ours: Django's CSRF page, or a proxy before it.
  else if (response.status === 403) return new ActionError("csrf", { final: true });
  else return new ActionError(response.status < 500 ? "bad" : "busy", { message: `HTTP ${response.status}` });
}

async function errorObject(response: Response): Promise<ErrorObject | undefined> {
  try {
    return ((await response.json()) as { error?: ErrorObject }).error;
  } catch {
    return undefined;
  }
}
