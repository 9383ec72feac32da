/** Sending what is written at another time. */

import "../../words.js";
import { mentionsIn } from "../../mentions.js";
import { mayCallAll } from "../../rights.js";
import type { Scheduled } from "../../keeping.js";
import type { Store } from "../../store.js";
import { toast } from "../events.js";
import { openMenu, type MenuPlace } from "../menu.js";
import { timesOf } from "../part.js";
import { sentence } from "../phrases.js";
import { askLater } from "./later-dialog.js";
import type { Talk } from "./message-menu.js";

/** What is written in the composer, and what it answers, goes along. */
export function sendLater({ store, view, source }: Talk): void {
  const aim = store.messages.aims.of(view.id);
  const replyTo = aim?.words === undefined ? aim?.message.seq : undefined;
  askLater({
    title: gettext("Send later"),
    yes: gettext("Send later"),
    body: view.draft,
    done: async (at, body) => {
      const mentions = view.kind === "group" ? mentionsIn(body, view.members, [], mayCallAll(view)) : [];
      await store.messages.keeping.scheduleDraft({ stream: view.id, body, mentions, ...(replyTo ? { replyTo } : {}) }, at);
      if (replyTo) store.messages.aims.drop(view.id);
      const when = timesOf(store.page.locale).moment(at.toISOString());
      toast(source, sentence(gettext("It will be sent at %(when)s. You find it under Me."), { when }));
    },
  });
}

export function changeScheduled(store: Store, scheduled: Scheduled): void {
  const { keeping } = store.messages;
  askLater({
    title: gettext("Send later"),
    yes: gettext("Save"),
    body: scheduled.body,
    at: scheduled.at,
    done: (at, body) => keeping.schedule({ ...scheduled, body }, at, scheduled.clientId),
  });
}

/** What the button that sends can do besides. */
export function openSendMenu(talk: Talk, place: MenuPlace): void {
  void openMenu(place, gettext("Send"), [{ words: gettext("Send later…"), icon: "later", act: () => sendLater(talk) }]);
}
