/** What a conversation is called and whose faces it shows. */

import type { UserId } from "../protocol.js";
import type { ConversationView, Person, Store, Summary } from "../store.js";
import { nameOf, namesOf } from "./phrases.js";

type Titled = Pick<Summary, "user" | "title" | "faces" | "kind">;

export function titleOf({ user, title, faces, kind }: Titled, store: Store): string {
  if (user !== undefined) return nameOf(store.person(user));
  else if (title) return title;
  else if (kind === "lobby") return gettext("Lobby");
  else if (kind === "group" && faces.length) return namesOf(faces.map((face) => store.person(face)));
  else return "…";
}

/** The people of a conversation as I call them there: by my own note, by what they want to be called there, or by name. */
export function whoIn({ members }: Pick<ConversationView, "members">, store: Store): (user: UserId) => Person {
  return (user) => {
    const person = store.person(user);
    const nickname = members.find((member) => member.user === user)?.nickname;
    return nickname && !person.note ? { ...person, name: nickname } : person;
  };
}

export function facesOf({ user, faces, kind }: Titled, store: Store): Person[] {
  if (kind === "lobby") return store.lobby.people.faces.map((face) => store.person(face));
  return (user === undefined ? faces : [user]).map((face) => store.person(face));
}
