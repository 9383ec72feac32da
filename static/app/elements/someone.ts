import type { PropertyValues, TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import type { Person } from "../store.js";
import { emptyPlace, wayTo } from "./empty.js";
import { Part } from "./part.js";
import { sentence } from "./phrases.js";
import { wordError } from "./refusals.js";

/** A place that is about one person, who is asked for by username. */
export abstract class Someone extends Part {
  @property({ attribute: false }) username = "";
  @state() protected found: Person | undefined;
  /** Why there is nobody to show. */
  @state() protected missing = "";

  #asked = "";

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.username && this.username !== this.#asked) void this.#find();
  }

  /** What is shown where nobody was found. */
  protected nobody(text: string): TemplateResult {
    const way = wayTo("/contacts/find", gettext("Find people"));
    return emptyPlace({ title: gettext("Nobody here"), text, way });
  }

  async #find(): Promise<void> {
    const username = (this.#asked = this.username);
    this.found = undefined;
    this.missing = "";
    try {
      const person = await this.store.people.find(username);
      if (username !== this.#asked) return;
      this.found = person;
      if (!person) this.missing = sentence(gettext("There is nobody called @%(username)s."), { username });
    } catch (error) {
      if (username === this.#asked) this.missing = wordError(error);
    }
  }
}
