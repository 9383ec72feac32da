/** What stands in the log for one message: the lines above it, and itself. */

import { html, nothing, type TemplateResult } from "lit";

import { comingsAt } from "../comings.js";
import { ALL, namesToCall, type Callable, type Called } from "../mentions.js";
import type { UserId } from "../protocol.js";
import { readersOf } from "../readers.js";
import { mayReact, mayStop } from "../rights.js";
import type { ConversationView, MessageView, Store } from "../store.js";
import { PAUSE_MS, startsDay, startsGroup, type Times } from "../time.js";
import { contentOf, isBare } from "./contents.js";
import "./folded.js";
import { NOBODY } from "./message.js";
import { nameOf, namesOf, phrase, sentence } from "./phrases.js";
import { wordLine } from "./preview.js";
import type { Quoted } from "./quote.js";
import { NO_CHIPS, type Chip } from "./reactions.js";
import { conversationPath } from "./router.js";
import { whoIn } from "./summary.js";

/** The log an item stands in. */
export interface Log {
  view: ConversationView;
  store: Store;
  times: Times;
  /** The id of the message a link pointed at. */
  found: string;
}

/** Draw what stands for the message at `index` of all that are loaded. */
export function timelineItem(log: Log, index: number): TemplateResult {
  const { messages, firstUnread } = log.view;
  const message = messages[index]!;
  return html`${time(log, message, messages[index - 1])}
  ${message.id === firstUnread ? html`<p class="timeline__first">${gettext("New messages")}</p>` : nothing}
  ${isLine(message) ? line(log, message, index) : unlessBlocked(log, message, bubble(log, message, index))}`;
}

/** In a chat of two the last words before are still there to be read. */
function unlessBlocked({ view, store }: Log, { id, author }: MessageView, content: TemplateResult): TemplateResult {
  if (view.user !== undefined || !store.person(author).contact?.blocked) return content;
  return html`<happy-folded class="folded" data-id=${id} .content=${content}></happy-folded>`;
}

function time({ times }: Log, message: MessageView, before: MessageView | undefined): TemplateResult | typeof nothing {
  const { at } = message;
  const day = startsDay(before, message) ? `${times.day(at)} ` : "";
  const pause = before ? Date.parse(at) - Date.parse(before.at) : Infinity;
  if (!day && pause < PAUSE_MS) return nothing;
  return html`<p class="timeline__time"><time datetime=${at}>${day}${times.hour(at)}</time></p>`;
}

/** Is it a line across the log and no bubble? */
function isLine({ kind, recalled }: MessageView): boolean {
  return kind === "notice" || recalled;
}

/** Where many come and go one reads how many, and who if one wants to know. */
function line(log: Log, message: MessageView, index: number): TemplateResult | typeof nothing {
  const { messages, firstUnread } = log.view;
  const comings = comingsAt(messages, index, firstUnread);
  if (!comings) return notice(log, message);
  const last = comings.at(-1);
  if (!last) return nothing;
  const words = ngettext("%(count)s change of members", "%(count)s changes of members", comings.length);
  return html`<details class="timeline__notice" data-id=${message.id}>
    <summary class="timeline__fold">${sentence(words, { count: comings.length })}<span data-id=${last.id}></span></summary>
    ${comings.map((coming) => {
      const { words, values } = wordLine(coming, log.store, whoIn(log.view, log.store))!;
      return html`<p>${phrase(words, values)}</p>`;
    })}
  </details>`;
}

function notice({ store, view }: Log, message: MessageView): TemplateResult {
  const { words, values } = wordLine(message, store, whoIn(view, store))!;
  return html`<p class="timeline__notice" data-id=${message.id}>
    ${phrase(words, values)} ${view.refusal ? nothing : again(message, store)}
  </p>`;
}

/** What I have just taken back may be written anew. */
function again(message: MessageView, store: Store): TemplateResult | typeof nothing {
  const words = store.messages.takenBack(message);
  if (words === undefined) return nothing;
  const tell = (event: Event) => {
    event.target!.dispatchEvent(new CustomEvent<string>("happy-again", { bubbles: true, detail: words }));
  };
  return html`<button class="link-button" @click=${tell}>${gettext("Edit again")}</button>`;
}

