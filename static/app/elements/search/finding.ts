/** A few messages with what is typed into the switcher. */

import "../../words.js";
import { isEnough, Search, TYPING_PAUSE_MS } from "../../search.js";
import type { Hit, Store } from "../../store.js";
import type { Times } from "../../time.js";
import { conversationPath } from "../router.js";
import { facesOf, titleOf } from "../summary.js";
import type { Way } from "../ways.js";
import { foundText, summaryOf } from "./found-row.js";

const MOST = 4;

export class Finding {
  readonly #search: Search;

  constructor(store: Store, times: Times, changed: (found: Way[]) => void) {
    this.#search = new Search(
      (...asked) => store.messages.search(...asked),
      () => changed(this.#search.hits.map((hit) => wayTo(hit, store, times))),
    );
  }

  want(query: string): void {
    this.#search.want(isEnough(query) ? { q: query.trim(), limit: MOST } : undefined, TYPING_PAUSE_MS);
  }

  stop(): void {
    this.#search.stop();
  }
}

function wayTo(hit: Hit, store: Store, times: Times): Way {
  const { stream, message } = hit;
  const summary = summaryOf(stream, store);
  return {
    id: `${stream} ${message.seq}`,
    name: `${summary ? titleOf(summary, store) : "…"} · ${times.short(message.at)}`,
    about: foundText(hit, store),
    people: summary ? facesOf(summary, store) : [],
    picture: summary?.avatar ?? "",
    path: conversationPath(stream, message.seq),
    words: "",
  };
}
