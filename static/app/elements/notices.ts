/** The words of a notice, in the language of the person who reads it. */

import type { MessageRow, UserId } from "../protocol.js";
import type { MessageView, Person, Store } from "../store.js";
import { isLasting } from "../time.js";
import { timesOf } from "./part.js";
import { nameOf, namesOf } from "./phrases.js";

/** A sentence and what goes into its places. */
export interface Wording {
  words: string;
  values: Record<string, string>;
}

/** What people are called where the words stand. */
export type Who = (user: UserId) => Person;

/** Say what the notice tells; who is meant is "You" where it is me. */
export function wordNotice(message: MessageView, store: Store, who: Who = (user) => store.person(user)): Wording {
  const row = message.row;
  const users = (row?.users ?? []).filter((user) => user !== message.author);
  const values = {
    actor: nameOf(who(message.author)),
    names: namesOf((users.length ? users : [message.author]).map(who)),
    text: row?.text ?? "",
    until: timesOf(store.page.locale).moment(row?.until ?? ""),
  };
  const words = (message.mine ? byMe : byOthers)(kindOf(row), users.length > 0, users.includes(store.user));
  return { words, values };
}

/** Some are of two kinds. */
function kindOf(row: MessageRow | undefined): string {
  if (row?.notice === "muted" && isLasting(row.until)) return "silenced";
  else if (row?.notice === "parted" && row.text === "lost") return "lost";
  else return row?.notice ?? "";
}

/** A message that was taken back. */
export function wordRecalled(message: MessageView, store: Store, who: Who = (user) => store.person(user)): Wording {
  const by = message.row?.recalled?.by;
  const values = { actor: nameOf(who(by ?? message.author)) };
  if (by === undefined) return { words: gettext("A message by %(actor)s was removed by the site's moderators"), values };
  else if (by === store.user) return { words: gettext("You took back a message"), values };
  else return { words: gettext("%(actor)s took back a message"), values };
}

function byMe(notice: string, hasUsers: boolean, _toMe: boolean): string {
  switch (notice) {
    case "friends":
      return gettext("You are friends now. Say hello!");
    case "matched":
      return gettext("You met. Say hello!");
    case "parted":
      return gettext("You left the talk");
    case "lost":
      return gettext("Your connection was lost");
    case "created":
      return hasUsers ? gettext("You created the group with %(names)s") : gettext("You created the group");
    case "joined":
      return hasUsers ? gettext("You added %(names)s") : gettext("You joined the group");
    case "left":
      return gettext("You left the group");
    case "removed":
      return gettext("You removed %(names)s");
    case "dissolved":
      return gettext("You dissolved the group");
    case "renamed":
      return gettext("You renamed the group to “%(text)s”");
    case "notice":
      return gettext("You changed the group notice: %(text)s");
    case "picture":
      return gettext("You changed the group picture");
    case "admin":
      return gettext("You made %(names)s an admin");
    case "not_admin":
      return gettext("%(names)s is no admin any more");
    case "owner":
      return gettext("%(names)s owns the group now");
    case "muted":
      return gettext("You muted %(names)s until %(until)s");
    case "silenced":
      return gettext("You muted %(names)s");
    case "unmuted":
      return gettext("You let %(names)s speak again");
    case "pinned":
      return gettext("You pinned a message");
    default:
      return gettext("Something changed here");
  }
}

function byOthers(notice: string, hasUsers: boolean, toMe: boolean): string {
  switch (notice) {
    case "friends":
      return gettext("You are friends now. Say hello!");
    case "matched":
      return gettext("You met. Say hello!");
    case "parted":
      return gettext("The other person left the talk");
    case "lost":
      return gettext("The other person lost their connection");
    case "created":
      return hasUsers ? gettext("%(actor)s created the group with %(names)s") : gettext("%(actor)s created the group");
    case "joined":
      if (toMe) return gettext("%(actor)s added you");
      else return hasUsers ? gettext("%(actor)s added %(names)s") : gettext("%(actor)s joined the group");
    case "left":
      return gettext("%(actor)s left the group");
    case "removed":
      return gettext("%(actor)s removed %(names)s");
    case "dissolved":
      return gettext("%(actor)s dissolved the group");
    case "renamed":
      return gettext("%(actor)s renamed the group to “%(text)s”");
    case "notice":
      return gettext("%(actor)s changed the group notice: %(text)s");
    case "picture":
      return gettext("%(actor)s changed the group picture");
    case "admin":
      return toMe ? gettext("%(actor)s made you an admin") : gettext("%(actor)s made %(names)s an admin");
    case "not_admin":
      return toMe ? gettext("You are no admin any more") : gettext("%(names)s is no admin any more");
    case "owner":
      return toMe ? gettext("You own the group now") : gettext("%(names)s owns the group now");
    case "muted":
      return toMe ? gettext("%(actor)s muted you until %(until)s") : gettext("%(actor)s muted %(names)s until %(until)s");
    case "silenced":
      return toMe ? gettext("%(actor)s muted you") : gettext("%(actor)s muted %(names)s");
    case "unmuted":
      return toMe ? gettext("%(actor)s let you speak again") : gettext("%(actor)s let %(names)s speak again");
    case "pinned":
      return gettext("%(actor)s pinned a message");
    default:
      return gettext("Something changed here");
  }
}