function bubble(log: Log, message: MessageView, index: number): TemplateResult {
  const { view, store, times, found } = log;
  const { [index - 1]: before, [index + 1]: after } = view.messages;
  const person = store.person(message.author);
  const member = view.members.find(({ user }) => user === message.author);
  const picked = pickedOf(log, message);
  const first = !before || before.recalled || message.id === view.firstUnread || startsGroup(before, message);
  const classes = [
    "message",
    message.mine ? "message--mine" : "",
    first ? "" : "message--next",
    message.seq === undefined ? "message--unsent" : "",
    message.state === "failed" ? "message--failed" : "",
    message.id === found ? "message--found" : "",
    isBare(message) ? "message--bare" : "",
    picked === undefined ? "" : "message--picking",
    picked ? "message--picked" : "",
  ];
  return html`<happy-message
    class=${classes.filter(Boolean).join(" ")}
    data-id=${message.id}
    .message=${message}
    .author=${person}
    .name=${nameOf(whoIn(view, store)(message.author))}
    .rank=${view.kind === "group" ? member?.role : undefined}
    .times=${times}
    .path=${conversationPath(view.id, message.seq)}
    .named=${view.user === undefined}
    .first=${first}
    .last=${!after || after.recalled || startsGroup(message, after)}
    .stated=${message.mine && endsState(log, message, index)}
    .readers=${countReaders(log, message)}
    .forwarded=${originOf(log, message)}
    .picked=${picked}
    .chips=${chipsOf(log, message)}
    .reactable=${mayReact(view)}
    .quoted=${quotedIn(log, message)}
    .stoppable=${isStoppable(log, message)}
    .quotedName=${quotedName(log, message)}
    .called=${message.mentions.length ? calledIn(log, message) : NOBODY}
    .me=${store.user}
    .own=${store.emoji.own}
    .content=${contentOf(log, message)}
  ></happy-message>`;
}

/** Unsent ones cannot be picked. */
function pickedOf({ view, store }: Log, { seq }: MessageView): boolean | undefined {
  return seq === undefined ? undefined : store.messages.picks.of(view.id)?.has(seq);
}

function originOf({ view, store }: Log, { row }: MessageView): string {
  const { author } = row?.forwarded ?? {};
  return author === undefined ? "" : nameOf(whoIn(view, store)(author));
}

function chipsOf({ view, store }: Log, message: MessageView): readonly Chip[] {
  const reactions = store.messages.reactions(view.id, message);
  if (!reactions.length) return NO_CHIPS;
  const who = whoIn(view, store);
  const person = (user: string) => (user === store.user ? { ...who(user), name: gettext("You") } : who(user));
  return reactions.map(({ emoji, users }) => {
    return { emoji, count: users.length, mine: users.includes(store.user), names: namesOf(users.map(person)) };
  });
}

/** What is folded in the log is folded in a quote, too. */
function quotedIn({ view, store }: Log, { reply_to: seq }: MessageView): Quoted {
  const quoted = seq === undefined ? undefined : view.quotes.get(seq);
  const isFolded = typeof quoted === "object" && view.user === undefined && store.person(quoted.author).contact?.blocked;
  return isFolded ? "blocked" : quoted;
}

/** In the lobby nobody is listed: whom a message calls there is known by their cards. */
function calledIn({ view, store }: Log, { mentions }: MessageView): readonly Called[] {
  const known = (user: UserId): Callable => ({ user, person: store.person(user), nickname: "" });
  const members = view.kind === "lobby" ? mentions.filter((user) => user !== ALL).map(known) : view.members;
  return namesToCall(mentions, members);
}

function isStoppable({ view, store }: Log, { row, reply_to: seq = 0 }: MessageView): boolean {
  if (!row?.open) return false;
  const quoted = view.quotes.get(seq);
  return mayStop(view, typeof quoted === "object" && quoted.author === store.user);
}

function quotedName({ view, store }: Log, { reply_to: seq }: MessageView): string {
  const quoted = seq === undefined ? undefined : view.quotes.get(seq);
  if (typeof quoted !== "object") return "";
  return quoted.author === store.user ? gettext("You") : nameOf(whoIn(view, store)(quoted.author));
}

/** Is it the last of mine that has come so far? Those above it have come as far, at least. */
function endsState(log: Log, message: MessageView, index: number): boolean {
  const next = nextOfMine(log.view.messages, index);
  if (!next || message.state === "failed") return true;
  return next.state !== message.state || countReaders(log, next) !== countReaders(log, message);
}

function nextOfMine(messages: readonly MessageView[], index: number): MessageView | undefined {
  for (let at = index + 1; at < messages.length; at += 1) {
    if (messages[at]!.mine && !isLine(messages[at]!)) return messages[at];
  }
  return undefined;
}

/** How many have read it; in a direct chat the state of the message says it. */
function countReaders({ view, store }: Log, { mine, seq }: MessageView): number {
  return !mine || seq === undefined || view.user !== undefined ? 0 : readersOf(view, store.user, seq).read.length;
}
