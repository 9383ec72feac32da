/** Whether I can write somewhere, and when again. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { ConversationRow, InfoRow, MessageRow, Row } from "../../static/app/protocol.js";
import type { Contact, Person } from "../../static/app/views.js";
import { unanswered, whyNot, writableAgain } from "../../static/app/writing.js";
import { Stream } from "../../static/app/stream.js";
import { member, NOW, rules, sources, stream, text, TIME } from "./model/held.js";

const SOON = new Date(NOW + 60_000).toISOString();

/** Why Ann cannot write in a group, given its info, her row of it and her membership. */
function refusal(info: Partial<InfoRow>, mine: Partial<ConversationRow> = {}, me: object = {}): string | undefined {
  const held = stream([{ ...member("ann", me), version: 50 }], { kind: "group", ...info });
  const given = whyNot(sources({ mine }), held, held.row<InfoRow>("info"), undefined);
  return given && (given.reason ?? given.code);
}

test("in a group one may write, unless one is out, muted, or only admins speak", () => {
  assert.equal(refusal({}), undefined);
  assert.equal(refusal({}, { left: "removed" }), "not_member");
  assert.equal(refusal({}, { left: "left" }), "not_member");
  assert.equal(refusal({}, { left: "dissolved" }), "gone");
  assert.equal(refusal({}, {}, { muted_until: SOON }), "muted");
  assert.equal(refusal({}, {}, { muted_until: new Date(NOW).toISOString() }), undefined);
  assert.equal(refusal({ settings: rules({ speak: "admins" }) }), "admins_only");
  assert.equal(refusal({ settings: rules({ speak: "admins" }) }, {}, { role: "admin" }), undefined);
});

test("in the lobby, where nobody has a row, the rules hold for all but the site's staff", () => {
  const rows = [text(1, { author: "ann", sent_at: new Date(NOW - 10_000).toISOString() })];
  const held = new Stream("c1", "ann");
  const info = { key: "info", version: 1, kind: "lobby", created_at: TIME, settings: rules({ speak: "admins", slow: 30 }) };
  held.reset({ version: 100, last_seq: 1, first_seq: 1, rows: [info, ...rows.map((row) => ({ version: 2, ...row }))] as Row[] }, 0, []);
  const now = (staff: boolean) => {
    const row = held.row<InfoRow>("info");
    return [whyNot(sources({ staff }), held, row, undefined)?.reason, writableAgain(sources({ staff }), held, row).writableAt];
  };

  assert.deepEqual(now(false), ["admins_only", new Date(NOW + 20_000).toISOString()]);
  assert.deepEqual(now(true), [undefined, undefined]);
});

test("in a chat of two one may not write to whom one blocks, nor after parting", () => {
  const blocked = { contact: { blocked: true } as Person["contact"] } as Partial<Person>;
  const held = stream([]);
  const info = held.row<InfoRow>("info");

  assert.equal(whyNot(sources({ people: { bob: blocked } }), held, info, "bob")?.code, "blocked");
  assert.equal(whyNot(sources(), held, { ...info!, closed: true }, "bob")?.reason, "not_friends");
});

test("a stranger waits for an answer after three messages", () => {
  const after = (count: number) => {
    const held = stream(Array.from({ length: count }, (_, index) => text(index + 1, { author: "ann" })), { asking: "ann" });
    const info = held.row<InfoRow>("info");
    const left = unanswered(sources(), held, info, { user: "bob", kind: "direct" } as never).unanswered;
    return [whyNot(sources(), held, info, "bob")?.reason, left];
  };

  assert.deepEqual([after(2), after(3)], [[undefined, 1], ["waiting", 0]]);
});

test("to a friend the first message is no request", () => {
  const friend = { bot: false, contact: { state: "friend" } as unknown as Contact } as unknown as Partial<Person>;
  const held = stream([]);

  assert.deepEqual(unanswered(sources({ people: { bob: friend } }), held, undefined, { user: "bob", kind: "direct" } as never), {});
});

test("a slow group counts from my last words, not from notices or others' words, and not by a clock that is far off", () => {
  const again = (...rows: Partial<MessageRow>[]) => {
    const held = stream(rows as Partial<Row>[], { kind: "group", settings: rules({ slow: 30 }) });
    return writableAgain(sources(), held, held.row<InfoRow>("info")).writableAt;
  };
  const said = (secondsAgo: number, more: Partial<MessageRow> = {}, seq = 1) =>
    text(seq, { author: "ann", sent_at: new Date(NOW - secondsAgo * 1000).toISOString(), ...more });

  assert.equal(again(said(10)), new Date(NOW + 20_000).toISOString());
  assert.equal(again(said(10), said(5, { author: "bob" }, 2)), new Date(NOW + 20_000).toISOString());
  assert.equal(again(said(10, { kind: "notice" })), undefined);
  assert.equal(again(said(31)), undefined);
  assert.equal(again(said(-3600)), undefined);
});
