/** What to say when somebody cannot seek. */

import { ActionError } from "../../errors.js";
import type { Time } from "../../protocol.js";
import type { Times } from "../../time.js";
import { sentence } from "../phrases.js";
import { wordError } from "../refusals.js";

export function wordSearchError(error: unknown): string {
  const reason = error instanceof ActionError ? error.reason : undefined;
  if (reason === "paused") return gettext("Several people have reported you, so you can meet nobody for a day.");
  else return reason === "closed" ? closedWords() : wordError(error);
}

export function pausedWords(until: Time, times: Times): string {
  return sentence(
    gettext("Several people have reported you. Until %(time)s you can meet nobody by chance; the site's moderators look at what was reported."),
    { time: times.moment(until) },
  );
}

export function closedWords(): string {
  return gettext("This site does not let people meet by chance.");
}
