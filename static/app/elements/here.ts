/** Whether somebody is here, in words. */

import { html, nothing, type TemplateResult } from "lit";

import type { Person } from "../store.js";
import type { Times } from "../time.js";
import { sentence } from "./phrases.js";

/** For a line of its own; "" where it is not known. */
export function presenceWords({ online, seen_at: at }: Person, times: Times): string {
  if (online) return gettext("Online");
  else return at ? sentence(gettext("Last seen %(time)s"), { time: times.inSentence(at) }) : "";
}

/** What the dot on a face says, for those who cannot see it. */
export function hereUnseen(person: Person | undefined): TemplateResult | typeof nothing {
  return person?.online ? html`<span class="unseen">${gettext("Online")}</span>` : nothing;
}
