/** What to say when somebody cannot seek. */

import { ActionError } from "../../errors.js";
import { wordError } from "../refusals.js";

export function wordSearchError(error: unknown): string {
  const reason = error instanceof ActionError ? error.reason : undefined;
  if (reason === "paused") return gettext("Several people have reported you, so you can meet nobody for a day.");
  else return reason === "closed" ? closedWords() : wordError(error);
}

export function closedWords(): string {
  return gettext("This site does not let people meet by chance.");
}
