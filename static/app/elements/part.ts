/** What the elements have in common: no shadow, a store, and the topics that make them render again. */

import { LitElement } from "lit";
import { property } from "lit/decorators.js";

import type { Store, Topic } from "../store.js";
import { Times } from "../time.js";

const timesByLocale = new Map<string, Times>();

/** Draws into the page itself, so that the style sheets, tests and screen readers see plain HTML. */
export abstract class Light extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** An element that shows what the store knows. */
export abstract class Part extends Light {
  @property({ attribute: false }) store!: Store;

  #watched = "";
  #leave: (() => void) | undefined;

  /** The topics whose changes show here. */
  protected get topics(): Topic[] {
    return [];
  }

  protected get times(): Times {
    return timesOf(this.store.page.locale);
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    this.#watch();
    super.update(changed);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = undefined;
    this.#watched = "";
  }

  #watch(): void {
    const wanted = this.topics.join(" ");
    if (wanted !== this.#watched && this.isConnected) {
      this.#leave?.();
      this.#watched = wanted;
      this.#leave = this.store.subscribe(this.topics, () => this.requestUpdate());
    }
  }
}

/** The formats of one language, made once. */
export function timesOf(locale: string): Times {
  let times = timesByLocale.get(locale);
  if (!times) timesByLocale.set(locale, (times = new Times(locale)));
  return times;
}
