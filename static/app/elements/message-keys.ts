/** Arrow keys in the log: from one message to the next, where Tab stops at each run only. */

const BUTTON = ".message__more[aria-haspopup]";
/** What stands for it while one picks. */
const BOX = ".message__pick";

export function stepAmongMessages(event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const from = (event.target as Element).closest(`.message__side, ${BOX}`);
  const message = from?.closest("happy-message");
  if (step === undefined || !message) return;
  const stop = from!.matches(BOX) ? BOX : BUTTON;
  const stops = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(stop)];
  const next = stops[stops.indexOf(message.querySelector<HTMLElement>(stop)!) + step];
  event.preventDefault();
  next?.focus();
}
