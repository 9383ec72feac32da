/** Requests that a test answers by hand. */

import { Http } from "../../../static/app/http.js";
import { settled } from "./clock.js";

export interface Posted {
  path: string;
  body: Record<string, unknown>;
  isAborted: boolean;
  answer(body: object, init?: ResponseInit): Promise<void>;
  break(): Promise<void>;
}

/** A client of the user `ann`, and what it has posted. */
export function posting(): { http: Http; posted: Posted[] } {
  const posted: Posted[] = [];
  const fetcher = (input: RequestInfo | URL, init: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const request: Posted = {
        path: String(input),
        body: JSON.parse(String(init.body ?? "{}")),
        isAborted: false,
        answer: (body, given) => (resolve(Response.json(body, given)), settled()),
        break: () => (reject(new TypeError("network")), settled()),
      };
      init.signal?.addEventListener("abort", () => {
        request.isAborted = true;
        reject(new DOMException("aborted", "AbortError"));
      });
      posted.push(request);
    });
  return { http: new Http("ann", "token", fetcher), posted };
}
