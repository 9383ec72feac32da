import { toast } from "./events.js";
import { wordError } from "./refusals.js";

/** An element whose buttons rest while something is done. */
export interface Resting extends HTMLElement {
  busy: boolean;
}

/** One that has a place for what went wrong. */
export interface Form extends Resting {
  error: string;
}

type Word = (error: unknown) => string;

/** Do something while the element's buttons rest, and say what went wrong. */
export async function once(element: Resting, act: () => Promise<unknown>, word: Word = wordError): Promise<void> {
  await resting(element, act, (error) => toast(element, word(error)));
}

/** The same; what went wrong stands in the form. */
export async function inForm(form: Form, act: () => Promise<unknown>, word: Word = wordError): Promise<void> {
  form.error = "";
  await resting(form, act, (error) => (form.error = word(error)));
}

async function resting(element: Resting, act: () => Promise<unknown>, say: (error: unknown) => void): Promise<void> {
  element.busy = true;
  try {
    await act();
  } catch (error) {
    say(error);
  } finally {
    element.busy = false;
  }
}
