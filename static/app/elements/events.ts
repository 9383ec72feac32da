/** What elements tell those above them. */

import type { Talk } from "./talk/message-menu.js";

/** Ask the frame to say something for a moment. Never the only copy of what is said. */
export function toast(source: EventTarget, text: string): void {
  tell(source, new CustomEvent<string>("happy-toast", { bubbles: true, detail: text }));
}

/** Ask the frame to go to another place. */
export function go(source: EventTarget, path: string, { replace = false } = {}): void {
  tell(source, new CustomEvent("happy-go", { bubbles: true, detail: { path, replace } }));
}

/** Ask the conversation to have something done in its talk, what does it being fetched first; failures are said. */
export function inTalk(source: EventTarget, act: (talk: Talk) => unknown): void {
  tell(source, new CustomEvent<(talk: Talk) => unknown>("happy-in-talk", { bubbles: true, detail: act }));
}

/** Ask the conversation to show one of its messages. */
export function jump(source: EventTarget, seq: number): void {
  tell(source, new CustomEvent<number>("happy-jump", { bubbles: true, detail: seq }));
}

/** Ask the frame to go up one level. */
export function goUp(source: EventTarget): void {
  tell(source, new CustomEvent("happy-up", { bubbles: true }));
}

/** Ask the frame to open something over the rest. */
export function open(source: EventTarget, what: "switcher" | "keys"): void {
  tell(source, new CustomEvent("happy-open", { bubbles: true, detail: what }));
}

/** Put a text into the clipboard and say so, or that it did not go. */
export async function copyText(source: EventTarget, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(source, gettext("Copied."));
  } catch {
    // Not allowed, or no secure page.
    toast(source, gettext("Your browser does not allow copying here."));
  }
}

/** What was asked with may have left the page meanwhile, and dialogs stand outside of the frame. */
function tell(source: EventTarget, event: Event): void {
  const frame = document.querySelector("happy-app");
  const isOutside = source instanceof Node && !frame?.contains(source);
  (isOutside ? frame : source)?.dispatchEvent(event);
}
