/** Requests of this page to its server: the CSRF token, and how refusals come out. Rejects with ActionError. */

import { ActionError } from "./errors.js";
import type { Arguments, CommandName, ErrorObject, Reply, UserId } from "./protocol.js";

const BASE = "/api/v1/";
/** The chat page: in it stand a token that is good now, and whose page it is. */
const PAGE = "/chats";
const TOKEN = /name="csrfmiddlewaretoken" value="([^"]+)"/;
const PAGE_DATA = /<script id="page"[^>]*>([^<]*)</;

export interface PostOptions {
  signal?: AbortSignal;
  /** Goes out even if the page is gone in the next moment; at most 64 KiB. */
  keepalive?: boolean;
  /** What is asked in the place of `fetch`. */
  via?: typeof fetch | undefined;
}

export class Http {
  readonly #user: UserId;
  readonly #fetch: typeof fetch;
  #csrf: string;

  constructor(user: UserId, csrf: string, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#user = user;
    this.#csrf = csrf;
    this.#fetch = fetcher;
  }

  get<T>(path: string, parameters: object = {}, signal?: AbortSignal): Promise<T> {
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.#send(given.length > 0 ? `${path}?${query}` : path, { method: "GET", ...(signal && { signal }) });
  }

  /** A form, or an object that goes as JSON. A token that is refused is renewed once. */
  async post<T>(path: string, body: FormData | object, options: PostOptions = {}): Promise<T> {
    try {
      return await this.#post(path, body, options);
    } catch (error) {
      if (!(error instanceof ActionError && error.code === "csrf")) throw error;
      await this.#renewToken();
      return this.#post(path, body, options);
    }
  }

  /** Post what is answered with `ok` or `error`, as on a socket. */
  async ask<T>(path: string, body: object, options: PostOptions = {}): Promise<T> {
    const reply = await this.post<{ ok: T } | { error: ErrorObject }>(path, body, options);
    if ("error" in reply) throw ActionError.from(reply.error);
    return reply.ok;
  }

  command<C extends CommandName>(command: C, given: Arguments<C>, options: PostOptions = {}): Promise<Reply<C>> {
    return this.ask("command", { command, ...given }, options);
  }

  #post<T>(path: string, body: FormData | object, { via, ...options }: PostOptions): Promise<T> {
    const isForm = body instanceof FormData;
    const headers = { "X-CSRFToken": this.#csrf, ...(isForm ? {} : { "Content-Type": "application/json" }) };
    return this.#send(path, { method: "POST", headers, body: isForm ? body : JSON.stringify(body), ...options }, via);
  }

  async #send<T>(path: string, init: RequestInit, via?: typeof fetch): Promise<T> {
    const response = await this.#reach(BASE + path, { ...init, redirect: "error" }, via);
    if (!response.ok) throw await refusal(response);
    try {
      return (await response.json()) as T;
    } catch (error) {
      // Cut off on the way, or not ours at all: the page of a proxy.
      throw new ActionError("busy", { message: String(error) });
    }
  }

  /** Signing in, in another window, makes the token of this page worthless; for another person it must stay so. */
  async #renewToken(): Promise<void> {
    const response = await this.#reach(PAGE, { redirect: "manual" });
    if (response.type === "opaqueredirect") throw new ActionError("signed_out", { final: true });
    if (!response.ok) throw await refusal(response);
    const page = await response.text();
    const token = TOKEN.exec(page)?.[1];
    const user = (JSON.parse(PAGE_DATA.exec(page)?.[1] ?? "{}") as { user?: UserId }).user;
    if (token === undefined || user !== this.#user) throw new ActionError("csrf", { final: true });
    this.#csrf = token;
  }

  async #reach(path: string, init: RequestInit, via = this.#fetch): Promise<Response> {
    try {
      return await via(path, { ...init, credentials: "same-origin" });
    } catch (error) {
      throw new ActionError("offline", { message: String(error) });
    }
  }
}

async function refusal(response: Response): Promise<ActionError> {
  const { status } = response;
  const error = await errorObject(response);
  // Without an object it is not ours: Django's CSRF page, or a proxy before it.
  if (status === 401) return new ActionError("signed_out", { final: true });
  else if (status === 403 && (!error || error.reason === "csrf")) return new ActionError("csrf", { final: true });
  else if (error) return ActionError.from({ ...retryAfter(response), ...error });
  else if (status === 429 || status >= 500) return ActionError.from({ ...notOurs(status), ...retryAfter(response) });
  else return new ActionError("bad", { message: `HTTP ${status}` });
}

function notOurs(status: number): ErrorObject {
  return { code: status === 429 ? "rate" : "busy", message: `HTTP ${status}`, final: false };
}

function retryAfter(response: Response): Pick<ErrorObject, "retry_ms"> {
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  return seconds >= 0 ? { retry_ms: seconds * 1000 } : {};
}

async function errorObject(response: Response): Promise<ErrorObject | undefined> {
  try {
    return ((await response.json()) as { error?: ErrorObject }).error;
  } catch {
    return undefined;
  }
}
