/** Names and faces: the cards of people, asked for in batches when somebody looks at them. */

import type { Clock } from "./clock.js";
import { Presence } from "./presence.js";
import type { Card, ContactRow, ProfileRow, UserId } from "./protocol.js";
import type { Person } from "./views.js";

const MAX_IDS = 100;
/** Wait for others who look at people in the same moment. */
const GATHER_MS = 10;
const RETRY_MS = 5_000;

export interface CardsListener {
  fetch(ids: readonly UserId[]): Promise<Card[]>;
  contact(user: UserId): ContactRow | undefined;
  /** My own row if `user` is me: it is newer than any card. */
  profile(user: UserId): ProfileRow | undefined;
  changed(): void;
}

export class Cards {
  readonly presence: Presence;
  readonly #clock: Clock;
  readonly #listener: CardsListener;
  readonly #cards = new Map<UserId, Card>();
  readonly #people = new Map<UserId, Person>();
  readonly #wanted = new Set<UserId>();
  /** Held, but perhaps out of date: asked for when somebody looks at them. */
  #stale = new Set<UserId>();
  /** Counts how often all was to be asked for again. */
  #refreshes = 0;
  #timer: (() => void) | undefined;

  constructor(clock: Clock, listener: CardsListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.presence = new Presence(clock, {
      changed: (user) => this.touch([user]),
      lapsed: (user) => this.doubt([user]),
    });
  }

  /** The person as they are shown; asks for their card if it is not held. */
  person(user: UserId): Person {
    const isKnown = this.#listener.profile(user) !== undefined || this.#cards.has(user);
    if (!isKnown || this.#stale.delete(user)) this.#want(user);
    const held = this.#people.get(user);
    if (held) return held;
    const person = this.view(this.#cards.get(user) ?? { id: user }, isKnown);
    this.#people.set(user, person);
    return person;
  }

  /** Somebody a search found. */
  found(card: Card): Person {
    this.presence.asked(card);
    return this.view(withoutPresence(card));
  }

  /** A card as it is shown, with my note about the person. */
  view(given: Card, known = true): Person {
    const card = { ...given, ...ownCard(this.#listener.profile(given.id)) };
    const contact = this.#listener.contact(card.id);
    const nickname = card.nickname ?? "";
    const note = contact?.note ?? "";
    const seen_at = this.presence.seenAt(card.id);
    return {
      ...card,
      name: note || nickname || card.username || "",
      nickname,
      note,
      username: card.username ?? "",
      avatar: card.avatar ?? "",
      pinyin: (note ? contact?.pinyin : card.pinyin) ?? "",
      nicknamePinyin: card.pinyin ?? "",
      known,
      deleted: card.deleted ?? false,
      bot: card.bot ?? false,
      guest: card.guest ?? false,
      online: this.presence.isOnline(card.id),
      ...(seen_at === undefined ? {} : { seen_at }),
      ...(contact ? { contact } : {}),
    };
  }

  /** Cards that were asked for have come. */
  put(cards: readonly Card[]): void {
    for (const card of cards) this.presence.asked(card);
    this.keep(cards.map(withoutPresence));
  }

  /** Cards that say nothing of presence: kept from last time, or come by a signal. */
  keep(cards: readonly Card[]): void {
    const changed = cards.filter((card) => !isSame(card, this.#cards.get(card.id)));
    for (const card of cards) {
      this.#cards.set(card.id, card);
      this.#wanted.delete(card.id);
      this.#stale.delete(card.id);
    }
    this.touch(changed.map((card) => card.id));
  }

  /** My note about them, or what I know of them, has changed; or I have. */
  touch(users: readonly UserId[]): void {
    for (const user of users) this.#people.delete(user);
    if (users.length > 0) this.#listener.changed();
  }

  /** What is held of them may not be so any more. */
  doubt(users: readonly UserId[]): void {
    for (const user of users) if (this.#cards.has(user)) this.#stale.add(user);
  }

  /** Signals may have been missed: ask again for everyone who is shown. */
  refresh(): void {
    this.#refreshes += 1;
    this.#stale = new Set(this.#cards.keys());
    this.#listener.changed();
  }

  /** For keeping. */
  get all(): Card[] {
    return [...this.#cards.values()];
  }

  stop(): void {
    this.#timer?.();
    this.presence.stop();
  }

  /** What was asked for before all was to be asked for again may be old. */
  #doubtAnew(users: readonly UserId[]): void {
    this.doubt(users);
    this.#listener.changed();
  }

  #want(user: UserId): void {
    this.#wanted.add(user);
    this.#timer ??= this.#clock.after(GATHER_MS, () => void this.#fetch());
  }

  async #fetch(): Promise<void> {
    const ids = [...this.#wanted].slice(0, MAX_IDS);
    const refreshes = this.#refreshes;
    try {
      const cards = await this.#listener.fetch(ids);
      const found = new Set(cards.map((card) => card.id));
      // Who is left out does not exist for us: remember that, or we would ask for ever.
      this.put([...cards, ...ids.filter((id) => !found.has(id) && !this.#cards.has(id)).map((id) => ({ id }))]);
      for (const id of ids) this.#wanted.delete(id);
      if (refreshes !== this.#refreshes) this.#doubtAnew(ids);
      this.#next(GATHER_MS);
    } catch {
      // Without a line the names have to wait; nothing else depends on them.
      this.#next(RETRY_MS);
    }
  }

  #next(wait: number): void {
    this.#timer = this.#wanted.size > 0 ? this.#clock.after(wait, () => void this.#fetch()) : undefined;
  }
}

/** What my own row says of what is on a card. */
function ownCard(profile: ProfileRow | undefined): Partial<Card> {
  if (!profile) return {};
  const { id, username, nickname, avatar, guest = false } = profile;
  return { id, username, nickname, avatar, guest };
}

function withoutPresence({ online: _online, seen_at: _seenAt, ...card }: Card): Card {
  return card;
}

function isSame(card: Card, held: Card | undefined): boolean {
  return held !== undefined && JSON.stringify(card) === JSON.stringify(held);
}
