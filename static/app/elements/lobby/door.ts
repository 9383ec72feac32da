import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { Topic } from "../../store.js";
import { comingPlace, emptyPlace, wayTo } from "../empty.js";
import { go } from "../events.js";
import { Part } from "../part.js";
import { wordError } from "../refusals.js";
import { conversationPath } from "../router.js";

/** The way into the lobby: one is in as soon as there is a line, and then in the talk. */
export class LobbyDoor extends Part {
  @state() private error = "";
  #entering = false;

  protected override get topics(): Topic[] {
    return ["connection", "list"];
  }

  protected override updated(): void {
    if (this.store.connection === "online" && !this.#entering && !this.error) void this.#enter();
  }

  protected override render(): TemplateResult {
    if (!this.error) return html`<div class="frame__place" aria-busy="true">${comingPlace()}</div>`;
    const again = html`<button class="button" @click=${() => (this.error = "")}>${gettext("Try again")}</button>`;
    return html`${emptyPlace({ title: gettext("The lobby"), text: this.error, way: wayTo("/chats", gettext("To my conversations")) })}
      ${this.store.lobby.stream ? again : nothing}`;
  }

  async #enter(): Promise<void> {
    this.#entering = true;
    try {
      go(this, conversationPath(await this.store.lobby.enter()), { replace: true });
    } catch (error) {
      this.error = wordError(error);
    } finally {
      this.#entering = false;
    }
  }
}

customElements.define("happy-lobby-door", LobbyDoor);
