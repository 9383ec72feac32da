/** Sending what was made beside the composer. */

import type { Said } from "../../protocol.js";
import type { Talk } from "./message-menu.js";

/** Send it, and show the end of the talk, where it comes. */
export async function send({ source, store, view }: Talk, said: Said, body = ""): Promise<void> {
  await store.messages.send(view.id, said, body);
  source.dispatchEvent(new CustomEvent("happy-sent", { bubbles: true }));
}
