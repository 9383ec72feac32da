/** The drawings of static/img, by name. */

import { html, type TemplateResult } from "lit";

/** The hashed address of a drawing, which only the server knows: it writes it on the frame. */
function address(drawing: "icons" | "logo"): string {
  return document.querySelector<HTMLElement>("happy-app")?.dataset[drawing] ?? "";
}

export type IconName =
  | "account"
  | "add"
  | "add-person"
  | "appearance"
  | "archive"
  | "back"
  | "block"
  | "camera"
  | "chain"
  | "chats"
  | "clear"
  | "close"
  | "contacts"
  | "copy"
  | "crown"
  | "delivered"
  | "devices"
  | "dice"
  | "discover"
  | "down"
  | "edit"
  | "emoji"
  | "failed"
  | "file"
  | "mic"
  | "pause"
  | "picture"
  | "play"
  | "folder"
  | "forward"
  | "group"
  | "keys"
  | "later"
  | "leave"
  | "link"
  | "log"
  | "lots"
  | "mail"
  | "match"
  | "me"
  | "message"
  | "more"
  | "muted"
  | "new-friends"
  | "notice"
  | "offline"
  | "password"
  | "pick"
  | "pinned"
  | "poll"
  | "qr"
  | "read"
  | "recall"
  | "reminder"
  | "remove-person"
  | "reply"
  | "report"
  | "search"
  | "send-on"
  | "sending"
  | "sent"
  | "settings"
  | "shown"
  | "sound"
  | "star"
  | "unseen"
  | "up"
  | "waiting";

/** An icon beside words: it says nothing of its own. */
export function icon(name: IconName, size: "s" | "m" = "m"): TemplateResult {
  return html`<svg class="icon icon--${size}" aria-hidden="true"><use href="${address("icons")}#${name}"></use></svg>`;
}

/** The persimmon that smiles. */
export function mark(className: string): TemplateResult {
  return html`<img class=${className} src=${address("logo")} alt="" />`;
}
