import { html, nothing, type TemplateResult } from "lit";

import type { Topic } from "../store.js";
import { icon } from "./icons.js";
import { Part } from "./part.js";

/** How long a break may last before anyone is told: most are over before they are noticed. */
const PATIENCE_MS = 1200;

/** The line that says how we are connected, and what to do about it. */
export class Status extends Part {
  #patient = true;
  #timer: number | undefined;

  protected override get topics(): Topic[] {
    return ["connection"];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override willUpdate(): void {
    if (this.store.connection !== "connecting") {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#patient = true;
    } else {
      this.#timer ??= window.setTimeout(() => this.#tell(), PATIENCE_MS);
    }
  }

  protected override render(): TemplateResult {
    return html`<div role="status">${this.#line()}</div>`;
  }

  #tell(): void {
    this.#patient = false;
    this.requestUpdate();
  }

  #line(): TemplateResult | typeof nothing {
    switch (this.store.connection) {
      case "online":
        return nothing;
      case "connecting":
        if (this.#patient && this.store.loaded) return nothing;
        else return html`<p class="status status--passing"><span class="status__spinner"></span> ${gettext("Connecting…")}</p>`;
      case "offline":
        return html`<p class="status">
          ${icon("offline", "s")}
          <span>${gettext("Offline. What you write is kept and sent when you are back.")}</span>
          <button class="link-button" @click=${() => this.store.reconnect()}>${gettext("Try now")}</button>
        </p>`;
      case "signed-out":
        return this.#stopped(
          gettext("You are signed out."),
          html`<a class="button button--primary button--small" href=${loginPath()}>${gettext("Log in")}</a>`,
        );
      case "superseded":
        return this.#stopped(
          gettext("Happy Chat is open in too many windows; this one is resting."),
          html`<button class="button button--primary button--small" @click=${() => this.store.reconnect()}>
            ${gettext("Use it here")}
          </button>`,
        );
      case "reload":
        return this.#stopped(
          gettext("There is a new version of Happy Chat."),
          html`<button class="button button--primary button--small" @click=${() => location.reload()}>
            ${gettext("Load it")}
          </button>`,
        );
    }
  }

  #stopped(words: string, way: TemplateResult): TemplateResult {
    return html`<p class="status status--stopped"><span>${words}</span> ${way}</p>`;
  }
}

function loginPath(): string {
  return `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
}

customElements.define("happy-status", Status);
