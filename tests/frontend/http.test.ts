/** Requests: every way to be refused, and a token that has grown old. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Http } from "../../static/app/http.js";

interface Call {
  path: string;
  init: RequestInit;
}

function http(answers: (() => Response)[], calls: Call[] = []): Http {
  return new Http("ann", "old", async (input, init = {}) => {
    calls.push({ path: String(input), init });
    return answers.shift()!();
  });
}

function refusing(status: number, body: string | object, headers: Record<string, string> = {}): Http {
  return http([() => new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers })]);
}

function page(user: string): Response {
  return new Response(`<!doctype html>
<script id="page" type="application/json">{"user": "${user}", "locale": "en"}</script>
<input type="hidden" name="csrfmiddlewaretoken" value="fresh">`);
}

const OLD_TOKEN = () => Response.json({ error: { code: "forbidden", reason: "csrf", final: true } }, { status: 403 });
const TO_LOGIN = () => ({ type: "opaqueredirect", ok: false, status: 0 }) as Response;

test("the server's error object comes through", async () => {
  const error = { code: "forbidden", message: "no", final: true, reason: "not_friends" };

  await assert.rejects(refusing(403, { error }).get("x"), { code: "forbidden", reason: "not_friends", final: true });
});

test("a session that is over is signed_out", async () => {
  await assert.rejects(refusing(401, { error: { code: "forbidden" } }).get("x"), { code: "signed_out", final: true });
});

test("what a proxy refuses is worth a retry, when it says so, as late as it says", async () => {
  await assert.rejects(refusing(502, "<h1>Bad gateway</h1>").get("x"), { code: "busy", final: false, retryMs: undefined });
  await assert.rejects(refusing(429, "", { "Retry-After": "7" }).get("x"), { code: "rate", final: false, retryMs: 7_000 });
  await assert.rejects(refusing(404, "<h1>Not found</h1>").get("x"), { code: "bad", final: false });
});

test("the server's own patience counts more than the header", async () => {
  const error = { code: "rate", message: "slow", final: false, retry_ms: 1_200 };

  await assert.rejects(refusing(429, { error }, { "Retry-After": "2" }).get("x"), { code: "rate", retryMs: 1_200 });
});

test("an answer that is cut off, or no answer of ours, is worth a retry", async () => {
  await assert.rejects(refusing(200, '{"rows": [').get("x"), { code: "busy", final: false });
});

test("no network is offline", async () => {
  const one = new Http("ann", "old", () => Promise.reject(new TypeError("network")));

  await assert.rejects(one.get("x"), { code: "offline", final: false });
});

test("a command goes as the socket's object, and its refusal comes as the socket's", async () => {
  const calls: Call[] = [];
  const refusal = { error: { code: "blocked", message: "", final: true } };
  const one = http([() => Response.json({ ok: { stream: "c1" } }), () => Response.json(refusal)], calls);

  assert.deepEqual(await one.command("conversation.open", { user: "bob" }), { stream: "c1" });
  await assert.rejects(one.command("conversation.open", { user: "eve" }), { code: "blocked", final: true });

  assert.equal(calls[0]!.path, "/api/v1/command");
  assert.deepEqual(JSON.parse(String(calls[0]!.init.body)), { command: "conversation.open", user: "bob" });
  assert.deepEqual(calls[0]!.init.headers, { "X-CSRFToken": "old", "Content-Type": "application/json" });
});

test("a token that is refused is taken from a fresh page, once", async () => {
  const calls: Call[] = [];
  const one = http([OLD_TOKEN, () => page("ann"), () => Response.json({ done: true }), () => Response.json({})], calls);

  assert.deepEqual(await one.post("sync", {}), { done: true });
  await one.post("sync", {});

  const tokens = calls.map(({ init }) => (init.headers as Record<string, string> | undefined)?.["X-CSRFToken"]);
  assert.deepEqual(tokens, ["old", undefined, "fresh", "fresh"]);
  await assert.rejects(http([OLD_TOKEN, () => page("ann"), OLD_TOKEN]).post("sync", {}), { code: "csrf", final: true });
});

test("nothing of mine is sent in the name of who has signed in since", async () => {
  const calls: Call[] = [];

  await assert.rejects(http([OLD_TOKEN, () => page("bob")], calls).post("sync", {}), { code: "csrf", final: true });
  await assert.rejects(http([OLD_TOKEN, TO_LOGIN], calls).post("sync", {}), { code: "signed_out", final: true });

  assert.equal(calls.length, 4);
});
