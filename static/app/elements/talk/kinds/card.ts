/** Contact cards, and whose is sent. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../../words.js";
import type { UserId } from "../../../protocol.js";
import type { MessageView, Topic } from "../../../store.js";
import "../../face.js";
import "../../group/friend-picker.js";
import { Part } from "../../part.js";
import { bdi, nameOf } from "../../phrases.js";
import { personPath } from "../../router.js";
import type { Talk } from "../message-menu.js";
import { send } from "../send.js";
import { Making, show } from "./making.js";

const MOST_AT_ONCE = 9;

export function chooseCards(talk: Talk): void {
  show(new Cards(), talk);
}

/** Somebody who is shown; leads to what they show of themselves. */
export class Card extends Part {
  @property({ attribute: false }) message!: MessageView;

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { row, said } = this.message;
    const user = row?.card ?? said?.card;
    if (!user) return nothing;
    const person = this.store.person(user);
    const about = html`<span class="shown__who">
        <happy-face class="face face--s" .people=${[person]}></happy-face>
        <span class="shown__names">
          <span class="shown__name ellipsis">${bdi(nameOf(person))}</span>
          ${person.username ? html`<span class="shown__username ellipsis">@${person.username}</span>` : nothing}
        </span>
      </span>
      <span class="shown__what">${gettext("Contact card")}</span>`;
    if (!person.username) return html`<div class="shown">${about}</div>`;
    return html`<a class="shown" href=${personPath(person.username)}>${about}</a>`;
  }
}

class Cards extends Making {
  @state() private chosen: readonly UserId[] = [];

  protected override get heading(): string {
    return gettext("Send contact cards");
  }

  protected override get yes(): string {
    return gettext("Send");
  }

  protected override get isReady(): boolean {
    return this.chosen.length > 0;
  }

  protected override fields(): TemplateResult {
    return html`<happy-friend-picker
      class="picker making__picker"
      .store=${this.talk.store}
      .chosen=${this.chosen}
      @happy-chosen=${({ detail }: CustomEvent<UserId[]>) => (this.chosen = detail.slice(-MOST_AT_ONCE))}
    ></happy-friend-picker>`;
  }

  protected override async done(): Promise<void> {
    for (const card of this.chosen) await send(this.talk, { kind: "card", card });
  }
}

customElements.define("happy-card-message", Card);
customElements.define("happy-cards", Cards);
