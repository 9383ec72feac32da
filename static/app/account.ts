/** The account pages, which work without a script: with one, a password can be looked at while it is typed. */

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-shows]")) {
  const field = document.getElementById(button.dataset["shows"] ?? "");
  if (field instanceof HTMLInputElement) offerToShow(field, button);
}

function offerToShow(field: HTMLInputElement, button: HTMLButtonElement): void {
  const show = (isShown: boolean) => {
    field.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  // Sent as a password, so that browsers offer to keep it and never remember it as a word.
  field.form?.addEventListener("submit", () => show(false));
}
