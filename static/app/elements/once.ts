import { toast } from "./events.js";
import { wordError } from "./refusals.js";

/** An element whose buttons rest while something is done. */
export interface Resting extends HTMLElement {
  busy: boolean;
}

/** Do something while the element's buttons rest, and say what went wrong. */
export async function once(
  element: Resting,
  act: () => Promise<unknown>,
  word: (error: unknown) => string = wordError,
): Promise<void> {
  element.busy = true;
  try {
    await act();
  } catch (error) {
    toast(element, word(error));
  } finally {
    element.busy = false;
  }
}
