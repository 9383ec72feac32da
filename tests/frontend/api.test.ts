/** The HTTP side: addresses, the CSRF token, and every way to be refused. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Api } from "../../static/app/api.js";

interface Call {
  path: string;
  init: RequestInit;
}

function api(answer: () => Response, calls: Call[] = []): Api {
  return new Api("token", async (input, init = {}) => {
    calls.push({ path: String(input), init });
    return answer();
  });
}

function refusing(status: number, body: string | object): Api {
  return api(() => new Response(typeof body === "string" ? body : JSON.stringify(body), { status }));
}

test("pages are asked for as the protocol says", async () => {
  const calls: Call[] = [];
  const one = api(() => Response.json({ rows: [], more: false }), calls);

  await one.messages("c1", { before: 7, limit: 50 });
  await one.messages("c1", { seqs: [3, 4] });
  await one.messages("c1", {});

  assert.deepEqual(calls.map(({ path }) => path), [
    "/api/v1/conversations/c1/messages?before=7&limit=50",
    "/api/v1/conversations/c1/messages?seqs=3%2C4",
    "/api/v1/conversations/c1/messages",
  ]);
});

test("what people search for is written as a parameter, not as part of the address", async () => {
  const calls: Call[] = [];

  await api(() => Response.json({ users: [] }), calls).search("a&ids=1#陈");

  assert.equal(calls[0]!.path, "/api/v1/users?query=a%26ids%3D1%23%E9%99%88");
});

test("an upload carries the CSRF token", async () => {
  const calls: Call[] = [];

  const attachment = await api(() => Response.json({ attachment: { id: "a1" } }, { status: 201 }), calls).upload(new Blob(["x"]), "picture");

  assert.equal(attachment.id, "a1");
  assert.deepEqual(calls[0]!.init.headers, { "X-CSRFToken": "token" });
  assert.equal((calls[0]!.init.body as FormData).get("kind"), "picture");
});

test("the server's error object comes through", async () => {
  const error = { code: "forbidden", message: "no", final: true, reason: "not_friends" };

  await assert.rejects(refusing(403, { error }).bootstrap(), { code: "forbidden", reason: "not_friends", final: true });
});

test("a session that is over is signed_out", async () => {
  await assert.rejects(refusing(401, { error: { code: "forbidden" } }).bootstrap(), { code: "signed_out", final: true });
});

test("a 403 that is not ours is a matter of CSRF, another failure of the server is worth a retry", async () => {
  await assert.rejects(refusing(403, "<h1>Forbidden</h1>").bootstrap(), { code: "csrf", final: true });
  await assert.rejects(refusing(502, "<h1>Bad gateway</h1>").bootstrap(), { code: "busy", final: false });
});

test("no network is offline", async () => {
  const one = new Api("token", () => Promise.reject(new TypeError("network")));

  await assert.rejects(one.bootstrap(), { code: "offline", final: false });
});
