import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import type { Person } from "../store.js";
import { Light } from "./part.js";
import { nameOf } from "./phrases.js";

const MAX_FACES = 9;

/** A picture of one person, with a dot while they are here, or of a group. The name stands beside it, so it says nothing to a screen reader. */
export class Face extends Light {
  @property({ attribute: false, hasChanged: areOthers }) people: readonly Person[] = [];
  /** A picture of the whole, instead of one composed of faces. */
  @property({ attribute: false }) picture = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.ariaHidden = "true";
  }

  protected override willUpdate(): void {
    const composed = !this.picture && this.people.length > 1;
    this.classList.toggle("face--group", composed);
    this.classList.toggle("face--online", this.people.length === 1 && this.people[0]!.online);
    if (composed) this.dataset["count"] = String(Math.min(this.people.length, MAX_FACES));
    else delete this.dataset["count"];
  }

  protected override render(): TemplateResult {
    if (this.picture) return html`${image(this.picture, "face__picture")}`;
    else if (this.people.length > 1) return html`${this.people.slice(0, MAX_FACES).map(part)}`;
    else return html`${this.people.slice(0, 1).map(whole)}`;
  }
}

/** The list is made anew each time; a person is the same object until something about them changes. */
function areOthers(people: readonly Person[], before: readonly Person[] = []): boolean {
  return people.length !== before.length || people.some((person, index) => person !== before[index]);
}

function whole(person: Person): TemplateResult {
  if (person.avatar) return image(person.avatar, "face__picture");
  else return html`<span>${initial(person)}</span>`;
}

function part(person: Person): TemplateResult {
  return person.avatar ? image(person.avatar, "face__part") : html`<span class="face__part"></span>`;
}

function image(path: string, className: string): TemplateResult {
  return html`<img class=${className} src=${path} alt="" decoding="async" draggable="false" />`;
}

function initial(person: Person): string {
  const [first = ""] = person.known ? nameOf(person) : "";
  return first.toLocaleUpperCase();
}

customElements.define("happy-face", Face);
