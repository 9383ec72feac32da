/** Being reminded of a message. */

import "../../words.js";
import { momentsAfter } from "../../moments.js";
import type { MessageView } from "../../store.js";
import { toast } from "../events.js";
import { openMenu, type MenuItem, type MenuPlace } from "../menu.js";
import { timesOf } from "../part.js";
import { sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { askLater, momentWords } from "./later-dialog.js";
import type { Talk } from "./message-menu.js";

/** Choose when. */
export function remindOf(talk: Talk, { seq }: MessageView, place: MenuPlace): void {
  const { store, view, source } = talk;
  const remind = async (at: Date): Promise<void> => {
    await store.messages.keeping.remind(view.id, seq!, at);
    const when = timesOf(store.page.locale).moment(at.toISOString());
    toast(source, sentence(gettext("You will be reminded at %(when)s."), { when }));
    await askToNotify();
  };
  const moments: MenuItem[] = momentsAfter(new Date()).map(([name, at]) => {
    return { words: momentWords(name), icon: "reminder", act: () => remind(at).catch((error: unknown) => toast(source, wordError(error))) };
  });
  const pick = () => askLater({ title: gettext("Remind me"), yes: gettext("Remind me"), done: remind });
  void openMenu(place, gettext("Remind me"), [...moments, { words: gettext("Choose a time…"), icon: "later", act: pick }]);
}

/** So that it can be said also while another window is in front. */
async function askToNotify(): Promise<void> {
  if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
}
