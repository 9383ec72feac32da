/** What to tell a person when something was refused or failed: what happened, and what to do. */

import { ActionError } from "../errors.js";
import type { Refusal } from "../store.js";

const BY_REASON: Record<string, () => string> = {
  not_friends: () => gettext("They only take messages from their contacts."),
  waiting: () => gettext("Waiting for an answer: you can write again when they have answered."),
  muted: () => gettext("You are muted here for now."),
  admins_only: () => gettext("Only admins can write here."),
  role: () => gettext("Only an admin can do this."),
  owner: () => gettext("The group is yours: hand it over to another member first."),
  too_late: () => gettext("It is too late for that: words can be changed for a day, a message taken back for two minutes."),
  full: () => gettext("There is no more room."),
  closed: () => gettext("This is closed."),
  guest: () => gettext("Guests cannot do this: create an account first."),
  self: () => gettext("That is you."),
  name: () => gettext("This name is taken or reserved. Choose another."),
};

const BY_CODE: Record<string, () => string> = {
  bad: () => gettext("That was not understood. Check it and try again."),
  too_long: () => gettext("That is too long."),
  forbidden: () => gettext("This is not allowed."),
  not_found: () => gettext("This cannot be found."),
  not_member: () => gettext("You are not a member here any more."),
  gone: () => gettext("This does not exist any more."),
  conflict: () => gettext("Somebody else changed this meanwhile. Try again."),
  blocked: () => gettext("You have blocked this person. Unblock them first."),
  quota: () => gettext("Your space is full."),
  rate: () => gettext("That was too fast. Wait a moment and try again."),
  offline: () => gettext("There is no connection. Try again when you are online."),
  lost: () => gettext("The connection broke before the answer came. Look whether it worked, then try again."),
  signed_out: () => gettext("You are signed out. Log in again."),
  csrf: () => gettext("This page is too old. Load it again."),
};

/** Word the refusal of a message or a conversation. */
export function wordRefusal({ code, reason }: Pick<Refusal, "code" | "reason">): string {
  return (BY_REASON[reason ?? ""] ?? BY_CODE[code] ?? unexpected)();
}

/** Word whatever an action of the store threw. */
export function wordError(error: unknown): string {
  if (error instanceof ActionError) {
    const { code, reason } = error;
    return (BY_REASON[reason ?? ""] ?? BY_CODE[code] ?? unexpected)();
  } else return unexpected();
}

function unexpected(): string {
  return gettext("That did not work. Try again in a moment.");
}
