/** What each person arranges of a conversation for themselves: the menu of its row, and of its head. */

import "../words.js";
import { ActionError } from "../errors.js";
import type { ConversationSettings, StreamId } from "../protocol.js";
import type { ConversationView, Store } from "../store.js";
import { confirm } from "./confirm.js";
import { go, toast } from "./events.js";
import { foldersOf } from "./folders.js";
import "./menu-list.js";
import { openMenu, type MenuItem, type MenuPlace } from "./menu.js";
import { askName } from "./naming.js";
import { timesOf } from "./part.js";
import { sentence } from "./phrases.js";
import { wordError } from "./refusals.js";
import { placeAt, shelfPath, streamOf } from "./router.js";
import { titleOf } from "./summary.js";

const HOUR_MS = 60 * 60 * 1000;
/** When tomorrow begins for who wants to sleep until then. */
const MORNING_HOUR = 8;
const MOST_FOLDER = 20;

/** A conversation, who it is arranged by, and where the menu stands. */
interface Subject {
  store: Store;
  view: ConversationView;
  /** Tells the frame where to go and what to say. */
  source: EventTarget;
  place: MenuPlace;
}

/** What can be arranged, and how it is now where the words do not say so. */
export interface ChatItem extends MenuItem {
  now?: string;
}

/** Open the menu of a conversation at a place of the page. */
export function openChatMenu(store: Store, stream: StreamId, source: EventTarget, place: MenuPlace): void {
  const view = store.conversation(stream);
  if (view) void openMenu(place, titleOf(view, store), chatItems({ store, view, source, place }));
}

export function chatItems(subject: Subject): ChatItem[] {
  const { view } = subject;
  const { pinned, archived, muted } = view;
  return [
    {
      icon: "pinned",
      words: pinned ? gettext("Unpin from the top") : gettext("Pin on top"),
      act: () => arrange(subject, { pinned: !pinned }),
    },
    readItem(subject),
    {
      icon: muted ? "muted" : "sound",
      words: gettext("Notifications…"),
      now: notified(subject),
      act: () => openNotifications(subject),
    },
    { icon: "folder", words: gettext("Folder…"), now: view.folder, act: () => openFolders(subject) },
    {
      icon: "link",
      words: gettext("Pictures, files and links"),
      act: () => go(subject.source, shelfPath(view.id)),
    },
    { icon: "down", words: gettext("Export this conversation"), act: () => exportIt(subject) },
    archived
      ? { icon: "archive", words: gettext("Take out of the archive"), act: () => arrange(subject, { archived: false }) }
      : { icon: "archive", words: gettext("Archive"), act: () => arrange(subject, { archived: true }) },
    { icon: "unseen", words: gettext("Hide until the next message"), act: () => leaveAnd(subject, { hidden: true }) },
    ...(view.kind === "lobby" ? [leavingTheLobby(subject)] : []),
    { icon: "clear", words: gettext("Clear the history for me"), dangerous: true, act: () => clear(subject) },
  ];
}

function leavingTheLobby({ store, source }: Subject): MenuItem {
  const leave = async () => {
    try {
      await store.lobby.leave();
      go(source, "/discover");
    } catch (error) {
      toast(source, wordError(error));
    }
  };
  return { icon: "leave", words: gettext("Leave the lobby"), act: () => void leave() };
}

function readItem(subject: Subject): MenuItem {
  const { store, view } = subject;
  if (view.unread > 0 || view.marked) {
    return { icon: "read", words: gettext("Mark as read"), act: () => store.markRead(view.id) };
  } else return { icon: "message", words: gettext("Mark as unread"), act: () => leaveAnd(subject, { unread: true }) };
}

function notified({ store, view }: Subject): string {
  const { mutedUntil, notify } = view;
  if (mutedUntil) return mutedWords(store, mutedUntil);
  else if (notify === "none") return gettext("Muted");
  else return notify === "mentions" ? gettext("Only mentions") : "";
}

/** One of a few: what calls me, and for how long nothing does. */
function openNotifications(subject: Subject): void {
  const { store, view, place } = subject;
  const { mutedUntil, notify, kind } = view;
  const chosen = mutedUntil ? "" : notify;
  const awake = notify === "none" ? "all" : notify;
  const until = (at: Date) => arrange(subject, { notify: awake, muted_until: at.toISOString() });
  const always = (value: ConversationView["notify"]) => arrange(subject, { notify: value, muted_until: "" });
  const items: MenuItem[] = [
    { words: gettext("All messages"), checked: chosen === "all", act: () => always("all") },
    { words: gettext("Only when somebody mentions me"), checked: chosen === "mentions", act: () => always("mentions") },
    { words: gettext("Mute for an hour"), checked: false, act: () => until(new Date(Date.now() + HOUR_MS)) },
    { words: gettext("Mute until tomorrow morning"), checked: false, act: () => until(tomorrow()) },
    { words: gettext("Mute always"), checked: chosen === "none", act: () => always("none") },
  ];
  if (kind !== "group") items.splice(1, 1);
  // What is so already; choosing it again leaves it so.
  if (mutedUntil) items.unshift({ words: mutedWords(store, mutedUntil), checked: true, act: () => undefined });
  void openMenu(place, gettext("Notifications"), items);
}

function mutedWords(store: Store, until: string): string {
  return sentence(gettext("Muted until %(time)s"), { time: timesOf(store.page.locale).moment(until) });
}

function tomorrow(): Date {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(MORNING_HOUR, 0, 0, 0);
  return at;
}

function openFolders(subject: Subject): void {
  const { store, view, place } = subject;
  const into = (folder: string) => arrange(subject, { folder });
  void openMenu(place, gettext("Folder"), [
    { words: gettext("In no folder"), checked: view.folder === "", act: () => into("") },
    ...foldersOf(store).map((words) => ({ words, checked: words === view.folder, act: () => into(words) })),
    { words: gettext("New folder…"), icon: "add", act: () => nameFolder(into) },
  ]);
}

async function nameFolder(into: (name: string) => Promise<void>): Promise<void> {
  const title = gettext("New folder");
  const name = await askName({ title, label: gettext("Name of the folder"), most: MOST_FOLDER, yes: gettext("Put it there") });
  if (name) await into(name);
}

/** What is made is looked at where it is fetched. */
async function exportIt({ store, view, source }: Subject): Promise<void> {
  try {
    await store.exports.ask(view.id);
    go(source, "/me/data");
  } catch (error) {
    toast(source, isBusy(error) ? gettext("An export is being made: wait for it.") : wordError(error));
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof ActionError && error.code === "quota";
}

async function clear(subject: Subject): Promise<void> {
  const yes = await confirm({
    title: sentence(gettext("Clear what was said with %(name)s?"), { name: titleOf(subject.view, subject.store) }),
    text: gettext("It is gone for you, on all your devices, and does not come back. The others keep it."),
    yes: gettext("Clear"),
    dangerous: true,
  });
  if (yes) await arrange(subject, { cleared: true });
}

/** With the conversation on screen it would be read, or seen, at once. */
async function leaveAnd(subject: Subject, settings: ConversationSettings): Promise<void> {
  const here = placeAt(new URL(location.href));
  if (here && streamOf(here) === subject.view.id) go(subject.source, "/chats");
  await arrange(subject, settings);
}

async function arrange({ store, view, source }: Subject, settings: ConversationSettings): Promise<void> {
  try {
    await store.changeSettings(view.id, settings);
  } catch (error) {
    toast(source, wordError(error));
  }
}
