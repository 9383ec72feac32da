/** The account pages, which work without a script; with one, passwords can be looked at, passkeys used, pages printed. */

import { canUsePasskeys, makePasskey, provePasskey, type Options } from "./passkeys.js";

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-shows]")) {
  const field = document.getElementById(button.dataset["shows"] ?? "");
  if (field instanceof HTMLInputElement) offerToShow(field, button);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  if (canUsePasskeys()) offerPasskey(form);
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

/** A form that is sent with what the browser's keeper of passkeys says. */
function offerPasskey(form: HTMLFormElement): void {
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  const answer = form.elements.namedItem("credential") as HTMLInputElement;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (failed) failed.hidden = true;
    try {
      answer.value = JSON.stringify(await credential(form));
      form.submit();
    } catch {
      if (failed) failed.hidden = false;
    }
  });
}

async function credential(form: HTMLFormElement): Promise<unknown> {
  const alone = form.elements.namedItem("passwordless");
  const { creation_options: creation, request_options: request } = await options(form);
  if (creation) return makePasskey(creation.publicKey, alone instanceof HTMLInputElement && alone.checked);
  if (request) return provePasskey(request.publicKey);
  throw new Error("the server offers nothing to do");
}

/** In the page where the server knows whose passkey it may be; fetched where anybody may come. */
async function options(form: HTMLFormElement): Promise<Options> {
  const here = document.getElementById(form.dataset["passkey"] ?? "");
  if (here) return JSON.parse(here.textContent);
  return (await fetch(form.action, { headers: { Accept: "application/json" } })).json();
}
