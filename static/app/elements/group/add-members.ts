import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { UserId } from "../../protocol.js";
import { goUp, toast } from "../events.js";
import { inForm } from "../once.js";
import { namesOf, sentence } from "../phrases.js";
import "./friend-picker.js";
import { InfoPage } from "./info-page.js";

/** Add friends to a group. */
export class AddMembers extends InfoPage {
  @state() private chosen: readonly UserId[] = [];
  @state() busy = false;
  @state() error = "";

  protected override render(): TemplateResult {
    const there = new Set(this.view.members.map(({ user }) => user));
    const count = this.chosen.length;
    const words = sentence(ngettext("Add %(count)s friend", "Add %(count)s friends", count), { count });
    return html`<form class="form" @submit=${this.#add}>
        <section class="sheet sheet--padded" aria-labelledby="add-title">
          <h2 class="unseen" id="add-title">${gettext("Friends")}</h2>
          <happy-friend-picker
            class="picker"
            .store=${this.store}
            .chosen=${this.chosen.filter((user) => !there.has(user))}
            .there=${there}
            @happy-chosen=${(event: CustomEvent<UserId[]>) => (this.chosen = event.detail)}
          ></happy-friend-picker>
        </section>
        ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
        <div class="form__actions form__actions--near">
          <button class="button button--primary button--wide" ?disabled=${this.busy || !count}>${count ? words : gettext("Add")}</button>
        </div>
      </form>`;
  }

  async #add(event: Event): Promise<void> {
    event.preventDefault();
    await inForm(this, async () => {
      const skipped = await this.store.groups.add(this.view.id, this.chosen);
      if (skipped.length) {
        const names = namesOf(skipped.map((user) => this.store.person(user)));
        toast(this, sentence(gettext("Not added, because they do not let you: %(names)s"), { names }));
      }
      goUp(this);
    });
  }
}

customElements.define("happy-add-members", AddMembers);
