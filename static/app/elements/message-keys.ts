/** Arrow keys in the log: from one message to the next, where Tab stops at each run only. */

const BUTTON = ".message__more[aria-haspopup]";

export function stepAmongMessages(event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const message = (event.target as Element).closest(".message__side")?.closest("happy-message");
  if (step === undefined || !message) return;
  const buttons = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(BUTTON)];
  const next = buttons[buttons.indexOf(message.querySelector<HTMLElement>(BUTTON)!) + step];
  event.preventDefault();
  next?.focus();
}
