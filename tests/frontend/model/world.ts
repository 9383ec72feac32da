/** A person with a browser, another who writes, and a model server between them. */

import type { MessageView } from "../../../static/app/views.js";
import { Browser, type Tab } from "./browser.js";
import { chances, ModelClock } from "./clock.js";
import { Network } from "./network.js";
import { ModelServer } from "./server.js";

export class World {
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

export function messages(tab: Tab, chat = "direct"): readonly MessageView[] {
  return tab.store.conversation(chat)!.messages;
}

export function bodies(tab: Tab, chat = "direct"): string[] {
  return messages(tab, chat).map(({ body }) => body);
}

export function shownDraft({ store }: Tab, chat = "direct"): string {
  return store.conversations.find(({ id }) => id === chat)!.draft;
}

export async function stored({ browser, clock }: World): Promise<string[]> {
  const all = browser.outbox.all();
  await clock.pass(10);
  return (await all).map(({ body }) => body);
}
