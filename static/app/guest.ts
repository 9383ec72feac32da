/** The welcome page: a name, a face, and in. The words stand in the page, which the server wrote in its language. */

import type { Work } from "./guest/work.js";

const TYPING_PAUSE_MS = 250;
/** Of a challenge that was too old, another one is asked for once. */
const GONE = 410;

interface Refused {
  code: string;
  reason?: string;
  message: string;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-guest]")) begin(form);

function begin(form: HTMLFormElement): void {
  const name = form.elements.namedItem("nickname") as HTMLInputElement;
  let timer: number | undefined;
  form.hidden = false;
  form.parentElement?.querySelector("[data-without-script]")?.remove();
  name.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => draw(form, name.value), TYPING_PAUSE_MS);
  });
  draw(form, name.value);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void enter(form);
  });
}

/** The faces show how the name begins. */
function draw(form: HTMLFormElement, name: string): void {
  const [letter = ""] = name.normalize("NFKC").trim();
  const shown = letter === "/" ? "" : letter;
  for (const face of form.querySelectorAll<HTMLImageElement>("img[data-face]")) {
    face.src = `/faces/${face.dataset["face"]}/${encodeURIComponent(shown || "☺")}.svg`;
  }
}

async function enter(form: HTMLFormElement): Promise<void> {
  if (form.ariaBusy === "true") return;
  tell(form, "");
  busy(form, true);
  try {
    let answer = await knock(form);
    if (answer.status === GONE) answer = await knock(form);
    if (answer.ok) return location.assign(form.dataset["next"] ?? "/");
    tell(form, wordsFor(form, (await answer.json()).error as Refused));
  } catch {
    tell(form, form.dataset["lost"] ?? "");
  }
  busy(form, false);
  form.querySelector<HTMLInputElement>("[name=nickname]")?.focus();
}

async function knock(form: HTMLFormElement): Promise<Response> {
  const asked = await fetch("/api/v1/guests/challenge");
  if (!asked.ok) return asked;
  const work = (await asked.json()) as Work;
  const given = new FormData(form);
  const proof = await proved(form, work);
  return fetch("/api/v1/guests", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": String(given.get("csrfmiddlewaretoken")) },
    body: JSON.stringify({
      nickname: given.get("nickname"),
      avatar: Number(given.get("avatar")),
      challenge: work.challenge,
      proof,
    }),
  });
}

function proved(form: HTMLFormElement, work: Work): Promise<string> {
  const worker = new Worker(form.dataset["worker"] ?? "");
  const proof = new Promise<string>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<string>) => resolve(data));
    worker.addEventListener("error", reject);
  });
  worker.postMessage(work);
  return proof.finally(() => worker.terminate());
}

function wordsFor(form: HTMLFormElement, { code, reason, message }: Refused): string {
  const { taken = "", rate = "", closed = "", lost = "" } = form.dataset;
  if (reason === "name") return taken;
  else if (reason === "closed") return closed;
  else if (code === "rate") return rate;
  else return code === "bad" ? message : lost;
}

function busy(form: HTMLFormElement, on: boolean): void {
  form.ariaBusy = String(on);
  const button = form.querySelector("button");
  if (!button) return;
  button.ariaDisabled = String(on);
  button.textContent = (on ? button.dataset["busy"] : button.dataset["words"]) ?? "";
}

function tell(form: HTMLFormElement, words: string): void {
  const error = form.querySelector<HTMLElement>("[data-error]");
  const field = form.querySelector<HTMLInputElement>("[name=nickname]");
  if (error) {
    error.textContent = words;
    error.hidden = !words;
  }
  if (field) field.ariaInvalid = words ? "true" : null;
}
