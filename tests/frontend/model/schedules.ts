/** Random schedules of everything that goes wrong on the way, and what must be true after each of them. */

import assert from "node:assert/strict";

import type { MessageRow } from "../../../static/app/protocol.js";
import { Browser, type Tab } from "./browser.js";
import { chances, ModelClock } from "./clock.js";
import { Network, PEACE, type Faults, type Passage } from "./network.js";
import { ModelServer } from "./server.js";

const STEPS = 30;
const CHATS = ["direct", "group"] as const;
const PASSAGES: readonly Passage[] = ["free", "refused", "silent"];
/** What may still be blocked when everything else has calmed down: each way must do on its own. */
const IN_THE_END: readonly [Passage, Passage][] = [
  ["free", "free"],
  ["free", "free"],
  ["refused", "free"],
  ["silent", "free"],
  ["refused", "silent"],
  ["silent", "refused"],
];
const TROUBLE: Faults = {
  lose: 0.15,
  double: 0.1,
  delay: 0.3,
  cutBefore: 0.03,
  cutAfter: 0.03,
  loseReply: 0.02,
  refuse: 0.05,
};

interface Sent {
  user: string;
  browser: Browser;
  chat: string;
  clientId: string;
}

class World {
  readonly random: () => number;
  readonly clock: ModelClock;
  readonly server = new ModelServer();
  readonly network: Network;
  readonly browsers: Browser[];
  /** In the order in which people pressed Enter. */
  readonly sent: Sent[] = [];
  isLinIn = true;

  constructor(seed: number) {
    this.random = chances(seed);
    this.clock = new ModelClock(this.random);
    this.network = new Network(this.clock, this.server);
    for (const user of ["ann", "bob", "lin"]) this.server.addPerson(user);
    this.server.addConversation("direct", ["ann", "bob"]);
    this.server.addConversation("group", ["ann", "bob", "lin"], "group");
    this.browsers = ["ann", "ann", "bob", "lin"].map((user) => new Browser(this.network, user));
    for (const browser of this.browsers) browser.open();
    // Ann's first browser has two windows.
    this.browsers[0]!.open();
  }

  pick<T>(things: readonly T[]): T {
    return things[Math.floor(this.random() * things.length)]!;
  }

  get tabs(): Tab[] {
    return this.browsers.flatMap((browser) => [...browser.tabs]);
  }

  chatsOf(user: string): string[] {
    return user === "lin" ? ["group"] : [...CHATS];
  }

  /** Something that people, machines or networks do. */
  act(): void {
    const browser = this.pick(this.browsers);
    const tab = this.pick([...browser.tabs]);
    const chat = this.pick(this.chatsOf(browser.user));
    const dice = this.random();
    if (dice < 0.4) this.#send(browser, tab, chat);
    else if (dice < 0.44) this.#turnPassage();
    else if (dice < 0.45) this.network.requests.token += "+";
    else if (dice < 0.5) tab.store.drafts.set(chat, `draft ${dice}`);
    else if (dice < 0.62) tab.store.openConversation(chat).catch(() => {});
    else if (dice < 0.67) tab.store.closeConversation(chat);
    else if (dice < 0.74) tab.store.markRead(chat);
    else if (dice < 0.84) this.#loadAndEdit(tab, chat);
    else if (dice < 0.88) this.#restart(browser, tab);
    else if (dice < 0.9) this.network.cutAll();
    else if (dice < 0.93) this.#turnNetwork();
    else if (dice < 0.95) tab.events.networkLost();
    else if (dice < 0.96) tab.events.shown();
    else if (dice < 0.97) tab.events.hidden();
    else this.#turnLin();
  }

  #send(browser: Browser, tab: Tab, chat: string): void {
    for (let left = 1 + Math.floor(this.random() * 3); left > 0; left -= 1) {
      const sent = { user: browser.user, browser, chat, clientId: "" };
      this.sent.push(sent);
      void tab.store.sendText(chat, `${browser.user} ${this.sent.length}`).then((id) => (sent.clientId = id));
    }
  }

  /** A page is read while messages on it are edited. */
  #loadAndEdit(tab: Tab, chat: string): void {
    tab.store.pages.loadOlder(chat).catch(() => {});
    for (let left = 5; left > 0; left -= 1) {
      const row = this.pick(this.rows(chat));
      const revision = (row?.revision ?? 0) + 1;
      if (row) this.clock.after(this.random() * 200, () => this.server.setRow(chat, { ...row, revision } as never));
    }
  }

  #restart(browser: Browser, tab: Tab): void {
    tab.kill();
    browser.open();
  }

  #turnNetwork(): void {
    this.network.isDown = !this.network.isDown;
    if (this.network.isDown) this.network.cutAll();
  }

  /** Proxies begin to stop some kinds of lines, or let them through again. */
  #turnPassage(): void {
    this.network.block(this.pick(["sockets", "events"]), this.pick(PASSAGES));
  }

  #turnLin(): void {
    if (this.isLinIn) this.server.remove("lin", "group");
    else this.server.readmit("lin", "group");
    this.isLinIn = !this.isLinIn;
  }

  /** Everything works again, on some way, and everybody has had the time to notice. */
  async calm(): Promise<void> {
    const [sockets, events] = this.pick(IN_THE_END);
    this.network.faults = PEACE;
    this.network.isDown = false;
    this.network.block("sockets", sockets);
    this.network.block("events", events);
    if (!this.isLinIn) this.#turnLin();
    for (const tab of this.tabs) tab.events.networkFound();
    await this.clock.pass(45_000);
  }

  rows(chat: string): MessageRow[] {
    const rows = [...this.server.conversations.get(chat)!.rows.values()];
    return rows.filter((row) => row.key.startsWith("message:") && !row.gone) as MessageRow[];
  }
}

