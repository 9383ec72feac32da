/** What elements tell those above them. */

/** Ask the frame to say something for a moment. Never the only copy of what is said. */
export function toast(source: EventTarget, text: string): void {
  tell(source, new CustomEvent<string>("happy-toast", { bubbles: true, detail: text }));
}

/** Ask the frame to go to another place. */
export function go(source: EventTarget, path: string, { replace = false } = {}): void {
  tell(source, new CustomEvent("happy-go", { bubbles: true, detail: { path, replace } }));
}

/** Ask the frame to go up one level. */
export function goUp(source: EventTarget): void {
  tell(source, new CustomEvent("happy-up", { bubbles: true }));
}

/** Ask the frame to open something over the rest. */
export function open(source: EventTarget, what: "switcher" | "keys"): void {
  tell(source, new CustomEvent("happy-open", { bubbles: true, detail: what }));
}

/** While somebody waited for an answer, what they had asked with may have left the page. */
function tell(source: EventTarget, event: Event): void {
  const isGone = source instanceof Node && !source.isConnected;
  (isGone ? document.querySelector("happy-app") : source)?.dispatchEvent(event);
}
