/** What people are called in a group. */

import type { MemberView } from "../../store.js";
import { nameOf } from "../phrases.js";

/** My note, else what they want to be called here, else their name. */
export function nameHere({ person, nickname }: MemberView): string {
  return (!person.deleted && !person.note && nickname) || nameOf(person);
}
