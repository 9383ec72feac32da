/** What is done to a group, and what is said where it could not be. */

import { toast } from "../events.js";
import { wordError } from "../refusals.js";

/** Do it, or say why it could not be done; resolves with whether it was. */
export async function attempt(source: EventTarget, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toast(source, wordError(error));
    return false;
  }
}
