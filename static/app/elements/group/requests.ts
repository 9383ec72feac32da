import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import type { JoinRequest, UserId } from "../../protocol.js";
import type { Topic } from "../../store.js";
import { comingPlace, emptyPlace } from "../empty.js";
import "../face.js";
import { bdi, nameOf, sentence } from "../phrases.js";
import { wordError } from "../refusals.js";
import { personPath } from "../router.js";
import { attempt } from "./attempt.js";
import { InfoPage } from "./info-page.js";

/** Who asks to join a group: those who run it let them in, or not. */
export class JoinRequests extends InfoPage {
  @state() private requests: readonly JoinRequest[] | undefined;
  @state() private error = "";
  /** Those whose answer is on its way. */
  @state() private busy: ReadonlySet<UserId> = new Set();

  protected override get topics(): Topic[] {
    return ["people"];
  }

  /** The group says how many wait; who they are is asked for when that changes. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("view")?.info;
    if (changed.has("view") && before?.waiting !== this.view.info?.waiting) void this.#look();
    else if (!this.hasUpdated) void this.#look();
  }

  protected override render(): TemplateResult {
    const { requests } = this;
    if (this.error) return this.missing(this.error, () => this.#look());
    else if (!requests) return comingPlace();
    else if (!requests.length) return this.#nobody();
    const question = this.view.info?.settings?.question;
    return html`${question ? html`<p class="field__hint">${gettext("They are asked:")} ${bdi(question)}</p>` : nothing}
      <ul class="requests">
        ${repeat(
          requests,
          ({ user }) => user,
          (request) => html`<li class="request">${this.#person(request)} ${this.#ways(request)}</li>`,
        )}
      </ul>`;
  }

  #nobody(): TemplateResult {
    return emptyPlace({
      title: gettext("Nobody asks to join"),
      text: gettext("Where strangers are let in after a yes, you see here at once who asks."),
    });
  }

  #person({ user, answer, at }: JoinRequest): TemplateResult {
    const person = this.store.person(user);
    return html`<a class="request__person" href=${personPath(person.username)}>
      <happy-face class="face" .people=${[person]}></happy-face>
      <span class="request__text">
        <span class="request__name">${bdi(nameOf(person))}</span>
        <time class="row__time" datetime=${at}>${this.times.short(at)}</time>
        ${answer ? html`<br /><span class="request__greeting">${bdi(answer)}</span>` : nothing}
      </span>
    </a>`;
  }

  #ways({ user }: JoinRequest): TemplateResult {
    const name = nameOf(this.store.person(user));
    const isBusy = this.busy.has(user);
    const button = (words: string, label: string, kind: string, on: boolean) => html`<button
      class="button ${kind}"
      ?disabled=${isBusy}
      aria-label=${sentence(label, { name })}
      @click=${() => this.#answer(user, on)}
    >
      ${words}
    </button>`;
    return html`<span class="request__answer">
      ${button(gettext("Decline"), gettext("Decline %(name)s"), "", false)}
      ${button(gettext("Accept"), gettext("Accept %(name)s"), "button--primary", true)}
    </span>`;
  }

  async #answer(user: UserId, on: boolean): Promise<void> {
    this.busy = new Set([...this.busy, user]);
    await attempt(this, () => this.store.groups.answer(this.view.id, user, on));
    this.busy = new Set([...this.busy].filter((other) => other !== user));
    // Also where another admin was faster, or they asked no more.
    await this.#look();
  }

  async #look(): Promise<void> {
    try {
      this.requests = await this.store.groups.list(this.view.id, "requests");
      this.error = "";
    } catch (error) {
      this.error = wordError(error);
    }
  }
}

customElements.define("happy-join-requests", JoinRequests);
