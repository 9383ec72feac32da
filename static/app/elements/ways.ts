/** Where one may go, or send something: my conversations, then friends I have none with. */

import { finders } from "../letters.js";
import type { UserId } from "../protocol.js";
import type { Person, Store, Summary } from "../store.js";
import { nameOf } from "./phrases.js";
import { conversationPath, personPath } from "./router.js";
import { facesOf, titleOf } from "./summary.js";

export interface Way {
  id: string;
  name: string;
  about: unknown;
  people: readonly Person[];
  picture: string;
  path: string;
  /** What a query is looked for in. */
  words: string;
  /** A friend I have no conversation with. */
  friend?: UserId;
}

/** Every way, the conversations by activity; also groups I have hidden. */
export function waysIn(store: Store): Way[] {
  const direct = new Set(store.conversations.map(({ user }) => user));
  const hidden = store.myGroups.filter((group) => group.hidden);
  const conversations = [...store.conversations, ...hidden].map((summary) => wayInto(summary, store));
  const friends = store.friends.filter(({ user }) => !direct.has(user)).map(({ user, person }) => wayTo(user, person));
  return [...conversations, ...friends];
}

function wayInto(summary: Summary, store: Store): Way {
  const person = summary.user === undefined ? undefined : store.person(summary.user);
  const name = titleOf(summary, store);
  return {
    id: summary.id,
    name,
    about: person?.username ? `@${person.username}` : gettext("Group"),
    people: facesOf(summary, store),
    picture: summary.avatar ?? "",
    path: conversationPath(summary.id),
    words: person ? finders(person) : name,
  };
}

function wayTo(friend: UserId, person: Person): Way {
  return {
    id: friend,
    name: nameOf(person),
    about: `@${person.username}`,
    people: [person],
    picture: "",
    path: personPath(person.username),
    words: finders(person),
    friend,
  };
}
