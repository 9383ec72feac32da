/** What can be done with a message. */

import "../../words.js";
import type { Attachment } from "../../protocol.js";
import { mayEdit, mayForward, mayPin, mayReact, mayTakeBack } from "../../rights.js";
import type { ConversationView, MessageView, Store } from "../../store.js";
import { beginEditing } from "../composer-editing.js";
import { confirm } from "../confirm.js";
import { copyText, go, toast } from "../events.js";
import { icon } from "../icons.js";
import { openMenu, type MenuItem, type MenuPlace } from "../menu.js";
import { nameOf, sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { whoIn } from "../summary.js";
import { isMine, QUICK, reactWithAny } from "./reacting.js";

const FEW_MEMBERS = 100;

/** The talk a message stands in; `source` is where words are said from. */
export interface Talk {
  source: EventTarget;
  store: Store;
  view: ConversationView;
}

export function openMessageMenu(talk: Talk, message: MessageView, place: MenuPlace): void {
  const { store, view } = talk;
  const { seq, mine, body } = message;
  const isStaff = store.profile?.staff === true;
  const items: MenuItem[] = seq !== undefined && mayReact(view) ? reacting(talk, message, place) : [];
  if (seq !== undefined && !view.refusal) {
    items.push({ words: gettext("Reply"), icon: "reply", act: () => store.messages.aims.set(view.id, { message }) });
  }
  if (mayEdit(view, message, Date.now())) {
    items.push({ words: gettext("Edit"), icon: "edit", act: () => beginEditing(store, view, message) });
  }
  if (body) items.push({ words: gettext("Copy"), icon: "copy", act: () => copyText(talk.source, body) });
  const sticker = stickerOf(message);
  if (sticker && !store.stickers.isMine(sticker.id)) {
    items.push({ words: gettext("Add to stickers"), icon: "emoji", act: () => keepSticker(talk, sticker) });
  }
  if (seq !== undefined && mayForward(message)) {
    items.push({ words: gettext("Forward"), icon: "send-on", act: () => forwardIt(talk, seq) });
    items.push({ words: gettext("Select"), icon: "pick", act: () => store.messages.picks.turn(view.id, seq) });
  }
  if (seq !== undefined && mine && isTold(talk)) {
    items.push({ words: gettext("Who has read it"), icon: "read", act: () => showReadersOf(talk, seq) });
  }
  if (seq !== undefined && !message.recalled) items.push(favouring(talk, seq), reminding(talk, message, place));
  if (seq !== undefined && !mine) items.push({ words: gettext("Mark as unread"), icon: "message", act: () => markUnread(talk) });
  if (seq !== undefined && mayPin(view)) items.push(pinning(talk, seq));
  if (mayTakeBack(view, message, { isStaff, now: Date.now() })) {
    items.push({ words: gettext("Take back"), icon: "recall", dangerous: !mine, act: () => takeBack(talk, message) });
  }
  if (seq !== undefined && !mine) {
    items.push({ words: gettext("Report"), icon: "report", dangerous: true, act: () => reportIt(talk, seq) });
  }
  void openMenu(place, gettext("Message"), items);
}

function reacting(talk: Talk, message: MessageView, place: MenuPlace): MenuItem[] {
  const { store, view } = talk;
  const quick = QUICK.map((emoji) => {
    const checked = isMine(talk, message, emoji);
    const act = () => tryTo(talk, () => store.messages.react(view.id, message.seq!, emoji, !checked));
    return { words: sentence(gettext("React with %(emoji)s"), { emoji }), sign: emoji, checked, act };
  });
  const any = () => tryTo(talk, () => reactWithAny(talk, message, place));
  return [...quick, { words: gettext("Any emoji"), sign: icon("emoji"), act: any }];
}

function favouring({ store, view, source }: Talk, seq: number): MenuItem {
  const isKept = store.messages.keeping.isFavourite(view.id, seq);
  const keep = async (): Promise<void> => {
    await store.messages.favourite(view.id, seq, !isKept);
    toast(source, isKept ? gettext("Removed from your favourites.") : gettext("Added to your favourites."));
  };
  const words = isKept ? gettext("Remove from favourites") : gettext("Add to favourites");
  return { words, icon: "star", act: () => tryTo({ source }, keep) };
}

function reminding(talk: Talk, message: MessageView, place: MenuPlace): MenuItem {
  const act = () => tryTo(talk, async () => (await import("./remind.js")).remindOf(talk, message, place));
  return { words: gettext("Remind me"), icon: "reminder", act };
}

/** Whoever stays would have read it at once. */
async function markUnread(talk: Talk): Promise<void> {
  go(talk.source, "/chats");
  await tryTo(talk, () => talk.store.changeSettings(talk.view.id, { unread: true }));
}

function pinning(talk: Talk, seq: number): MenuItem {
  const isPinned = talk.view.info?.pinned?.includes(seq) ?? false;
  return {
    words: isPinned ? gettext("Unpin") : gettext("Pin"),
    icon: "pinned",
    act: () => tryTo(talk, () => talk.store.messages.pin(talk.view.id, seq, !isPinned)),
  };
}

/** What somebody else said is asked for once. */
async function takeBack(talk: Talk, message: MessageView): Promise<void> {
  const { store, view } = talk;
  if (!message.mine) {
    const name = nameOf(whoIn(view, store)(message.author));
    const yes = await confirm({
      title: sentence(gettext("Take back what %(name)s wrote?"), { name }),
      text: gettext("It is gone for everybody. That something was taken back stays to be seen."),
      yes: gettext("Take back"),
      dangerous: true,
    });
    if (!yes) return;
  }
  await tryTo(talk, () => store.messages.recall(view.id, message));
}

/** A sticker, or the one picture of a message. */
function stickerOf({ kind, attachments }: MessageView): Attachment | undefined {
  const [first, ...others] = attachments;
  return kind === "sticker" || (first?.kind === "picture" && !others.length) ? first : undefined;
}

async function keepSticker(talk: Talk, found: Attachment): Promise<void> {
  const { stickers } = talk.store;
  await tryTo(talk, async () => {
    await (found.kind === "sticker" ? stickers.keep(found.id, true) : stickers.makeOf(found));
    toast(talk.source, gettext("Added to your stickers."));
  });
}

async function forwardIt(talk: Talk, seq: number): Promise<void> {
  const { forward } = await import("./forward.js");
  await forward(talk, [seq]);
}

/** In larger groups nobody is told, nor is who does not tell. */
function isTold({ store, view }: Talk): boolean {
  return view.kind === "group" && (view.info?.member_count ?? 0) <= FEW_MEMBERS && store.preferences.receipts !== false;
}

async function showReadersOf({ store, view }: Talk, seq: number): Promise<void> {
  const { showReaders } = await import("./readers.js");
  showReaders(store, view.id, seq);
}

async function reportIt({ store, view }: Talk, seq: number): Promise<void> {
  const { report } = await import("../report.js");
  report(store, { stream: view.id, seq });
}

async function tryTo({ source }: Pick<Talk, "source">, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    toast(source, wordError(error));
  }
}
