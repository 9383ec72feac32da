/** The questions: their addresses and parameters. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Api } from "../../static/app/api.js";
import { Http } from "../../static/app/http.js";

interface Call {
  path: string;
  init: RequestInit;
}

function api(answer: object, calls: Call[]): Api {
  const http = new Http("ann", "token", async (input, init = {}) => {
    calls.push({ path: String(input), init });
    return Response.json(answer);
  });
  return new Api(http);
}

test("pages are asked for as the protocol says", async () => {
  const calls: Call[] = [];
  const one = api({ rows: [], more: false }, calls);

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

  await api({ users: [] }, calls).search("a&ids=1#陈");

  assert.equal(calls[0]!.path, "/api/v1/users?query=a%26ids%3D1%23%E9%99%88");
});

test("an upload carries the CSRF token", async () => {
  const calls: Call[] = [];

  const attachment = await api({ attachment: { id: "a1" } }, calls).upload(new Blob(["x"]), "picture");

  assert.equal(attachment.id, "a1");
  assert.deepEqual(calls[0]!.init.headers, { "X-CSRFToken": "token" });
  assert.equal((calls[0]!.init.body as FormData).get("kind"), "picture");
});
