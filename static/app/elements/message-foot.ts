import { html, nothing, type TemplateResult } from "lit";

import type { MessageState, MessageView } from "../store.js";
import { icon, type IconName } from "./icons.js";
import { sentence } from "./phrases.js";
import { wordRefusal } from "./refusals.js";

const STATES: Record<MessageState, { icon: IconName; words: () => string }> = {
  sending: { icon: "sending", words: () => gettext("Sending…") },
  waiting: { icon: "waiting", words: () => gettext("Will be sent when you are online") },
  failed: { icon: "failed", words: () => gettext("Not sent") },
  sent: { icon: "sent", words: () => gettext("Sent") },
  delivered: { icon: "delivered", words: () => gettext("Delivered") },
  read: { icon: "read", words: () => gettext("Read") },
};

/** A message of mine, of which its foot speaks. */
interface Sent extends HTMLElement {
  message: MessageView;
  /** Is its state shown, and not only told to those who cannot see? */
  stated: boolean;
  /** How many have read it, where there are many. */
  readers: number;
}

/** How far a message of mine has come, and the ways out where it has not. */
export function messageFoot(sent: Sent): TemplateResult {
  const { message, stated, readers } = sent;
  const { state, refusal } = message;
  const { icon: name, words } = STATES[readers > 0 ? "read" : state];
  const said = readers > 0 ? readBy(readers) : words();
  if (!stated) return html`<p class="unseen">${said}</p>`;
  return html`<p class="message__foot">
    ${readers > 0
      ? html`<button class="message__state message__readers" aria-haspopup="dialog" @click=${() => tell(sent, "happy-readers")}>${icon(name, "s")} ${said}</button>`
      : html`<span class="message__state message__state--${state}">${icon(name, "s")} ${said}</span>`}
    ${state === "failed" ? html`<span>${refusal ? wordRefusal(refusal) : ""}</span> ${ways(sent)}` : nothing}
  </p>`;
}

/** Let the conversation do something with a message. */
export function tell(element: HTMLElement & { message: MessageView }, name: string): void {
  element.dispatchEvent(new CustomEvent<MessageView>(name, { bubbles: true, detail: element.message }));
}

function readBy(count: number): string {
  return sentence(ngettext("Read by %(count)s", "Read by %(count)s", count), { count });
}

function ways(sent: Sent): TemplateResult {
  return html`<span class="message__acts">
    <button class="message__act" @click=${() => tell(sent, "happy-retry")}>${gettext("Try again")}</button>
    <button class="message__act message__act--danger" @click=${() => tell(sent, "happy-discard")}>
      ${gettext("Delete")}
    </button>
  </span>`;
}
