/** The drawings of static/img, by name. */

import { html, type TemplateResult } from "lit";

const sprites = new Map<string, string>();

/** The hashed address of a drawing, which only the server knows: the page names it in its head. */
function address(sprite: "icons" | "logo"): string {
  let found = sprites.get(sprite);
  if (found === undefined) {
    const link = document.querySelector<HTMLLinkElement>(`link[data-sprite="${sprite}"]`);
    sprites.set(sprite, (found = link?.href ?? ""));
  }
  return found;
}

export type IconName =
  | "account"
  | "add-person"
  | "appearance"
  | "back"
  | "camera"
  | "chats"
  | "close"
  | "contacts"
  | "delivered"
  | "down"
  | "failed"
  | "forward"
  | "keys"
  | "leave"
  | "mail"
  | "me"
  | "message"
  | "muted"
  | "new-friends"
  | "offline"
  | "password"
  | "pinned"
  | "profile"
  | "read"
  | "search"
  | "sending"
  | "sent"
  | "up"
  | "waiting";

/** An icon beside words: it says nothing of its own. */
export function icon(name: IconName, size: "s" | "m" | "l" = "m"): TemplateResult {
  return html`<svg class="icon icon--${size}" aria-hidden="true"><use href="${address("icons")}#${name}"></use></svg>`;
}

/** The persimmon that smiles. */
export function mark(className: string): TemplateResult {
  return html`<img class=${className} src=${address("logo")} alt="" />`;
}
