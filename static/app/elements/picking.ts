/** Picking messages in a conversation, and the way out of it. */

import { MOST_PICKED } from "../picks.js";
import type { MessageView, Store } from "../store.js";
import { toast } from "./events.js";
import { sentence } from "./phrases.js";
import type { Timeline } from "./timeline.js";

export function pick(source: HTMLElement, store: Store, stream: string, { seq }: MessageView): void {
  if (seq === undefined || store.messages.picks.turn(stream, seq)) return;
  toast(source, sentence(gettext("At most %(count)s messages at once."), { count: MOST_PICKED }));
  // The box has ticked itself.
  const box = source.querySelector<HTMLInputElement>(".message__pick:focus");
  if (box) box.checked = false;
}

/** The focus stays where it was in the log. */
export async function endPicking(source: HTMLElement, store: Store, stream: string): Promise<void> {
  const { picks } = store.messages;
  if (!picks.of(stream)) return;
  const message = document.activeElement?.closest("happy-message") ?? source.querySelector(".message--picked");
  picks.end(stream);
  await Promise.resolve();
  await source.querySelector<Timeline>("happy-timeline")?.updateComplete;
  message?.querySelector<HTMLElement>(".message__more[aria-haspopup]")?.focus({ preventScroll: true });
}
