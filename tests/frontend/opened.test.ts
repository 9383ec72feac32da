/** Pages of a conversation on screen, when other things happen while one is on its way. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Api } from "../../static/app/api.js";
import { Opened } from "../../static/app/opened.js";
import type { MessagePage, MessageRow, Row } from "../../static/app/protocol.js";
import { Stream } from "../../static/app/stream.js";
import { settled } from "./model/clock.js";

class World {
  readonly stream = new Stream("c1", "ann");
  readonly asked: object[] = [];
  answer: (page: MessagePage) => void = () => {};
  refuse: (error: Error) => void = () => {};
  readonly opened = new Opened("c1", this.#api(), {
    stream: () => this.stream,
    put: (stream, { rows }) => stream.upsert(rows, []),
    changed: () => {},
  });

  /** The newest messages are `from` to `to`. */
  constructor(from: number, to = 100) {
    this.stream.reset({ version: 2 * to, last_seq: to, first_seq: from, rows: rows(from, to) }, 0, []);
  }

  get shown(): number[] {
    const run = this.opened.run!;
    return this.stream.messages(run.from, run.to).map(({ key }) => Number(key.split(":")[1]));
  }

  #api(): Api {
    const messages = (_: string, page: object) => {
      this.asked.push(page);
      return new Promise<MessagePage>((answer, refuse) => Object.assign(this, { answer, refuse }));
    };
    return { messages } as unknown as Api;
  }
}

function rows(from: number, to: number): MessageRow[] {
  const seqs = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return seqs.map((seq) => ({ key: `message:${seq}`, version: seq, author: "bob", sent_at: "", kind: "text" }));
}

test("a page that was asked for before a reset is thrown away", async () => {
  const world = new World(90);
  const loading = world.opened.loadOlder();

  world.stream.reset({ version: 300, last_seq: 150, first_seq: 141, rows: rows(141, 150) }, 200, []);
  world.answer({ rows: rows(80, 89), more: true });
  await loading;

  assert.equal(world.stream.message(85), undefined);
  assert.deepEqual(world.opened.run, { from: 141, to: Infinity });
  assert.equal(world.opened.loading, undefined);
});

test("an edit that comes while the page is on its way wins", async () => {
  const world = new World(90);
  const loading = world.opened.loadOlder();

  const edited = { ...rows(85, 85)[0]!, version: 201, body: "edited" };
  world.stream.update({ type: "update", stream: "c1", prev: 200, version: 201, rows: [edited] }, []);
  assert.equal(world.shown[0], 90);
  world.answer({ rows: rows(80, 89), more: true });
  await loading;

  assert.equal(world.shown[0], 80);
  assert.equal(world.stream.message(85)!.body, "edited");
});

test("who goes to a message while a page is on its way gets there after it", async () => {
  const world = new World(90);
  const loading = world.opened.loadOlder();
  const going = world.opened.showAround(30);
  await settled();

  world.answer({ rows: rows(80, 89), more: true });
  await loading;
  await settled();
  world.answer({ rows: rows(20, 40), more: true, more_after: true });
  await going;

  assert.deepEqual([world.shown[0], world.shown.at(-1)], [20, 40]);
});

test("one page at a time", async () => {
  const world = new World(90);

  const loading = Promise.all([world.opened.loadOlder(), world.opened.loadOlder(), world.opened.loadNewer()]);
  world.answer({ rows: [], more: false });
  await loading;

  assert.deepEqual(world.asked, [{ before: 90, limit: 50 }]);
});

test("an empty page says that there is nothing older", async () => {
  const world = new World(90);
  const loading = world.opened.loadOlder();
  world.answer({ rows: [], more: false });
  await loading;

  await world.opened.loadOlder();

  assert.equal(world.opened.run!.from, 1);
  assert.equal(world.asked.length, 1);
});

test("a page that fails can be asked for again", async () => {
  const world = new World(90);
  const failing = assert.rejects(world.opened.loadOlder());
  world.refuse(new Error("network"));
  await failing;

  void world.opened.loadOlder();
  await settled();

  assert.equal(world.asked.length, 2);
});

test("what is held already is shown without asking", async () => {
  const world = new World(60);

  await world.opened.showAround(70);

  assert.deepEqual(world.asked, []);
  assert.equal(world.opened.run!.to, Infinity);
});

