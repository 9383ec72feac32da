import { html, nothing, type TemplateResult } from "lit";

import type { Topic } from "../../store.js";
import { emptyPlace } from "../empty.js";
import { go } from "../events.js";
import { Part } from "../part.js";
import { placePane } from "../place-pane.js";
import { conversationPath } from "../router.js";
import "./waiting.js";
import "./wishes.js";
import { closedWords } from "./words.js";

/** Meet somebody by chance: say what I would like, then wait; whoever is found is met in a talk. */
export class Meet extends Part {
  protected override get topics(): Topic[] {
    return ["me"];
  }

  /** In a talk with somebody: it is there. */
  protected override updated(): void {
    const { state, stream } = this.store.meeting.search ?? {};
    if (state === "paired" && stream) go(this, conversationPath(stream), { replace: true });
  }

  protected override render(): TemplateResult {
    return placePane(this, gettext("Meet someone"), html`${this.#body()}`);
  }

  #body(): TemplateResult | typeof nothing {
    const { store } = this;
    switch (store.meeting.search?.state) {
      case "waiting":
        return html`<happy-seeking class="seeking" .store=${store}></happy-seeking>`;
      case "paired":
        return nothing;
      default:
        if (!store.site) return nothing;
        else if (!store.site.match) return emptyPlace({ title: closedWords() });
        else return html`<happy-wishes .store=${store}></happy-wishes>`;
    }
  }
}

customElements.define("happy-meet", Meet);
