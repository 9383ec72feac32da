/** The words of a group's log, in the language of who reads it. */

import { isLasting, type Times } from "../../time.js";

/** A sentence with places for `actor`, `names` and `text`, and what goes into the last. */
export interface LogWords {
  words: string;
  value: string;
}

export function wordEntry(event: string, hasUsers: boolean, text: string, times: Times): LogWords {
  if (event === "changed") return wordChange(text);
  else if (event === "muted") return wordSilence(text, times);
  else return { words: wordEvent(event, hasUsers), value: text };
}

function wordEvent(event: string, hasUsers: boolean): string {
  switch (event) {
    case "joined":
      return hasUsers ? gettext("%(actor)s let %(names)s in") : gettext("%(actor)s joined the group");
    case "left":
      return gettext("%(actor)s left the group");
    case "removed":
      return gettext("%(actor)s removed %(names)s");
    case "banned":
      return gettext("%(actor)s banned %(names)s");
    case "admin":
      return gettext("%(actor)s made %(names)s an admin");
    case "not_admin":
      return gettext("%(actor)s made %(names)s a member again");
    case "owner":
      return gettext("%(actor)s handed the group over to %(names)s");
    case "unmuted":
      return gettext("%(actor)s let %(names)s speak again");
    case "declined":
      return gettext("%(actor)s declined %(names)s");
    case "link":
      return gettext("%(actor)s made an invitation link");
    case "revoked":
      return gettext("%(actor)s revoked an invitation link");
    case "created":
      return gettext("%(actor)s created the group");
    default:
      return gettext("%(actor)s changed something");
  }
}

function wordSilence(until: string, times: Times): LogWords {
  if (isLasting(until)) return { words: gettext("%(actor)s muted %(names)s"), value: "" };
  else return { words: gettext("%(actor)s muted %(names)s until %(text)s"), value: times.moment(until) };
}

/** "name: what it is now". */
function wordChange(text: string): LogWords {
  const [, field = "", value = ""] = /^(\w+): ([^]*)$/.exec(text) ?? [];
  const named: Record<string, string> = {
    name: gettext("%(actor)s renamed the group to “%(text)s”"),
    introduction: gettext("%(actor)s changed the introduction"),
    notice: value ? gettext("%(actor)s changed the group notice: %(text)s") : gettext("%(actor)s removed the group notice"),
    avatar: gettext("%(actor)s changed the group picture"),
    tags: gettext("%(actor)s changed the tags"),
  };
  return { words: named[field] ?? gettext("%(actor)s changed the settings of the group"), value };
}