/** Run the schedules of these seeds; the error names the seed that fails. */
export async function runSchedules(first: number, last: number): Promise<void> {
  for (let seed = first; seed <= last; seed += 1) await runSchedule(seed);
}

async function runSchedule(seed: number): Promise<void> {
  const world = new World(seed);
  await world.clock.pass(1_000);
  world.network.faults = TROUBLE;
  for (let step = 0; step < STEPS; step += 1) {
    world.act();
    await world.clock.pass(world.random() * 2_000);
    for (const chat of CHATS) checkOrder(world.pick(world.tabs), chat);
  }
  await world.calm();
  try {
    checkWays(world);
    checkServer(world);
    await checkTabs(world);
  } catch (error) {
    throw new Error(`schedule ${seed}: ${error instanceof Error ? error.stack : error}`);
  } finally {
    for (const tab of world.tabs) tab.kill();
  }
}

/** At no moment is a message shown twice or out of order. */
function checkOrder(tab: Tab, chat: string): void {
  const messages = tab.store.conversation(chat)?.messages ?? [];
  const seqs = messages.map(({ seq }) => seq ?? Infinity);
  assert.deepEqual(seqs, [...seqs].sort((one, other) => one - other));
  assert.equal(new Set(messages.map(({ body }) => body)).size, messages.length);
}

/** All windows are on the best way that is free. */
function checkWays({ network: { passage, sockets, sources, requests }, tabs }: World): void {
  const way = passage.sockets === "free" ? 0 : passage.events === "free" ? 1 : 2;
  assert.deepEqual([sockets.size, sources.size, requests.waiting], [0, 1, 2].map((each) => (each === way ? tabs.length : 0)));
}

/** Each message is stored once, in the order of its writer, or was refused and is kept for copying. */
function checkServer(world: World): void {
  for (const { chat, clientId, user, browser } of world.sent) {
    const stored = world.rows(chat).filter((row) => row.client_id === clientId);
    const view = [...browser.tabs][0]!.store.conversation(chat)!;
    const refused = view.messages.some((message) => message.client_id === clientId && message.state === "failed");
    assert.equal(stored.length, refused ? 0 : 1, `${clientId} of ${user} in ${chat}`);
    if (refused) assert.equal(user, "lin");
  }
  for (const browser of world.browsers) {
    for (const chat of CHATS) {
      const written = world.sent.filter((sent) => sent.browser === browser && sent.chat === chat);
      const stored = world.rows(chat).map((row) => row.client_id);
      const places = written.map(({ clientId }) => stored.indexOf(clientId)).filter((place) => place >= 0);
      assert.deepEqual(places, [...places].sort((one, other) => one - other), `order in ${chat}`);
    }
  }
}

/** What a window shows after all this is what a new one shows, and all that there is. */
async function checkTabs(world: World): Promise<void> {
  for (const browser of world.browsers) {
    const fresh = new Browser(world.network, browser.user).open();
    const chats = world.chatsOf(browser.user);
    await world.clock.pass(20_000);
    for (const chat of chats) for (const tab of [fresh, ...browser.tabs]) void tab.store.openConversation(chat);
    await world.clock.pass(2_000);
    for (const tab of browser.tabs) for (const chat of chats) checkChat(tab, fresh, chat);
    for (const chat of chats) await checkHistory(world, browser, chat);
    fresh.kill();
  }
}

function checkChat(tab: Tab, fresh: Tab, chat: string): void {
  const live = tab.store.conversation(chat)!;
  const anew = fresh.store.conversation(chat)!;
  const sent = live.messages.filter((message) => message.seq !== undefined);
  assert.equal(live.loaded, true);
  assert.deepEqual(
    sent.slice(sent.length - anew.messages.length).map(({ row }) => row),
    anew.messages.map(({ row }) => row),
  );
  assert.deepEqual(live.messages.filter(({ state }) => state === "sending" || state === "waiting"), []);
  for (const field of ["unread", "readSeq", "lastSeq", "title", "kind", "faces", "info", "draft"] as const) {
    assert.deepEqual(live[field], anew[field], field);
  }
  assert.deepEqual(
    tab.store.conversations.map(({ id, unread }) => [id, unread]),
    fresh.store.conversations.map(({ id, unread }) => [id, unread]),
  );
}

async function checkHistory(world: World, browser: Browser, chat: string): Promise<void> {
  const { store } = [...browser.tabs][0]!;
  while (store.conversation(chat)!.hasOlder) {
    void store.pages.loadOlder(chat);
    await world.clock.pass(1_000);
  }
  const { messages } = store.conversation(chat)!;
  assert.deepEqual(messages.flatMap(({ row }) => row ?? []), world.server.visible(browser.user, chat));
}
