import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { UserId } from "../../protocol.js";
import type { Topic } from "../../store.js";
import { go, toast } from "../events.js";
import { inForm } from "../once.js";
import { Part } from "../part.js";
import { isBlank, namesOf, sentence } from "../phrases.js";
import { placePane } from "../place-pane.js";
import { conversationPath } from "../router.js";
import { field, isTooLong } from "./field.js";
import "./friend-picker.js";
import "./group-picture.js";

const MOST_NAME = 40;

/** Make a group: a name, perhaps a picture, and the friends who are in it from the start. */
export class NewGroup extends Part {
  @state() private name = "";
  @state() private chosen: readonly UserId[] = [];
  @state() private picture: Blob | undefined;
  @state() busy = false;
  @state() error = "";

  /** The same for every try: an answer that was lost makes no second group. */
  #clientId = "";

  protected override get topics(): Topic[] {
    return ["people", "contacts"];
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLInputElement>("#group-name")?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const people = [this.store.user, ...this.chosen].map((user) => this.store.person(user));
    return placePane(
      this,
      gettext("New group"),
      html`<form class="form" novalidate @submit=${this.#create}>
        <div class="sheet sheet--padded">
          <happy-group-picture
            .people=${people}
            .busy=${this.busy}
            @happy-picture=${(event: CustomEvent<Blob | undefined>) => (this.picture = event.detail)}
          ></happy-group-picture>
          ${field({
            id: "group-name",
            label: gettext("Name of the group"),
            value: this.name,
            most: MOST_NAME,
            typed: (name) => (this.name = name),
          })}
        </div>
        <section class="sheet sheet--padded" aria-labelledby="new-group-members">
          <h2 class="sheet__title" id="new-group-members">${gettext("Members")}</h2>
          <happy-friend-picker
            class="picker"
            .store=${this.store}
            .chosen=${this.chosen}
            @happy-chosen=${(event: CustomEvent<UserId[]>) => (this.chosen = event.detail)}
          ></happy-friend-picker>
        </section>
        ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
        <div class="form__actions form__actions--near">
          <button class="button button--primary button--wide" ?disabled=${this.busy || !this.#isReady}>${this.#words}</button>
        </div>
      </form>`,
    );
  }

  get #isReady(): boolean {
    return !isBlank(this.name) && !isTooLong(this.name, MOST_NAME);
  }

  get #words(): string {
    const count = this.chosen.length;
    if (this.busy) return gettext("Creating…");
    else if (!count) return gettext("Create the group");
    else return sentence(ngettext("Create the group with %(count)s friend", "Create the group with %(count)s friends", count), { count });
  }

  async #create(event: Event): Promise<void> {
    event.preventDefault();
    const { groups } = this.store;
    this.#clientId ||= groups.newClientId();
    await inForm(this, async () => {
      const { stream, skipped = [] } = await groups.create(this.#clientId, this.name.trim(), [...this.chosen], this.picture);
      if (skipped.length) {
        const names = namesOf(skipped.map((user) => this.store.person(user)));
        toast(this, sentence(gettext("Not added, because they do not let you: %(names)s"), { names }));
      }
      go(this, conversationPath(stream), { replace: true });
    });
  }
}

customElements.define("happy-new-group", NewGroup);
