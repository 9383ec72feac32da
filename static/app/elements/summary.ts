/** What a conversation is called and whose faces it shows. */

import type { Person, Store, Summary } from "../store.js";
import { nameOf, namesOf } from "./phrases.js";

type Titled = Pick<Summary, "user" | "title" | "faces" | "kind">;

export function titleOf({ user, title, faces, kind }: Titled, store: Store): string {
  if (user !== undefined) return nameOf(store.person(user));
  else if (title) return title;
  else if (kind === "group" && faces.length) return namesOf(faces.map((face) => store.person(face)));
  else return "…";
}

export function facesOf({ user, faces }: Titled, store: Store): Person[] {
  return (user === undefined ? faces : [user]).map((face) => store.person(face));
}
