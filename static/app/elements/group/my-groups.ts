import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Summary, Topic } from "../../store.js";
import { emptyPlace, wayTo } from "../empty.js";
import "../face.js";
import { icon } from "../icons.js";
import { Part } from "../part.js";
import { bdi } from "../phrases.js";
import { placePane } from "../place-pane.js";
import { conversationPath } from "../router.js";
import { moveInRows } from "../rows.js";
import { facesOf, titleOf } from "../summary.js";

/** All groups I am in, wherever I have put them in my list. */
export class MyGroups extends Part {
  protected override get topics(): Topic[] {
    return ["list", "people"];
  }

  protected override render(): TemplateResult {
    const { myGroups } = this.store;
    return placePane(this, gettext("My groups"), myGroups.length ? this.#list(myGroups) : this.#nothing());
  }

  #list(groups: readonly Summary[]): TemplateResult {
    return html`<ul class="sheet" @keydown=${moveInRows}>
      ${repeat(
        groups,
        ({ id }) => id,
        (group) => html`<li class="sheet__item">
          <a class="row row--small" href=${conversationPath(group.id)}>
            <happy-face class="face face--s" .people=${facesOf(group, this.store)} .picture=${group.avatar ?? ""}></happy-face>
            <span class="row__text"><span class="row__line"><span class="row__name">${bdi(titleOf(group, this.store))}</span></span></span>
            <span class="row__mark">${icon("forward", "s")}</span>
          </a>
        </li>`,
      )}
    </ul>`;
  }

  #nothing(): TemplateResult {
    return emptyPlace({
      title: gettext("You are in no group yet"),
      text: gettext("Make one with your friends, or look among the public ones."),
      way: wayTo("/groups/new", gettext("New group")),
    });
  }
}

customElements.define("happy-my-groups", MyGroups);
