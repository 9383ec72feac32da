import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { goUp, toast } from "../events.js";
import { inForm } from "../once.js";
import { field, isTooLong } from "./field.js";
import { InfoPage } from "./info-page.js";

const MOST_NICKNAME = 32;

/** What I want to be called in a group. */
export class GroupNickname extends InfoPage {
  @state() private typed: string | undefined;
  @state() busy = false;
  @state() error = "";

  protected override firstUpdated(): void {
    this.querySelector<HTMLInputElement>("input")?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const mine = this.view.members.find(({ user }) => user === this.store.user);
    const value = this.typed ?? mine?.nickname ?? "";
    return html`<form class="form sheet sheet--padded" @submit=${(event: Event) => this.#save(event, value.trim())}>
      ${field({
        id: "group-nickname",
        label: gettext("My name in this group"),
        hint: gettext("All members see it here in place of your nickname. Leave it empty for your own name."),
        value,
        most: MOST_NICKNAME,
        typed: (typed) => (this.typed = typed),
      })}
      ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      <div class="form__actions">
        <button class="button button--primary" ?disabled=${this.busy || this.typed === undefined || isTooLong(value, MOST_NICKNAME)}>
          ${gettext("Save")}
        </button>
      </div>
    </form>`;
  }

  async #save(event: Event, nickname: string): Promise<void> {
    event.preventDefault();
    await inForm(this, async () => {
      await this.store.groups.callMyself(this.view.id, nickname);
      toast(this, gettext("Saved."));
      goUp(this);
    });
  }
}

customElements.define("happy-group-nickname", GroupNickname);
