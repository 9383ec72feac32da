/** What stands in the log for one message: the lines above it, and itself. */

import { html, nothing, type TemplateResult } from "lit";

import type { ConversationView, MessageView, Store } from "../store.js";
import { startsDay, startsGroup, type Times } from "../time.js";
import "./message.js";
import { noticeText, wordRecalled } from "./notices.js";
import { phrase } from "./phrases.js";
import { conversationPath } from "./router.js";

/** The log an item stands in. */
export interface Log {
  view: ConversationView;
  store: Store;
  times: Times;
  /** The id of the message a link pointed at. */
  found: string;
}

export function timelineItem(log: Log, message: MessageView, before?: MessageView, after?: MessageView): TemplateResult {
  const { times, view } = log;
  return html`${startsDay(before, message) ? html`<p class="timeline__day">${times.day(message.at)}</p>` : nothing}
  ${message.id === view.firstUnread ? html`<p class="timeline__first">${gettext("New messages")}</p>` : nothing}
  ${message.kind === "notice" || message.recalled ? notice(log, message) : bubble(log, message, before, after)}`;
}

function notice({ store }: Log, message: MessageView): TemplateResult {
  const recalled = message.recalled ? wordRecalled(message, store) : undefined;
  return html`<p class="timeline__notice" data-id=${message.id}>
    ${recalled ? phrase(recalled.words, recalled.values) : noticeText(message, store)}
  </p>`;
}

function bubble(log: Log, message: MessageView, before?: MessageView, after?: MessageView): TemplateResult {
  const { view, store, times, found } = log;
  const person = store.person(message.author);
  const member = view.members.find(({ user }) => user === message.author);
  const first = !before || before.recalled || message.id === view.firstUnread || startsGroup(before, message);
  const readers = readersOf(log, message);
  const sameState = after?.state === message.state && readersOf(log, after) === readers;
  const last = !after || after.recalled || startsGroup(message, after) || !sameState;
  const classes = [
    "message",
    message.mine ? "message--mine" : "",
    first ? "" : "message--next",
    message.seq === undefined ? "message--unsent" : "",
    message.state === "failed" ? "message--failed" : "",
    message.id === found ? "message--found" : "",
  ];
  return html`<happy-message
    class=${classes.filter(Boolean).join(" ")}
    data-id=${message.id}
    .message=${message}
    .author=${person}
    .name=${person.note || member?.nickname || ""}
    .times=${times}
    .path=${conversationPath(view.id, message.seq)}
    .named=${view.kind !== "direct"}
    .first=${first}
    .last=${last}
    .readers=${readers}
  ></happy-message>`;
}

/** How many have read it; in a direct chat the state of the message says it. */
function readersOf({ view, store }: Log, { mine, seq }: MessageView): number {
  if (!mine || seq === undefined || view.kind === "direct") return 0;
  return Object.entries(view.read).filter(([user, upTo]) => user !== store.user && upTo >= seq).length;
}
