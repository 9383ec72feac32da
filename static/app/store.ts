/** The one object the elements talk to: what is known, what can be done, and who wants to hear of changes. */

import type {
  Card,
  ConversationSettings,
  Limits,
  Preferences,
  ProfileChanges,
  ProfileRow,
  Site,
  StreamId,
  UserId,
} from "./protocol.js";
import type { Connection, Contact, ConversationView, Person, Summary } from "./views.js";

export type * from "./views.js";

/** The bootstrap element of the page. */
export interface Page {
  user: UserId;
  locale: string;
  csrf: string;
  debug: boolean;
}

/**
 * What changed. `connection`: the state of the line · `me`: profile and preferences · `list`: the conversation
 * list, its order, previews, badges · `contacts`: contacts and requests · `people`: names, faces, online dots ·
 * `conversation:<id>`: the view of one conversation (messages, members, typing, receipts).
 */
export type Topic = "connection" | "me" | "list" | "contacts" | "people" | `conversation:${StreamId}`;

export class Store {
  constructor(page: Page) {
    this.page = page;
  }

  readonly page: Page;

  // Lifecycle

  /** Show what is kept from last time, then connect. Resolves when there is something to show. */
  async start(): Promise<void> {}

  /** Stop for good: close the socket, cancel timers. */
  stop(): void {}

  /** Try again now (after `superseded`, or a person pressing "try now"). */
  reconnect(): void {}

  /** Call `listener` after changes of these topics, at most once per microtask; returns the way to stop it. */
  subscribe(topics: Topic | readonly Topic[], listener: () => void): () => void {
    return () => {};
  }

  // State. Getters return the same object until something in it has changed.

  get connection(): Connection {
    return "connecting";
  }

  /** False until there is a list to show, kept or fresh: show a skeleton instead of "no chats yet". */
  get loaded(): boolean {
    return false;
  }

  get user(): UserId {
    return this.page.user;
  }

  get profile(): ProfileRow | undefined {
    return undefined;
  }

  get preferences(): Preferences {
    return {};
  }

  get site(): Site | undefined {
    return undefined;
  }

  get limits(): Limits {
    throw new Error();
  }

  /** Pinned first, then by latest activity. */
  get conversations(): readonly Summary[] {
    return [];
  }

  /** The sum of all badges that are not muted. */
  get unread(): number {
    return 0;
  }

  /** Everyone with a `contact:` row, friends by name. */
  get contacts(): readonly Contact[] {
    return [];
  }

  get friends(): readonly Contact[] {
    return [];
  }

  /** Requests to me, newest first. */
  get incoming(): readonly Contact[] {
    return [];
  }

  /** My requests without an answer, newest first. */
  get requested(): readonly Contact[] {
    return [];
  }

  /** How many messages wait here or were refused, over all conversations: warn before signing out. */
  get unsent(): number {
    return 0;
  }

  /** The card of anyone; asks the server for it if it is not known, and `people` tells when it comes. */
  person(user: UserId): Person {
    throw new Error();
  }

  /** One conversation as it is shown; undefined if I have no such conversation (as far as is known now). */
  conversation(stream: StreamId): ConversationView | undefined {
    return undefined;
  }

  // Conversations. Actions reject with ActionError; it carries the code to word.

  /**
   * Load it and keep it first in line from now on; fixes the first-unread line.
   * With `around`, show the stretch around that seq. Rejects with `not_found` if it is not mine.
   */
  async openConversation(stream: StreamId, around?: number): Promise<void> {}

  /** It is on screen no longer: forgets the first-unread line, sends the draft. */
  closeConversation(stream: StreamId): void {}

  /** Find or make the direct chat with a person; returns its id, to be opened next. */
  async openDirect(user: UserId): Promise<StreamId> {
    throw new Error();
  }

  /** Load the page before the oldest message shown. Calling it twice or without need does nothing. */
  async loadOlder(stream: StreamId): Promise<void> {}

  /** Load the page after the newest message shown, when `hasNewer`. */
  async loadNewer(stream: StreamId): Promise<void> {}

  /** Show the stretch around a seq; `showLatest` comes back. */
  async loadAround(stream: StreamId, seq: number): Promise<void> {}

  /** Show the newest messages again. */
  showLatest(stream: StreamId): void {}

  /** Everything up to `seq` (absent: everything) was seen: call it only while visible and focused. */
  markRead(stream: StreamId, seq?: number): void {}

  /** I am typing: call it at every key, it is sent at most every 3 s. */
  typing(stream: StreamId): void {}

  /** Keep the text of the composer: at once here, and on other devices a second after typing stops. */
  setDraft(stream: StreamId, text: string): void {}

  /** The composer has the focus: drafts from other devices do not overwrite it while it has text. */
  focusDraft(stream: StreamId, focused: boolean): void {}

  async changeSettings(stream: StreamId, settings: Omit<ConversationSettings, "draft">): Promise<void> {}

  // Messages

  /** Store a message here and send it when possible; resolves with its `client_id` once it is stored. */
  async sendText(stream: StreamId, body: string, options?: { replyTo?: number }): Promise<string> {
    throw new Error();
  }

  async retrySend(clientId: string): Promise<void> {}

  async deleteUnsent(clientId: string): Promise<void> {}

  // People

  /** At most 20 hits by username, nickname or pinyin. */
  async searchPeople(query: string): Promise<Person[]> {
    return [];
  }

  /** One person with bio, place and links; undefined if there is no such username. */
  async findPerson(username: string): Promise<Person | undefined> {
    return undefined;
  }

  /** Ask to be friends. Returns the direct chat if that made us friends at once. */
  async requestContact(user: UserId, greeting?: string): Promise<StreamId | undefined> {
    return undefined;
  }

  /** Returns the direct chat we now have. */
  async acceptContact(user: UserId): Promise<StreamId | undefined> {
    return undefined;
  }

  async declineContact(user: UserId): Promise<void> {}

  /** Take back my own request. */
  async cancelContact(user: UserId): Promise<void> {}

  // Me

  async updateProfile(changes: ProfileChanges): Promise<void> {}

  async uploadAvatar(picture: Blob): Promise<void> {}

  /** Forget everything kept on this device and disconnect; then send the person to the sign-out page. */
  async signOut(): Promise<void> {}
}
