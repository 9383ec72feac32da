/** Other words for what I said: begun, saved, or found to have changed meanwhile. */

import type { Aim } from "../aims.js";
import { ActionError } from "../errors.js";
import type { UserId } from "../protocol.js";
import { mayEdit } from "../rights.js";
import type { ConversationView, MessageView, Store } from "../store.js";
import { toast } from "./events.js";
import { wordError } from "./refusals.js";

export function beginEditing(store: Store, { id }: ConversationView, message: MessageView): void {
  store.messages.aims.set(id, { message, words: message.body });
}

/** The last message of mine whose words may still be changed. */
export function lastToEdit(view: ConversationView): MessageView | undefined {
  return view.hasNewer ? undefined : view.messages.findLast((message) => mayEdit(view, message, Date.now()));
}

/** Where others' words have come in between they are shown, and mine wait to be saved once more. */
export async function saveEdited(source: EventTarget, store: Store, stream: string, aim: Aim, mentions?: UserId[]): Promise<void> {
  const { message, words = "" } = aim;
  const { aims } = store.messages;
  try {
    if (words !== message.body) await store.messages.edit(stream, message, words, mentions);
    if (aims.of(stream) === aim) aims.drop(stream);
  } catch (error) {
    const now = store.conversation(stream)?.messages.find(({ seq }) => seq === message.seq);
    const isChanged = error instanceof ActionError && error.code === "conflict" && now;
    if (isChanged) aims.set(stream, { message: now, words });
    toast(source, isChanged ? gettext("It was changed elsewhere meanwhile. Look at it, then save again.") : wordError(error));
  }
}
