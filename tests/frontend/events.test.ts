/** Server-sent events, and commands by POST. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { EventsTransport, type SourceEvents } from "../../static/app/events.js";
import { ModelClock, settled } from "./model/clock.js";
import { posting } from "./model/posted.js";
import { recorded } from "./model/recorded.js";

class World {
  readonly clock = new ModelClock();
  readonly told = recorded();
  readonly #posting = posting();
  readonly posted = this.#posting.posted;
  readonly transport: EventsTransport;
  isClosed = false;
  source!: SourceEvents;

  constructor() {
    const listen = (events: SourceEvents) => {
      this.source = events;
      return { close: () => void (this.isClosed = true) };
    };
    this.transport = new EventsTransport(this.clock, this.#posting.http, listen, this.told.events);
  }

  hear(frame: object): void {
    this.source.message(JSON.stringify(frame));
  }

  draft(stream: string, draft: string): Promise<object> {
    const reply = this.transport.request("conversation.settings", { stream, draft });
    reply.catch(() => {});
    return reply;
  }

  get texts(): unknown[] {
    return this.posted.map(({ body }) => body.draft);
  }
}

test("frames come through, each as what it is; a ping only shows that the line lives", () => {
  const world = new World();
  const frames = [
    { type: "ready", epoch: "e1", heads: {} },
    { type: "ping" },
    { type: "update", stream: "c1", prev: 0, version: 1, rows: [] },
    { type: "bye", after_ms: 8_000, reason: "restart" },
  ];

  for (const frame of frames) world.hear(frame);

  assert.deepEqual(world.told.of("ready"), [frames[0]]);
  assert.deepEqual(world.told.of("frame"), [frames[2]]);
  assert.deepEqual(world.told.of("bye"), [frames[3]]);
  assert.equal(world.told.of("heard").length, 4);
});

test("close says why, as on a socket", () => {
  const world = new World();

  world.hear({ type: "close", code: 4401 });

  assert.deepEqual(world.told.of("ended"), [4401]);
  assert.equal(world.isClosed, true);
});

test("a stream that fails is closed: left alone it would come back by itself", () => {
  const world = new World();

  world.source.failed();

  assert.deepEqual(world.told.of("ended"), [1006]);
  assert.equal(world.isClosed, true);
});

test("commands are posted, and refused, as on a socket", async () => {
  const world = new World();
  const opened = world.transport.request("conversation.open", { user: "bob" });
  await settled();
  assert.equal(world.posted[0]!.path, "/api/v1/command");
  assert.deepEqual(world.posted[0]!.body, { command: "conversation.open", user: "bob" });

  await world.posted[0]!.answer({ ok: { stream: "c1" } });
  const refused = assert.rejects(world.draft("c1", "x"), { code: "not_member", final: true });
  await settled();
  await world.posted[1]!.answer({ error: { code: "not_member", message: "", final: true } });

  assert.deepEqual(await opened, { stream: "c1" });
  await refused;
});

test("commands of one kind about one conversation keep their order, others do not wait for them", async () => {
  const world = new World();

  for (const text of ["a", "ab", ""]) void world.draft("c1", text);
  void world.draft("c2", "other");
  void world.transport.request("conversation.read", { stream: "c1", seq: 7 });
  await settled();
  assert.deepEqual(world.texts, ["a", "other", undefined]);
  await world.posted[0]!.answer({ ok: { version: 1 } });
  await world.posted[3]!.break();

  assert.deepEqual(world.texts, ["a", "other", undefined, "ab", ""]);
});

test("a command is lost when its request breaks, or has no answer within 15 s", async () => {
  const world = new World();
  const broken = assert.rejects(world.draft("c1", "a"), { code: "lost", final: false });
  const late = assert.rejects(world.draft("c2", "b"), { code: "lost", final: false });
  await settled();

  await world.posted[0]!.break();
  await world.clock.pass(15_000);

  await Promise.all([broken, late]);
  assert.equal(world.posted[1]!.isAborted, true);
  assert.deepEqual(world.told.of("ended"), []);
});

test("a refusal with a time is one the outbox waits for", async () => {
  const world = new World();
  const refused = assert.rejects(world.draft("c1", "a"), { code: "rate", final: false, retryMs: 3_000 });
  await settled();

  await world.posted[0]!.answer({}, { status: 429, headers: { "Retry-After": "3" } });

  await refused;
});

test("without a session the line has ended, and the command is not refused for good", async () => {
  const world = new World();
  const lost = assert.rejects(world.draft("c1", "a"), { code: "lost", final: false });
  await settled();

  await world.posted[0]!.answer({ error: { code: "forbidden", reason: "session" } }, { status: 401 });

  await lost;
  assert.deepEqual(world.told.of("ended"), [4401]);
});

test("in the name of another the page is out of date, and nothing is sent", async () => {
  const world = new World();
  const lost = assert.rejects(world.draft("c1", "a"), { code: "lost", final: false });
  await settled();

  await world.posted[0]!.answer({ error: { code: "forbidden", reason: "csrf" } }, { status: 403 });
  assert.equal(world.posted[1]!.path, "/chats");
  await world.posted[1]!.answer({});

  await lost;
  assert.deepEqual(world.told.of("ended"), [4426]);
});

test("retired, it hears nothing more but answers still come; closed, none do", async () => {
  const world = new World();
  const answered = world.draft("c1", "a");
  const lost = assert.rejects(world.draft("c2", "b"), { code: "lost" });
  const never = assert.rejects(world.draft("c2", "c"), { code: "lost" });
  await settled();

  world.transport.retire();
  assert.equal(world.isClosed, true);
  await world.posted[0]!.answer({ ok: { version: 1 } });
  world.transport.close();

  assert.deepEqual(await answered, { version: 1 });
  await Promise.all([lost, never]);
  assert.equal(world.posted.length, 2);
});
