/** Start the chat page: what the server wrote into it becomes a store, and the frame shows the store. */

import { Store, type App, type Page } from "./core.js";

function pageData(): Page {
  const data = document.getElementById("page")?.textContent ?? "{}";
  const csrf = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  return { csrf, ...(JSON.parse(data) as Omit<Page, "csrf">) };
}

const store = new Store(pageData());
const app = document.querySelector<App>("happy-app");
if (app) app.store = store;
void store.start();
