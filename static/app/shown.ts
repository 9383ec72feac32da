/** The views elements ask for: made when asked for, kept until something in them changes. */

import type { Clock } from "./clock.js";
import { byActivity, conversationOf, summaryOf, type Sources } from "./conversations.js";
import { Ends } from "./ends.js";
import { spelling } from "./letters.js";
import type { Parts } from "./parts.js";
import type { ContactRow, ContactState, ProfileRow, StreamId } from "./protocol.js";
import { Stream } from "./stream.js";
import { knownLocale } from "./time.js";
import type { Contact, ConversationView, Person, Summary, Topic } from "./views.js";

const CONTACT = "contact:";
const CONVERSATION = "conversation:";

export class Shown {
  readonly #parts: Parts;
  readonly #sources: Sources;
  readonly #collator: Intl.Collator;
  #all: readonly Summary[] | undefined;
  #list: readonly Summary[] | undefined;
  #groups: readonly Summary[] | undefined;
  #contacts: readonly Contact[] | undefined;
  #blocked: readonly Contact[] | undefined;
  readonly #contactsIn = new Map<ContactState, readonly Contact[]>();
  readonly #conversations = new Map<StreamId, ConversationView>();
  readonly #ends: Ends;

  /** `changed` is told of what time alone makes out of date: mutes that end. */
  constructor(parts: Parts, locale: string, isOnline: () => boolean, changed: (topic: Topic) => void) {
    this.#parts = parts;
    this.#ends = new Ends(parts.clock, changed);
    this.#collator = new Intl.Collator(knownLocale(locale));
    this.#sources = sourcesOf(parts, parts.clock, isOnline);
  }

  /** Throw away what this change makes out of date. */
  forget(topic: Topic): void {
    if (topic === "people" || topic === "contacts" || topic === "list") this.#forgetList();
    if (topic === "people" || topic === "contacts") this.#forgetContacts();
    if (topic === "people" || topic === "connection") this.#conversations.clear();
    if (topic.startsWith(CONVERSATION)) this.#conversations.delete(topic.slice(CONVERSATION.length));
  }

  get list(): readonly Summary[] {
    this.#list ??= this.#everything.filter(({ hidden }) => !hidden).sort(byActivity);
    return this.#list;
  }

  /** Hidden ones, too, by name. */
  get groups(): readonly Summary[] {
    this.#groups ??= this.#everything
      .filter(({ kind }) => kind === "group")
      .sort((one, other) => this.#collator.compare(one.title, other.title));
    return this.#groups;
  }

  get contacts(): readonly Contact[] {
    this.#contacts ??= this.#makeContacts();
    return this.#contacts;
  }

  /** Whatever else they are to me. */
  get blocked(): readonly Contact[] {
    this.#blocked ??= this.contacts.filter(({ blocked }) => blocked);
    return this.#blocked;
  }

  /** Friends by name; requests, either way, newest first. */
  contactsIn(state: ContactState): readonly Contact[] {
    const held = this.#contactsIn.get(state);
    if (held) return held;
    const contacts = this.contacts.filter((contact) => contact.state === state);
    if (state !== "friend") contacts.sort((one, other) => (one.at < other.at ? 1 : -1));
    this.#contactsIn.set(state, contacts);
    return contacts;
  }

  conversation(id: StreamId): ConversationView | undefined {
    const held = this.#conversations.get(id);
    const stream = this.#parts.streams.conversation(id) ?? this.#abandoned(id);
    if (held || !stream) return held;
    const view = conversationOf(this.#sources, stream);
    this.#conversations.set(id, view);
    this.#ends.watch(`conversation:${id}`, [view.writableAt, view.mutedUntil, ...view.members.map(({ mutedUntil }) => mutedUntil)]);
    return view;
  }

  /** I am out of it, but what I could not send is still there for copying. */
  #abandoned(id: StreamId): Stream | undefined {
    const { outbox, user } = this.#parts;
    return outbox.of(id).length > 0 ? new Stream(id, user) : undefined;
  }

  get #everything(): readonly Summary[] {
    this.#all ??= this.#makeAll();
    return this.#all;
  }

  #makeAll(): Summary[] {
    const { streams, user } = this.#parts;
    const listed = [...streams.listed()];
    this.#ends.watch("list", listed.map(([, row]) => row.muted_until));
    // Of some nothing is held but my own row.
    const summaries = listed.map(([id]) => summaryOf(this.#sources, streams.conversation(id) ?? new Stream(id, user)));
    return summaries.filter((summary) => !this.#isUnwanted(summary));
  }

  /** Nobody has to see any more what a stranger wrote whom they have blocked for it. */
  #isUnwanted({ request, user }: Summary): boolean {
    return request && user !== undefined && this.#parts.cards.person(user).contact?.blocked === true;
  }

  #makeContacts(): Contact[] {
    const { streams, cards } = this.#parts;
    const rows = [...streams.me.rows<ContactRow>(CONTACT)];
    return rows
      .map((row) => contactOf(row, cards.person(row.key.slice(CONTACT.length))))
      .sort((one, other) => this.#collator.compare(spelling(one.person), spelling(other.person)));
  }

  #forgetList(): void {
    this.#all = this.#list = this.#groups = undefined;
  }

  #forgetContacts(): void {
    this.#contacts = this.#blocked = undefined;
    this.#contactsIn.clear();
  }
}

function sourcesOf(parts: Parts, clock: Clock, isOnline: () => boolean): Sources {
  return {
    user: parts.user,
    get isStaff() {
      return parts.streams.me.row<ProfileRow>("profile")?.staff ?? false;
    },
    get isOnline() {
      return isOnline();
    },
    now: () => clock.date(),
    mine: (id) => parts.streams.mine(id),
    person: (user) => parts.cards.person(user),
    unsent: (id) => parts.outbox.of(id),
    draft: (id) => parts.drafts.of(id),
    typing: (id) => parts.typists.in(id),
    receipts: (id) => parts.receipts.of(id),
    opened: (id) => parts.opened.get(id),
  };
}

function contactOf(row: ContactRow, person: Person): Contact {
  return {
    user: person.id,
    person,
    state: row.state,
    at: row.at,
    greeting: row.greeting ?? "",
    star: row.star ?? false,
    tags: row.tags ?? [],
    blocked: row.blocked ?? false,
  };
}
