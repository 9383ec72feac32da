/** The one object the elements talk to: what is known, what can be done, and who wants to hear of changes. */

import type { Drafts } from "./drafts.js";
import { browserEnvironment } from "./browser.js";
import { Changes } from "./changes.js";
import type { EmojiHabits } from "./emoji/habits.js";
import type { Environment } from "./environment.js";
import { ActionError } from "./errors.js";
import { Exports } from "./exports.js";
import { Files } from "./files.js";
import { Groups } from "./groups.js";
import { Lobby } from "./lobby.js";
import { Meeting } from "./meeting.js";
import { Messages } from "./messages.js";
import { Opened } from "./opened.js";
import { Pages } from "./pages.js";
import type { Parts } from "./parts.js";
import { People } from "./people.js";
import type {
  ConversationSettings,
  Limits,
  Preferences,
  ProfileRow,
  Site,
  StreamId,
  UserId,
} from "./protocol.js";
import { readSeq } from "./reading.js";
import { Session } from "./session.js";
import { Shown } from "./shown.js";
import { Stickers } from "./stickers.js";
import type { Connection, Contact, ConversationView, Person, Summary, Topic } from "./views.js";

export type * from "./views.js";

/** The bootstrap element of the page. */
export interface Page {
  user: UserId;
  locale: string;
  csrf: string;
  debug: boolean;
  /** Was I one when the page was made? */
  guest: boolean;
}

export class Store {
  readonly page: Page;
  /** What can be done about people. */
  readonly people: People;
  /** What can be done with groups. */
  readonly groups: Groups;
  /** What can be done about the lobby. */
  readonly lobby: Lobby;
  /** Archives of my data. */
  readonly exports: Exports;
  /** Meeting somebody by chance. */
  readonly meeting: Meeting;
  /** Pictures and files on their way. */
  readonly files: Files;
  /** What can be done with messages that are there. */
  readonly messages: Messages;
  readonly stickers: Stickers;
  /** Which stretch of an opened conversation is shown. */
  readonly pages: Pages;
  /** What is written and not sent. */
  readonly drafts: Drafts;
  readonly #session: Session;
  readonly #parts: Parts;
  readonly #changes = new Changes<Topic>();
  readonly #shown: Shown;

