/** What a person sees and does, through the store, with a model server behind it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { MessageView } from "../../static/app/views.js";
import { Browser, type Tab } from "./model/browser.js";
import { chances, ModelClock } from "./model/clock.js";
import { Network } from "./model/network.js";
import { ModelServer } from "./model/server.js";

class World {
  readonly clock = new ModelClock(chances(1));
  readonly server = new ModelServer();
  readonly network = new Network(this.clock, this.server);
  readonly browser: Browser;

  constructor() {
    for (const user of ["ann", "bob"]) this.server.addPerson(user);
    this.server.addConversation("direct", ["ann", "bob"]);
    this.server.addConversation("group", ["ann", "bob"], "group");
    this.browser = new Browser(this.network, "ann");
  }

  bobWrites(count: number, chat = "direct"): void {
    for (let index = 1; index <= count; index += 1) this.server.post("bob", chat, { body: `bob ${index}` });
  }

  async open(browser: Browser = this.browser): Promise<Tab> {
    const tab = browser.open();
    await this.clock.pass(2_000);
    return tab;
  }

  async openChat(tab: Tab, chat = "direct"): Promise<void> {
    void tab.store.openConversation(chat);
    await this.clock.pass(1_000);
  }

  commands(command: string): { [argument: string]: unknown }[] {
    return this.server.log.filter((logged) => logged.command === command);
  }
}

function messages(tab: Tab, chat = "direct"): readonly MessageView[] {
  return tab.store.conversation(chat)!.messages;
}

function bodies(tab: Tab, chat = "direct"): string[] {
  return messages(tab, chat).map(({ body }) => body);
}

function shownDraft({ store }: Tab, chat = "direct"): string {
  return store.conversations.find(({ id }) => id === chat)!.draft;
}

async function stored({ browser, clock }: World): Promise<string[]> {
  const all = browser.outbox.all();
  await clock.pass(10);
  return (await all).map(({ body }) => body);
}

// The list

test("the list is there after the first load, with previews and badges", async () => {
  const world = new World();
  world.bobWrites(3, "group");
  world.bobWrites(2);
  world.server.post("bob", "direct", { kind: "notice", notice: "friends" });

  const { store } = await world.open();

  assert.equal(store.connection, "online");
  assert.deepEqual(
    store.conversations.map(({ id, title, unread, last }) => [id, title, unread, last?.kind]),
    // Only the last message of each is held: of the notices, only that one can be taken off.
    [["direct", "bob", 2, "notice"], ["group", "group", 3, "text"]],
  );
  assert.equal(store.unread, 5);
});

test("what a stranger wrote counts as one, however much it is", async () => {
  const world = new World();
  world.server.setRow("direct", { key: "info", kind: "direct", created_at: "2026-11-20T12:00:00.000Z", asking: "bob" } as never);
  world.bobWrites(3);
  world.bobWrites(2, "group");

  const { store } = await world.open();

  assert.equal(store.unread, 3);
});

test("pinned comes first, then what was active last", async () => {
  const world = new World();
  world.bobWrites(1, "group");
  world.bobWrites(1, "direct");
  const { store } = await world.open();

  world.server.setMine("ann", "group", { pinned: true });
  await world.clock.pass(100);

  assert.deepEqual(store.conversations.map(({ id }) => id), ["group", "direct"]);
});

test("what does not change stays the same object, and listeners are told once", async () => {
  const world = new World();
  const { store } = await world.open();
  const { conversations } = store;
  let told = 0;
  const stop = store.subscribe(["list", "conversation:direct", "me"], () => (told += 1));
  await world.clock.pass(60_000);
  assert.equal(store.conversations, conversations);
  assert.equal(told, 0);

  world.bobWrites(1);
  await world.clock.pass(1);
  assert.notEqual(store.conversations, conversations);
  assert.ok(told > 0 && told <= 2, String(told));
  stop();
  told = 0;
  world.bobWrites(1);
  await world.clock.pass(1_000);

  assert.equal(told, 0);
});

// Reading

test("the first-unread line is drawn when the conversation is opened, and stays", async () => {
  const world = new World();
  world.bobWrites(5);
  world.server.setMine("ann", "direct", { read_seq: 2 });
  const tab = await world.open();

  await world.openChat(tab);
  const line = () => tab.store.conversation("direct")!.firstUnread;
  assert.equal(line(), "#3");
  tab.store.markRead("direct");
  world.bobWrites(3);
  await world.clock.pass(2_000);

  assert.equal(line(), "#3");
  assert.equal(tab.store.conversation("direct")!.unread, 3);
  tab.store.closeConversation("direct");
  await world.openChat(tab);
  assert.equal(line(), "#6");
});

test("there is no line where all is read, or only notices are new", async () => {
  const world = new World();
  world.bobWrites(1);
  world.server.setMine("ann", "direct", { read_seq: 1 });
  world.server.post("bob", "direct", { kind: "notice", notice: "friends" });
  const tab = await world.open();

  await world.openChat(tab);

  assert.equal(tab.store.conversation("direct")!.firstUnreadSeq, undefined);
});

test("nothing is read before the line is drawn", async () => {
  const world = new World();
  world.bobWrites(3);
  const tab = world.browser.open();
  void tab.store.openConversation("direct");
  const reading = tab.store.subscribe("conversation:direct", () => tab.store.markRead("direct"));
  await world.clock.pass(3_000);

  assert.equal(tab.store.conversation("direct")!.firstUnread, "#1");
  assert.equal(tab.store.conversation("direct")!.unread, 0);
  reading();
});

test("marks are shown at once and told at most once a second", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);

  for (let index = 0; index < 20; index += 1) {
    world.bobWrites(1);
    await world.clock.pass(100);
    tab.store.markRead("direct");
    assert.equal(tab.store.conversation("direct")!.unread, 0);
  }
  await world.clock.pass(2_000);

  const told = world.commands("conversation.read").filter(({ delivered }) => !delivered);
  assert.ok(told.length <= 4, String(told.length));
  assert.equal(told.at(-1)!.seq, 20);
});

test("what was read without a line is told when there is one, even after a reload", async () => {
  const world = new World();
  world.bobWrites(4);
  const tab = await world.open();
  await world.openChat(tab);
  world.network.isDown = true;
  world.network.cutAll();
  await world.clock.pass(100);
  tab.store.markRead("direct");
  await world.clock.pass(2_000);
  tab.kill();

  world.network.isDown = false;
  await world.open();

  assert.equal(world.commands("conversation.read").at(-1)!.seq, 4);
});

test("windows of one person agree on what is unread", async () => {
  const world = new World();
  world.bobWrites(4);
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));
  await world.openChat(one);

  one.store.markRead("direct", 3);
  await world.clock.pass(2_000);

  assert.equal(one.store.conversation("direct")!.unread, 1);
  assert.equal(other.store.conversation("direct")!.unread, 1);
});

// Sending

test("a message keeps its place and its id from Enter to acknowledgement", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  const seen: string[] = [];
  tab.store.subscribe("conversation:direct", () => {
    const { id, state } = messages(tab).at(-1)!;
    if (seen.at(-1) !== `${id} ${state}`) seen.push(`${id} ${state}`);
  });

  const sent = tab.store.sendText("direct", "hello");
  await world.clock.pass(3_000);

  assert.deepEqual(seen, [`${await sent} sending`, `${await sent} sent`]);
  assert.equal(messages(tab).length, 1);
});

test("without a line messages wait, and are sent in order with the next one", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  for (const body of ["one", "two", "three"]) void tab.store.sendText("direct", body);
  await world.clock.pass(1_000);
  assert.deepEqual(messages(tab).map(({ state }) => state), ["waiting", "waiting", "waiting"]);
  assert.equal(tab.store.unsent, 3);

  tab.events.networkFound();
  await world.clock.pass(3_000);

  assert.deepEqual(messages(tab).map(({ state, body }) => `${body} ${state}`), ["one sent", "two sent", "three sent"]);
  assert.equal(tab.store.unsent, 0);
});

test("what others wrote meanwhile stands before what waits", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  void tab.store.sendText("direct", "mine");
  world.bobWrites(1);

  tab.events.networkFound();
  await world.clock.pass(3_000);

  assert.deepEqual(bodies(tab), ["bob 1", "mine"]);
});

test("a message whose row was lost on the way is fetched soon after its acknowledgement", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  world.network.faults = { ...world.network.faults, lose: 1 };

  void tab.store.sendText("direct", "hello");
  await world.clock.pass(600);

  assert.deepEqual(messages(tab).map(({ seq, body }) => [seq, body]), [[1, "hello"]]);
});

test("my messages show how far they have come", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  for (const body of ["one", "two", "three"]) void tab.store.sendText("direct", body);
  await world.clock.pass(2_000);

  world.server.signal("ann", { stream: "direct", event: "receipt", user: "bob", delivered: 2 });
  world.server.signal("ann", { stream: "direct", event: "receipt", user: "bob", read: 1 });
  world.server.signal("ann", { stream: "direct", event: "receipt", user: "bob", delivered: 1 });
  await world.clock.pass(100);

  assert.deepEqual(messages(tab).map(({ state }) => state), ["read", "delivered", "sent"]);
});

test("how far others are is asked for once when a conversation opens, and once for each new line", async () => {
  const world = new World();
  const tab = world.browser.open();
  const asked = () => world.network.paths.filter((path) => path.endsWith("/receipts")).length;

  void tab.store.openConversation("direct");
  await world.clock.pass(3_000);
  assert.equal(asked(), 1);
  world.network.cutAll();
  await world.clock.pass(3_000);

  assert.equal(asked(), 2);
});

test("who was removed meanwhile keeps the text, with the reason", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab, "group");
  tab.events.networkLost();
  void tab.store.sendText("group", "too late");
  await world.clock.pass(1_000);
  world.server.remove("ann", "group");

  tab.events.networkFound();
  await world.clock.pass(3_000);

  assert.equal(tab.store.conversations.some(({ id }) => id === "group"), false);
  assert.deepEqual(messages(tab, "group").map(({ body, state, refusal }) => [body, state, refusal]), [
    ["too late", "failed", { code: "not_member" }],
  ]);
});

// Pages

test("older pages come before what is shown, until there are no more", async () => {
  const world = new World();
  world.bobWrites(20);
  const tab = await world.open();
  await world.openChat(tab);
  assert.equal(messages(tab).length, 8);

  void tab.store.loadOlder("direct");
  void tab.store.loadOlder("direct");
  assert.equal(tab.store.conversation("direct")!.loading, "older");
  await world.clock.pass(1_000);
  assert.equal(messages(tab).length, 13);
  for (let page = 0; page < 5; page += 1) {
    void tab.store.loadOlder("direct");
    await world.clock.pass(1_000);
  }

  assert.deepEqual(bodies(tab), Array.from({ length: 20 }, (_, index) => `bob ${index + 1}`));
  assert.equal(tab.store.conversation("direct")!.hasOlder, false);
  assert.equal(world.network.paths.filter((path) => path.includes("before=")).length, 3);
});

test("a stretch in the middle is shown without what lies between, and grows until it meets the newest", async () => {
  const world = new World();
  world.bobWrites(40);
  const tab = await world.open();
  await world.openChat(tab);

  void tab.store.loadAround("direct", 10);
  await world.clock.pass(1_000);
  assert.deepEqual(bodies(tab), ["bob 7", "bob 8", "bob 9", "bob 10", "bob 11"]);
  assert.equal(tab.store.conversation("direct")!.hasNewer, true);
  world.bobWrites(1);
  await world.clock.pass(1_000);
  assert.equal(messages(tab).length, 5);
  for (let page = 0; page < 6; page += 1) {
    void tab.store.loadNewer("direct");
    await world.clock.pass(1_000);
  }

  assert.equal(tab.store.conversation("direct")!.hasNewer, false);
  assert.equal(messages(tab).length, 35);
  assert.equal(messages(tab)[0]!.seq, 7);
});

test("sending comes back to the newest", async () => {
  const world = new World();
  world.bobWrites(40);
  const tab = await world.open();
  await world.openChat(tab);
  void tab.store.loadAround("direct", 10);
  await world.clock.pass(1_000);

  void tab.store.sendText("direct", "here");
  await world.clock.pass(2_000);

  assert.equal(bodies(tab).at(-1), "here");
});

test("a link to a message opens the conversation there", async () => {
  const world = new World();
  world.bobWrites(40);
  const tab = await world.open();

  void tab.store.openConversation("direct", 10);
  await world.clock.pass(2_000);

  assert.ok(bodies(tab).includes("bob 10"));
  assert.equal(tab.store.conversation("direct")!.hasNewer, true);
});

test("what is not mine cannot be opened", async () => {
  const world = new World();
  const tab = await world.open();

  const opening = assert.rejects(tab.store.openConversation("secret"), { code: "not_found", final: true });
  await world.clock.pass(1_000);

  await opening;
});

test("what I have cleared away is not shown", async () => {
  const world = new World();
  world.bobWrites(5);
  const tab = await world.open();
  await world.openChat(tab);

  world.server.setMine("ann", "direct", { cleared: 3 });
  await world.clock.pass(100);

  assert.deepEqual(bodies(tab), ["bob 4", "bob 5"]);
  assert.equal(tab.store.conversation("direct")!.hasOlder, false);
});

// Coming back

test("a second visit shows the last one at once, and asks only for what is new", async () => {
  const world = new World();
  world.bobWrites(3);
  const before = await world.open();
  await world.openChat(before);
  await world.clock.pass(2_000);
  before.kill();
  world.bobWrites(1);
  world.network.paths.length = 0;
  world.network.isDown = true;

  const tab = world.browser.open();
  await world.clock.pass(20);
  assert.equal(tab.store.loaded, true);
  assert.deepEqual(tab.store.conversations.map(({ title }) => title).sort(), ["bob", "group"]);
  assert.deepEqual(bodies(tab), ["bob 1", "bob 2", "bob 3"]);
  world.network.isDown = false;
  await world.clock.pass(5_000);

  assert.deepEqual(bodies(tab), ["bob 1", "bob 2", "bob 3", "bob 1"]);
  assert.equal(world.network.paths.some((path) => path.includes("bootstrap")), false);
});

test("another epoch throws everything away but what was not sent", async () => {
  const world = new World();
  world.bobWrites(3);
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  void tab.store.sendText("direct", "still mine");
  await world.clock.pass(1_000);
  world.server.restoreBackup();
  world.server.conversations.get("direct")!.rows.delete("message:2");

  tab.events.networkFound();
  await world.clock.pass(5_000);

  assert.deepEqual(bodies(tab), ["bob 1", "bob 3", "still mine"]);
  assert.equal(world.browser.cache.kept?.epoch, world.server.epoch);
  assert.ok([...world.browser.cache.streams.values()].every(({ epoch }) => epoch === world.server.epoch));
});

test("a cache of another epoch is not kept after the next ready", async () => {
  const world = new World();
  world.bobWrites(3);
  const before = await world.open();
  await world.openChat(before);
  await world.clock.pass(2_000);
  before.kill();
  world.server.restoreBackup();
  world.server.conversations.get("direct")!.rows.delete("message:2");

  const tab = await world.open();
  await world.openChat(tab);

  assert.deepEqual(bodies(tab), ["bob 1", "bob 3"]);
});

test("when the session is over, what was kept goes, but not what was not sent", async () => {
  const world = new World();
  const tab = await world.open();
  tab.events.networkLost();
  void tab.store.sendText("direct", "later");
  await world.clock.pass(2_000);
  world.network.refusal = 4401;
  tab.events.networkFound();
  await world.clock.pass(5_000);

  assert.equal(tab.store.connection, "signed-out");
  assert.equal(world.browser.cache.kept, undefined);
  assert.equal(world.browser.cache.streams.size, 0);
  assert.deepEqual(await stored(world), ["later"]);
});

test("signing out leaves nothing", async () => {
  const world = new World();
  const tab = await world.open();
  await world.openChat(tab);
  tab.events.networkLost();
  void tab.store.sendText("direct", "never");
  await world.clock.pass(2_000);

  void tab.store.signOut();
  await world.clock.pass(5_000);

  assert.equal(world.browser.cache.kept, undefined);
  assert.deepEqual(await stored(world), []);
  assert.equal(tab.store.connection, "signed-out");
});

test("a page of somebody who is not signed in any more must be loaded again", async () => {
  const world = new World();
  const browser = new Browser(world.network, "ann");
  const tab = await world.open(browser);
  world.network.actAs = "bob";

  world.network.cutAll();
  await world.clock.pass(3_000);

  assert.equal(tab.store.connection, "reload");
  assert.equal(tab.store.profile!.id, "ann");
});

test("a new name and face of mine are shown at once in all my windows", async () => {
  const world = new World();
  const tabs = [await world.open(), await world.open(new Browser(world.network, "ann"))];
  const shown = () => tabs.map(({ store }) => store.person("ann")).map(({ name, avatar }) => `${name} ${avatar}`);
  assert.deepEqual(shown(), ["ann ", "ann "]);
  let told = 0;
  tabs[1]!.store.subscribe("people", () => (told += 1));

  const profile = world.server.people.get("ann")!.rows.get("profile")!;
  world.server.setMyRow("ann", { ...profile, nickname: "安", avatar: "/faces/2" } as typeof profile);
  await world.clock.pass(100);

  assert.deepEqual(shown(), ["安 /faces/2", "安 /faces/2"]);
  assert.equal(told, 1);
});

// Typing and drafts

test("typing is told every three seconds at most", async () => {
  const world = new World();
  const tab = await world.open();

  for (let key = 0; key < 40; key += 1) {
    tab.store.typing("direct");
    await world.clock.pass(100);
  }

  assert.equal(world.commands("typing").length, 2);
});

test("others type until their time is over or their message has come", async () => {
  const world = new World();
  const tab = await world.open();
  const typing = () => tab.store.conversations.find(({ id }) => id === "direct")!.typing;

  world.server.signal("ann", { stream: "direct", event: "typing", user: "bob", ttl: 6 });
  await world.clock.pass(5_900);
  assert.deepEqual(typing(), ["bob"]);
  await world.clock.pass(200);
  assert.deepEqual(typing(), []);
  world.server.signal("ann", { stream: "direct", event: "typing", user: "bob", ttl: 6 });
  await world.clock.pass(100);
  world.bobWrites(1);
  await world.clock.pass(500);

  assert.deepEqual(typing(), []);
});

test("a draft is stored a second after the last key, and shown on the other device", async () => {
  const world = new World();
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));

  for (const text of ["h", "he", "hel"]) {
    one.store.setDraft("direct", text);
    assert.equal(shownDraft(one), text);
    await world.clock.pass(500);
  }
  await world.clock.pass(2_000);

  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["hel"]);
  assert.equal(shownDraft(other), "hel");
});

test("a composer with text does not listen to drafts from elsewhere while it has the focus", async () => {
  const world = new World();
  const tab = await world.open();
  const draft = () => tab.store.conversations.find(({ id }) => id === "direct")!.draft;
  tab.store.focusDraft("direct", true);
  tab.store.setDraft("direct", "mine");
  await world.clock.pass(2_000);

  world.server.setMine("ann", "direct", { draft: "elsewhere" });
  await world.clock.pass(1_000);
  assert.equal(draft(), "mine");
  tab.store.focusDraft("direct", false);
  world.server.setMine("ann", "direct", { draft: "later" });
  await world.clock.pass(1_000);

  assert.equal(draft(), "later");
});

test("sending empties the draft everywhere, and not more often than needed", async () => {
  const world = new World();
  const tab = await world.open();
  tab.store.setDraft("direct", "hello");
  await world.clock.pass(2_000);

  void tab.store.sendText("direct", "hello");
  await world.clock.pass(3_000);
  void tab.store.sendText("direct", "again");
  await world.clock.pass(3_000);

  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["hello", ""]);
});

test("a window that closes right after sending leaves no draft on my other devices", async () => {
  const world = new World();
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));
  one.store.setDraft("direct", "fi");
  await world.clock.pass(1_500);
  one.store.setDraft("direct", "first line");
  assert.equal(shownDraft(other), "fi");

  void one.store.sendText("direct", "first line");
  await world.clock.pass(30);
  one.events.hidden();
  one.kill();
  await world.clock.pass(3_000);

  assert.equal(shownDraft(other), "");
  assert.deepEqual(bodies(other), ["first line"]);
});

test("what was typed in the last second is on my other devices though the window has closed", async () => {
  const world = new World();
  const one = await world.open();
  const other = await world.open(new Browser(world.network, "ann"));

  one.store.setDraft("direct", "half a thou");
  await world.clock.pass(100);
  one.events.hidden();
  one.events.hidden();
  one.kill();
  await world.clock.pass(3_000);

  assert.equal(shownDraft(other), "half a thou");
  assert.deepEqual(world.commands("conversation.settings").length, 1);
});

test("what is typed while a message is being stored is a draft of its own", async () => {
  const world = new World();
  const tab = await world.open();
  tab.store.setDraft("direct", "first");
  await world.clock.pass(2_000);

  void tab.store.sendText("direct", "first");
  tab.store.setDraft("direct", "sec");
  await world.clock.pass(3_000);

  assert.equal(shownDraft(tab), "sec");
  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["first", "sec"]);
});

test("a draft written without a line survives a reload", async () => {
  const world = new World();
  const tab = await world.open();
  tab.events.networkLost();
  tab.store.setDraft("direct", "half a");
  await world.clock.pass(3_000);
  tab.kill();

  await world.open();

  assert.deepEqual(world.commands("conversation.settings").map(({ draft }) => draft), ["half a"]);
});
