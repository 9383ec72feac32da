/** Beginning a sign-up chain, and writing one's own line in it. */

import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import "../../../words.js";
import { nameOf } from "../../phrases.js";
import { whoIn } from "../../summary.js";
import type { Talk } from "../message-menu.js";
import { send } from "../send.js";
import { field, fits, isGiven, Making, show } from "./making.js";

const MOST_TITLE = 300;
const MOST_ENTRY = 100;

export function beginChain(talk: Talk): void {
  const chain = new MakingChain();
  chain.entry = nameOf(whoIn(talk.view, talk.store)(talk.store.user));
  show(chain, talk);
}

/** `text` is what it says so far. */
export function writeEntry(talk: Talk, seq: number, text: string): void {
  show(Object.assign(new MakingEntry(), { seq, text }), talk);
}

class MakingChain extends Making {
  @state() entry = "";
  @state() private subject = "";

  protected override get heading(): string {
    return gettext("Sign-up chain");
  }

  protected override get yes(): string {
    return gettext("Send");
  }

  protected override get isReady(): boolean {
    return isGiven(this.subject, MOST_TITLE) && fits(this.entry, MOST_ENTRY);
  }

  protected override fields(): TemplateResult {
    return html`${field({
      name: "chain-title",
      label: gettext("What is it about?"),
      value: this.subject,
      most: MOST_TITLE,
      rows: 3,
      focused: true,
      typed: (value) => (this.subject = value),
    })}
    ${field({
      name: "chain-entry",
      label: gettext("Your own entry, if you take part"),
      value: this.entry,
      most: MOST_ENTRY,
      typed: (value) => (this.entry = value),
    })}`;
  }

  protected override async done(): Promise<void> {
    const text = this.entry.trim();
    await send(this.talk, { kind: "chain", chain: text ? { text } : {} }, this.subject.trim());
  }
}

class MakingEntry extends Making {
  seq = 0;
  @state() text = "";

  protected override get heading(): string {
    return gettext("Your entry");
  }

  protected override get yes(): string {
    return gettext("Save");
  }

  protected override get isReady(): boolean {
    return isGiven(this.text, MOST_ENTRY);
  }

  protected override fields(): TemplateResult {
    return field({
      name: "chain-entry",
      label: gettext("Your name, and what the others should know"),
      value: this.text,
      most: MOST_ENTRY,
      focused: true,
      typed: (value) => (this.text = value),
    });
  }

  protected override async done(): Promise<void> {
    const { store, view } = this.talk;
    await store.messages.answer(view.id, this.seq, { text: this.text.trim() });
  }
}

customElements.define("happy-making-chain", MakingChain);
customElements.define("happy-making-entry", MakingEntry);