  constructor(page: Page, environment: Environment = browserEnvironment(page.user)) {
    this.page = page;
    this.#session = new Session(page.user, page.csrf, environment, (topic: Topic) => this.#changed(topic));
    this.#parts = this.#session.parts;
    this.drafts = this.#parts.drafts;
    this.people = new People(this.#parts);
    this.groups = new Groups(this.#parts);
    this.lobby = new Lobby(this.#parts, () => this.site);
    this.exports = new Exports(this.#parts);
    this.stickers = new Stickers(this.#parts);
    this.meeting = new Meeting(this.#parts);
    this.files = new Files(this.#parts, (topic) => this.#changed(topic));
    this.pages = new Pages(this.#parts, (id) => this.conversation(id));
    this.messages = new Messages(this.#parts, (topic) => this.#changed(topic));
    const isOnline = () => this.connection === "online";
    this.#shown = new Shown(this.#parts, page.locale, isOnline, (topic) => this.#changed(topic));
  }

  // Lifecycle

  /** Show what is kept from last time, then connect. Resolves when there is something to show. */
  start(): Promise<void> {
    return this.#session.start();
  }

  /** Stop for good: close the socket, cancel timers. */
  stop(): void {
    this.#session.stop();
  }

  /** Try again now (after `superseded`, or a person pressing "try now"). */
  reconnect(): void {
    this.#session.reconnect();
  }

  /** Call `listener` after changes of these topics, at most once per microtask; returns the way to stop it. */
  subscribe(topics: Topic | readonly Topic[], listener: () => void): () => void {
    return this.#changes.subscribe(topics, listener);
  }

  // State. Getters return the same object until something in it has changed.

  get connection(): Connection {
    return this.#session.connection;
  }

  /** False until there is a list to show, kept or fresh: show a skeleton instead of "no chats yet". */
  get loaded(): boolean {
    return this.#session.isLoaded;
  }

  get user(): UserId {
    return this.page.user;
  }

  get profile(): ProfileRow | undefined {
    return this.#parts.streams.me.row<ProfileRow>("profile");
  }

  get preferences(): Preferences {
    return this.profile?.preferences ?? {};
  }

  get site(): Site | undefined {
    return this.#session.site;
  }

  get limits(): Limits {
    return this.#session.limits;
  }

  /** Which emoji I take. */
  get emoji(): EmojiHabits {
    return this.#parts.emoji;
  }

  /** Pinned first, then by latest activity. */
  get conversations(): readonly Summary[] {
    return this.#shown.list;
  }

  /** All groups I am in, those I have hidden, too; by name. */
  get myGroups(): readonly Summary[] {
    return this.#shown.groups;
  }

  /** The sum of all badges that call me; whatever a stranger wrote counts as one. */
  get unread(): number {
    return this.conversations.reduce((sum, summary) => sum + badgeOf(summary), 0);
  }

  /** Everyone with a `contact:` row, by name. */
  get contacts(): readonly Contact[] {
    return this.#shown.contacts;
  }

  get friends(): readonly Contact[] {
    return this.#shown.contactsIn("friend");
  }

  /** Requests to me, newest first. */
  get incoming(): readonly Contact[] {
    return this.#shown.contactsIn("incoming");
  }

  /** My requests without an answer, newest first. */
  get requested(): readonly Contact[] {
    return this.#shown.contactsIn("requested");
  }

  get blocked(): readonly Contact[] {
    return this.#shown.blocked;
  }

  /** How many messages wait here or were refused, over all conversations: warn before signing out. */
  get unsent(): number {
    return this.#parts.outbox.count;
  }

  /** The card of anyone; asks the server for it if it is not known, and `people` tells when it comes. */
  person(user: UserId): Person {
    return this.#parts.cards.person(user);
  }

  /**
   * One conversation as it is shown; undefined if I have no such conversation (as far as is known now).
   * One I am out of shows nothing but what I could not send.
   */
  conversation(id: StreamId): ConversationView | undefined {
    return this.#shown.conversation(id);
  }

  // Conversations. Actions reject with ActionError; it carries the code to word.

  /**
   * Load it and keep it first in line from now on; fixes the first-unread line.
   * With `around`, show the stretch around that seq. Rejects with `not_found` if it is not mine.
   * Resolves when its messages are there: without a line that may take a while.
   */
  async openConversation(id: StreamId, around?: number): Promise<void> {
    const { opened, api, streams, syncer } = this.#parts;
    const conversation = new Opened(id, api, {
      stream: () => streams.conversation(id),
      put: (stream, { rows }) => streams.upsert(stream, rows),
      changed: () => this.#changed(`conversation:${id}`),
    });
    opened.set(id, conversation);
    this.#changed(`conversation:${id}`);
    if (streams.versionOf(id) === 0) syncer.want([id]);
    await this.#session.caughtUp(id);
    const view = this.conversation(id);
    if (!view?.loaded) throw new ActionError("not_found", { final: true });
    conversation.fix(view.unread > 0 ? view.readSeq + 1 : undefined);
    void this.#session.loadReceipts(id);
    if (around !== undefined) await conversation.showAround(around);
  }

  /** It is on screen no longer: forgets the first-unread line and older messages, sends the draft. */
  closeConversation(id: StreamId): void {
    const { drafts, opened, streams } = this.#parts;
    drafts.leave(id);
    opened.delete(id);
    streams.conversation(id)?.shrink();
    this.#changed(`conversation:${id}`);
  }

  /** Find or make the direct chat with a person; returns its id, to be opened next. */
  async openDirect(user: UserId): Promise<StreamId> {
    return (await this.#parts.line.request("conversation.open", { user })).stream;
  }

  /** Everything up to `seq` (absent: everything) was seen: call it only while visible and focused. */
  markRead(id: StreamId, seq = Infinity): void {
    const { opened, streams, readMarks } = this.#parts;
    const stream = streams.conversation(id);
    // Before the first-unread line is drawn, nobody has seen anything.
    if (!stream || opened.get(id)?.isFixed === false) return;
    const row = streams.mine(id);
    const seen = Math.min(seq, stream.lastSeq);
    if (seen <= readSeq(stream, row, this.user) && !row?.unread) return;
    stream.raiseRead(seen);
    readMarks.put(id, seen);
    this.#changed("list");
    this.#changed(`conversation:${id}`);
  }

  /** I am typing: call it at every key, it is sent at most every 3 s. */
  typing(id: StreamId): void {
    if (this.connection === "online" && this.#parts.typists.isDue(id)) this.#parts.line.typing(id);
  }

  async changeSettings(stream: StreamId, settings: Omit<ConversationSettings, "draft">): Promise<void> {
    await this.#parts.line.request("conversation.settings", { stream, ...settings });
  }

  // Messages

  /** Store a message here and send it when possible; resolves with its `client_id` once it is stored. */
  async sendText(stream: StreamId, body: string, options: { replyTo?: number; mentions?: UserId[] } = {}): Promise<string> {
    const { drafts, outbox } = this.#parts;
    const { replyTo, mentions } = options;
    const draft = drafts.of(stream);
    this.pages.showLatest(stream);
    const sent = await outbox.add({
      stream,
      body,
      ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      ...(mentions?.length ? { mentions } : {}),
    });
    // What has been typed since is a draft of its own.
    drafts.sent(stream, draft);
    return sent;
  }

  /** Forget everything kept on this device and disconnect; then send the person to the sign-out page. */
  signOut(): Promise<void> {
    return this.#session.signOut();
  }

  #changed(topic: Topic): void {
    this.#shown.forget(topic);
    this.#changes.tell(topic);
  }
}

function badgeOf({ request, calling }: Summary): number {
  return request ? Math.min(calling, 1) : calling;
}
