/** Buttons over the log that lead to what is out of sight. */

import { html, nothing, type TemplateResult } from "lit";

import type { ConversationView } from "../store.js";
import { icon } from "./icons.js";
import { sentence } from "./phrases.js";

interface Ways {
  /** Messages that call me, in order. */
  calls: readonly number[];
  /** Is the latest message out of sight? */
  isAway: boolean;
  goTo: (seq: number) => void;
  toLatest: () => void;
}

export function jumps(view: ConversationView, ways: Ways): TemplateResult {
  return html`${toFirstUnread(view, ways)} ${toCall(ways)} ${toLatest(view, ways)}`;
}

function toFirstUnread({ firstUnreadSeq, messages }: ConversationView, { goTo }: Ways): TemplateResult | typeof nothing {
  const oldest = messages.find(({ seq }) => seq !== undefined)?.seq ?? 0;
  if (firstUnreadSeq === undefined || firstUnreadSeq >= oldest) return nothing;
  return html`<button class="timeline__jump timeline__jump--up" @click=${() => goTo(firstUnreadSeq)}>
    ${icon("up", "s")} <span>${gettext("First new message")}</span>
  </button>`;
}

function toCall({ calls, goTo }: Ways): TemplateResult | typeof nothing {
  const [first, ...others] = calls;
  if (first === undefined) return nothing;
  const count = others.length + 1;
  const words = ngettext("%(count)s message calls you: show it", "%(count)s messages call you: show the first", count);
  return html`<button class="timeline__jump timeline__jump--call" aria-label=${sentence(words, { count })} @click=${() => goTo(first)}>
    @ ${others.length ? count : nothing}
  </button>`;
}

function toLatest({ unread }: ConversationView, ways: Ways): TemplateResult {
  const count = ngettext("%(count)s new message", "%(count)s new messages", unread);
  return html`<button class="timeline__jump" ?hidden=${!ways.isAway} aria-label=${gettext("Jump to the latest message")} @click=${ways.toLatest}>
    ${icon("down", "s")} ${unread > 0 ? html`<span>${sentence(count, { count: unread })}</span>` : nothing}
  </button>`;
}
