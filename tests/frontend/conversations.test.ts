/** What is shown of a conversation, given what is held. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { conversationOf, summaryOf } from "../../static/app/conversations.js";
import type { ConversationRow, InfoRow, Row } from "../../static/app/protocol.js";
import type { Person } from "../../static/app/views.js";
import { member, NOW, rules, sources, stream, text, TIME } from "./model/held.js";

test("a direct chat has the name and the face of the other", () => {
  const { title, user, faces } = summaryOf(sources({ people: { bob: { name: "Bob from work" } } }), stream([]));

  assert.deepEqual([title, user, faces], ["Bob from work", "bob", ["bob"]]);
});

test("a group has its own name and the faces it says", () => {
  const held = stream([], { kind: "group", title: "Hills", faces: ["bob", "ann"] });

  const { title, user, faces } = summaryOf(sources(), held);

  assert.deepEqual([title, user, faces], ["Hills", undefined, ["bob", "ann"]]);
});

test("an unsent message whose row has come is shown once", () => {
  const held = stream([text(1, { author: "ann", client_id: "x" })]);

  const { messages } = conversationOf(sources({ unsent: [{ client_id: "x", state: "sent", created_at: NOW }] }), held);

  assert.deepEqual(messages.map(({ id, seq, state }) => [id, seq, state]), [["x", 1, "sent"]]);
});

test("somebody else's client_id is no reason to hide mine", () => {
  const held = stream([text(1, { client_id: "x" })]);

  const { messages } = conversationOf(sources({ unsent: [{ client_id: "x", body: "mine", state: "queued", created_at: NOW }] }), held);

  assert.deepEqual(messages.map(({ id }) => id), ["#1", "x"]);
});

test("kinds of a newer server come through, its notices are left out", () => {
  const held = stream([text(1, { kind: "hologram" }), text(2, { kind: "notice", notice: "teleported" })]);

  const { messages, last } = conversationOf(sources(), held);

  assert.deepEqual([messages.map(({ kind }) => kind), last?.kind], [["hologram"], "hologram"]);
});

test("what is archived comes back with something new, unless it is muted", () => {
  const isArchived = (mine: Partial<ConversationRow>) => summaryOf(sources({ mine }), stream([text(1), text(2)])).archived;

  assert.equal(isArchived({ archived: 2 }), true);
  assert.equal(isArchived({ archived: 1 }), false);
  assert.equal(isArchived({ archived: 1, notify: "none" }), true);
  assert.equal(isArchived({ notify: "none" }), false);
});

test("in a slow group members wait after what they said, admins do not", () => {
  const said = text(1, { author: "ann", sent_at: new Date(NOW - 10_000).toISOString() });
  const writableAt = (slow: number, role = "member") => {
    const held = stream([said], { kind: "group", settings: rules({ slow }) });
    held.upsert([{ ...member("ann", { role }), version: 50 } as Row], []);
    return conversationOf(sources(), held).writableAt;
  };

  assert.equal(writableAt(30), new Date(NOW + 20_000).toISOString());
  assert.equal(writableAt(10), undefined);
  assert.equal(writableAt(30, "admin"), undefined);
});

test("who is muted is told until when", () => {
  const until = new Date(NOW + 60_000).toISOString();
  const held = stream([], { kind: "group" });
  held.upsert([{ ...member("ann", { muted_until: until }), version: 50 } as Row], []);

  const { writableAt, refusal, members } = conversationOf(sources(), held);

  assert.deepEqual([writableAt, refusal?.reason, members[0]!.mutedUntil], [until, "muted", until]);
});

test("a recalled message is marked", () => {
  const { messages } = conversationOf(sources(), stream([text(1, { body: undefined, recalled: { at: TIME } })]));

  assert.deepEqual([messages[0]!.recalled, messages[0]!.body], [true, ""]);
});

test("an unchanged message keeps its view", () => {
  const held = stream([text(1)]);
  const before = conversationOf(sources(), held).messages[0];

  held.update({ type: "update", stream: "c1", prev: 100, version: 101, rows: [{ ...text(2), version: 101 } as Row] }, []);

  assert.equal(conversationOf(sources(), held).messages[0], before);
});

test("the badge of somebody I block stays empty", () => {
  const contact = { blocked: true } as NonNullable<Person["contact"]>;
  const { unread } = summaryOf(sources({ people: { bob: { contact } } }), stream([text(1)]));

  assert.equal(unread, 0);
});

test("muted is what is muted now, or never notifies", () => {
  const muted = (mine: Partial<ConversationRow>) => summaryOf(sources({ mine }), stream([])).muted;

  assert.equal(muted({}), false);
  assert.equal(muted({ notify: "none" }), true);
  assert.equal(muted({ muted_until: "2026-11-20T12:00:01.000Z" }), true);
  assert.equal(muted({ muted_until: "2026-11-20T11:59:59.000Z" }), false);
});

test("what is unread calls me unless it is muted, or where I chose so only by my name", () => {
  const calling = (mine: Partial<ConversationRow>) => summaryOf(sources({ mine }), stream([text(1), text(2)])).calling;

  assert.equal(calling({}), 2);
  assert.equal(calling({ notify: "mentions" }), 0);
  assert.equal(calling({ notify: "mentions", mentions: [2] }), 1);
  assert.equal(calling({ notify: "none", mentions: [2] }), 0);
});

test("to a stranger I may write three messages before they answer", () => {
  const mine = (count: number) => stream([1, 2, 3].slice(0, count).map((seq) => text(seq, { author: "ann" })), count ? { asking: "ann" } : {});
  const seen = [0, 1, 2, 3].map((count) => conversationOf(sources({ people: { bob: { bot: false } } }), mine(count)));

  assert.deepEqual(seen.map(({ unanswered }) => unanswered), [3, 2, 1, 0]);
  assert.deepEqual(seen.map(({ refusal }) => refusal?.reason), [undefined, undefined, undefined, "waiting"]);
});

test("friends and those who have answered are not waited for", () => {
  const friend = { bot: false, contact: { state: "friend" } as never };

  assert.equal(conversationOf(sources({ people: { bob: friend } }), stream([])).unanswered, undefined);
  assert.equal(conversationOf(sources(), stream([text(1)])).unanswered, undefined);
});

test("a stranger who wrote first is a request, my own asking is not", () => {
  assert.equal(summaryOf(sources(), stream([], { asking: "bob" })).request, true);
  assert.equal(summaryOf(sources(), stream([], { asking: "ann" })).request, false);
});

test("it is said beforehand why I cannot write", () => {
  const refusal = (info: Partial<InfoRow>, me: object = {}) => {
    const held = stream([], info);
    held.upsert([{ ...member("ann", me), version: 50 } as Row], []);
    return conversationOf(sources(), held).refusal;
  };

  assert.equal(refusal({}), undefined);
  assert.deepEqual(refusal({ closed: true }), { code: "forbidden", reason: "not_friends" });
  assert.deepEqual(refusal({ kind: "match", ended: "left" }), { code: "gone" });
  assert.deepEqual(refusal({ kind: "group" }, { muted_until: "2026-11-21T00:00:00.000Z" }), { code: "forbidden", reason: "muted" });
  assert.deepEqual(refusal({ kind: "group", settings: rules({ speak: "admins" }) }), { code: "forbidden", reason: "admins_only" });
  assert.equal(refusal({ kind: "group", settings: rules({ speak: "admins" }) }, { role: "admin" }), undefined);
});

test("who came back does not see what was said before", () => {
  const held = stream([text(1), text(2), text(3)]);
  held.upsert([{ ...member("ann", { joined_seq: 3 }), version: 50 } as Row], []);

  const { messages, hasOlder } = conversationOf(sources(), held);

  assert.deepEqual(messages.map(({ seq }) => seq), [3]);
  assert.equal(hasOlder, false);
});

test("members are in the order of their roles, without those who left", () => {
  const held = stream([], { kind: "group" });
  const more = [member("eve", { left: true }), member("lin", { role: "owner" }), member("mo", { role: "admin" })];
  held.upsert(more.map((row) => ({ ...row, version: 50 }) as Row), []);

  assert.deepEqual(conversationOf(sources(), held).members.map(({ user }) => user), ["lin", "mo", "ann", "bob"]);
});
