/** The words of the parts that are fetched later. Those parts import this and so wait for them; the page brings the others. */

import "./core.js";

const AGAIN_MS = 2000;

type Words = typeof django.catalog;

/** Without a line it asks again; words that are there no more belong to a page that is too old. */
async function fetchWords(address: string): Promise<Words> {
  for (;;) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return (await answer.json()) as Words;
    else if (answer) throw new Error(`no words: ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

const address = document.querySelector<HTMLElement>("happy-app")?.dataset["words"];
if (address) Object.assign(django.catalog, await fetchWords(address));
