/** Ending polls and chains. */

import "../../../words.js";
import { rankOf } from "../../../rights.js";
import type { ConversationView, MessageView } from "../../../store.js";
import { confirm } from "../../confirm.js";
import { toast } from "../../events.js";
import { wordError } from "../../refusals.js";
import type { Talk } from "../message-menu.js";

/** Its author, and in a group its admins, while they may say something there. */
export function mayClose({ kind, role, refusal }: ConversationView, { row, mine }: MessageView): boolean {
  const isAdmin = kind === "group" && rankOf(role) > 0;
  return row?.open === true && (mine || isAdmin) && refusal === undefined;
}

/** Asked once: nobody opens it again. */
export async function closeIt({ source, store, view }: Talk, { seq, kind }: MessageView): Promise<void> {
  const yes = await confirm({
    title: kind === "poll" ? gettext("Close this poll?") : gettext("Close this chain?"),
    text: gettext("Nobody can answer any more. What was answered stays."),
    yes: kind === "poll" ? gettext("Close poll") : gettext("Close chain"),
  });
  if (!yes || seq === undefined) return;
  try {
    await store.messages.close(view.id, seq);
  } catch (error) {
    toast(source, wordError(error));
  }
}
