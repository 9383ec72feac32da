/** Drafts: what the server has, what it was told, and who writes last. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../static/app/drafts.js";
import { ActionError } from "../../static/app/errors.js";
import type { ConversationRow, Versioned } from "../../static/app/protocol.js";
import { ModelClock, settled } from "./model/clock.js";

interface Stored {
  text: string;
  by: "store" | "leave";
  answer: (version: number) => Promise<void>;
  refuse: (error: ActionError) => Promise<void>;
}

class World {
  readonly clock = new ModelClock();
  readonly stored: Stored[] = [];
  readonly drafts: Drafts;
  #row = { key: "conversation:c1", version: 1 } as ConversationRow;

  constructor() {
    this.drafts = new Drafts(this.clock, {
      row: () => this.#row,
      store: (_, text) => this.#store("store", text),
      leave: (_, text) => this.#store("leave", text),
      changed: () => {},
    });
    this.drafts.open();
  }

  get text(): string {
    return this.drafts.of("c1");
  }

  get texts(): string[] {
    return this.stored.map(({ text }) => text);
  }

  /** My row comes. */
  rowComes(version: number, draft: string): void {
    this.#row = { ...this.#row, version, draft };
    this.drafts.rowCame("c1");
  }

  async type(text: string, pause = 1_100): Promise<void> {
    this.drafts.set("c1", text);
    await this.clock.pass(pause);
  }

  #store(by: Stored["by"], text: string): Promise<Versioned> {
    return new Promise((resolve, reject) => {
      const answer = (version: number) => (resolve({ version }), settled());
      const refuse = (error: ActionError) => (reject(error), settled());
      this.stored.push({ text, by, answer, refuse });
    });
  }
}

test("a second after the last key the draft is stored, once", async () => {
  const world = new World();

  for (const text of ["h", "he", "hel"]) await world.type(text, 500);
  await world.clock.pass(5_000);

  assert.deepEqual(world.texts, ["hel"]);
});

test("what has become a message is taken back at once, even if the draft has not arrived yet", async () => {
  const world = new World();
  await world.type("fi");

  await world.type("first line", 100);
  world.drafts.sent("c1", "first line");

  assert.deepEqual(world.texts, ["fi", ""]);
  assert.equal(world.text, "");
});

test("nothing is taken back that was never stored", async () => {
  const world = new World();

  await world.type("quick", 100);
  world.drafts.sent("c1", "quick");
  await world.clock.pass(5_000);

  assert.deepEqual(world.texts, []);
});

test("a row that is older than what was said since does not bring the old draft back", async () => {
  const world = new World();
  await world.type("fi");
  world.drafts.sent("c1", "fi");

  world.rowComes(2, "fi");
  assert.equal(world.text, "");
  await world.stored[0]!.answer(2);
  await world.stored[1]!.answer(3);
  world.rowComes(2, "fi");
  assert.equal(world.text, "");
  world.rowComes(3, "");
  world.rowComes(4, "from elsewhere");

  assert.equal(world.text, "from elsewhere");
});

test("what may not have arrived is said again, whatever the row says", async () => {
  const world = new World();
  await world.type("fi");

  await world.stored[0]!.refuse(new ActionError("lost"));
  world.drafts.sent("c1", "fi");
  assert.deepEqual(world.texts, ["fi", ""]);
  await world.stored[1]!.refuse(new ActionError("rate", { retryMs: 200 }));
  await world.clock.pass(300);

  assert.deepEqual(world.texts, ["fi", "", ""]);
});

test("a new line says again what was not answered", async () => {
  const world = new World();
  await world.type("half");

  world.drafts.close();
  world.drafts.open();

  assert.deepEqual(world.texts, ["half", "half"]);
});

test("what is refused for good stays here and is not repeated", async () => {
  const world = new World();
  await world.type("too much");

  await world.stored[0]!.refuse(new ActionError("too_long", { final: true }));
  await world.clock.pass(60_000);

  assert.equal(world.text, "too much");
  assert.deepEqual(world.texts, ["too much"]);
});

test("a page out of sight says at once, in the safe way, what is not stored for sure; once", async () => {
  const world = new World();

  await world.type("typed just now", 100);
  world.drafts.hidden();
  world.drafts.hidden();
  assert.deepEqual(world.stored.map(({ text, by }) => [text, by]), [["typed just now", "leave"]]);
  await world.stored[0]!.answer(2);
  world.rowComes(2, "typed just now");
  await world.type("and stored");
  world.drafts.hidden();
  await world.stored[1]!.answer(3);
  world.drafts.hidden();

  assert.deepEqual(world.stored.slice(1).map(({ text, by }) => [text, by]), [["and stored", "store"], ["and stored", "leave"]]);
});

test("without a line a page out of sight keeps the draft for the next visit", async () => {
  const world = new World();
  world.drafts.close();

  await world.type("for later", 100);
  world.drafts.hidden();

  assert.deepEqual(world.texts, []);
  assert.deepEqual(world.drafts.unsaved, [["c1", "for later"]]);
});