test("the end of a stretch in the middle is where the next page begins", async () => {
  const world = new World(90);
  const around = world.opened.showAround(20);
  world.answer({ rows: rows(15, 24), more: true, more_after: true });
  await around;
  assert.deepEqual(world.opened.run, { from: 15, to: 24 });

  const newer = world.opened.loadNewer();
  world.answer({ rows: rows(25, 89), more: false });
  await newer;

  assert.deepEqual(world.asked.at(-1), { after: 24, limit: 50 });
  assert.deepEqual(world.opened.run, { from: 15, to: Infinity });
});

test("when the stretch that is shown goes with a reset, the newest is shown", async () => {
  const world = new World(90);
  const around = world.opened.showAround(20);
  world.answer({ rows: rows(15, 24), more: true, more_after: true });
  await around;

  world.stream.reset({ version: 300, last_seq: 150, first_seq: 141, rows: rows(141, 150) }, 200, []);

  assert.deepEqual(world.opened.run, { from: 141, to: Infinity });
});

test("a day leads to its first message, or to the next there is, and from there both ways", async () => {
  const world = new World(90);
  const sent = rows(20, 29).map((row, index) => ({ ...row, sent_at: `2026-03-${index < 5 ? "01" : "09"}T12:00:00.000Z` }));
  const going = world.opened.seqAt("2026-03-02T00:00:00.000Z");
  await settled();
  world.answer({ rows: sent, more: true, more_after: true });

  assert.equal(await going, 25);
  await world.opened.showAround(25);

  assert.deepEqual(world.asked, [{ date: "2026-03-02T00:00:00.000Z", limit: 50 }]);
  assert.deepEqual(world.opened.run, { from: 20, to: 29 });
});

test("after the last message a day leads to that one", async () => {
  const world = new World(90);
  const going = world.opened.seqAt("2030-01-01T00:00:00.000Z");
  await settled();
  world.answer({ rows: rows(76, 100), more: true });

  assert.equal(await going, 100);
});

/** Read from the newest up to `to`, as somebody does who scrolls. */
async function readUp(world: World, to: number): Promise<void> {
  for (let from = world.opened.run!.from; from > to; from = world.opened.run!.from) {
    const loading = world.opened.loadOlder();
    world.answer({ rows: rows(from - 50, from - 1), more: from - 50 > 1 });
    await loading;
    world.opened.letGo(from - 20);
  }
}

test("of a long conversation only what lies around the reader is held, and the newest", async () => {
  const world = new World(5_951, 6_000);

  await readUp(world, 4_000);

  assert.equal(world.shown[0], world.opened.run!.from);
  assert.ok(world.shown.length <= 650, `${world.shown.length}`);
  assert.ok(world.stream.messages(0, Infinity).length <= 700);
  assert.deepEqual(world.stream.run(), { from: 5_951, to: Infinity });
});

test("what was let go of comes again on the way down, until the newest is met", async () => {
  const world = new World(5_951, 6_000);
  await readUp(world, 4_500);

  for (let run = world.opened.run!; run.to < Infinity; run = world.opened.run!) {
    const loading = world.opened.loadNewer();
    world.answer({ rows: rows(run.to + 1, Math.min(run.to + 50, 6_000)), more: run.to + 50 < 6_000 });
    await loading;
    world.opened.letGo(run.to - 20);
    assert.deepEqual(world.shown, rows(world.shown[0]!, world.shown.at(-1)!).map(({ version }) => version));
  }

  assert.equal(world.shown.at(-1), 6_000);
  assert.ok(world.stream.messages(0, Infinity).length <= 700);
});

test("pins stay when what lies around them goes", async () => {
  const world = new World(5_951, 6_000);
  world.stream.upsert([{ key: "info", version: 12_000, pinned: [5_700] } as Row], []);

  await readUp(world, 4_500);

  assert.deepEqual([world.stream.message(5_700)?.version, world.stream.message(5_701)], [5_700, undefined]);
});

test("a conversation that is closed keeps its newest only", () => {
  const world = new World(1);

  world.stream.shrink();

  assert.deepEqual([world.shown[0], world.shown.length, world.stream.run()], [51, 50, { from: 51, to: Infinity }]);
});
