/** Whether somebody is here, in words. */

import { html, nothing, type TemplateResult } from "lit";

import type { Person } from "../store.js";
import type { Times } from "../time.js";
import { sentence } from "./phrases.js";

/** For a line of its own; "" where it is not known. */
export function presenceWords({ bot, online, seen_at: at }: Person, times: Times): string {
  if (bot) return gettext("Robot");
  else if (online) return gettext("Online");
  else return at ? sentence(gettext("Last seen %(time)s"), { time: times.inSentence(at) }) : "";
}

/** What the dot on a face says, for those who cannot see it. */
export function hereUnseen(person: Person | undefined): TemplateResult | typeof nothing {
  if (person?.bot) return robotSign();
  return person?.online ? html`<span class="unseen">${gettext("Online")}</span>` : nothing;
}

/** Whoever is no person is never shown without it. */
export function robotSign(): TemplateResult {
  return html`<span class="message__role">${gettext("Robot")}</span>`;
}

/** Is it the site's own robot? */
export function isRobot({ bot, username }: Person): boolean {
  return bot && username === "robot";
}
