/** What elements tell those above them. */

/** Ask the frame to say something for a moment. Never the only copy of what is said. */
export function toast(source: EventTarget, text: string): void {
  source.dispatchEvent(new CustomEvent<string>("happy-toast", { bubbles: true, detail: text }));
}

/** Ask the frame to go to another place. */
export function go(source: EventTarget, path: string, { replace = false } = {}): void {
  source.dispatchEvent(new CustomEvent("happy-go", { bubbles: true, detail: { path, replace } }));
}

/** Ask the frame to go up one level. */
export function goUp(source: EventTarget): void {
  source.dispatchEvent(new CustomEvent("happy-up", { bubbles: true }));
}

/** Ask the frame to open something over the rest. */
export function open(source: EventTarget, what: "switcher" | "keys"): void {
  source.dispatchEvent(new CustomEvent("happy-open", { bubbles: true, detail: what }));
}
