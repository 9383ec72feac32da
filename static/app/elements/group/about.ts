import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import type { GroupChanges } from "../../protocol.js";
import { goUp, toast } from "../events.js";
import { icon } from "../icons.js";
import { inForm } from "../once.js";
import { bdi, isBlank, sentence } from "../phrases.js";
import { facesOf } from "../summary.js";
import { field, isTooLong } from "./field.js";
import "./group-picture.js";
import { InfoPage } from "./info-page.js";

const MOST_NAME = 40;
const MOST_INTRODUCTION = 500;
const MOST_TAG = 20;
const MOST_TAGS = 5;

type About = Required<Pick<GroupChanges, "name" | "introduction" | "tags">>;

/** What a group says of itself. */
export class GroupAbout extends InfoPage {
  /** What was changed here and is not saved yet; the rest may be changed by others meanwhile. */
  @state() private changes: Partial<About> = {};
  /** A new one, or none any more. */
  @state() private picture: Blob | "faces" | undefined;
  @state() private tag = "";
  @state() busy = false;
  @state() error = "";

  protected override render(): TemplateResult {
    const { view } = this;
    const { name, introduction } = this.#about;
    return html`<form class="form" novalidate @submit=${this.#save}>
      <div class="sheet sheet--padded">
        <happy-group-picture
          .people=${facesOf(view, this.store)}
          .picture=${this.picture === "faces" ? "" : (view.avatar ?? "")}
          .busy=${this.busy}
          @happy-picture=${(event: CustomEvent<Blob | undefined>) => (this.picture = event.detail ?? "faces")}
        ></happy-group-picture>
        ${field({
          id: "group-name",
          label: gettext("Name of the group"),
          value: name,
          most: MOST_NAME,
          typed: (value) => this.#change({ name: value }),
        })}
        ${field({
          id: "group-introduction",
          label: gettext("Introduction"),
          hint: gettext("Stands on the group's card, for those who may see it."),
          value: introduction,
          most: MOST_INTRODUCTION,
          lines: 4,
          typed: (value) => this.#change({ introduction: value }),
        })}
        ${this.#tags()}
      </div>
      ${this.error ? html`<p class="alert alert--error" role="alert">${this.error}</p>` : nothing}
      <div class="form__actions">
        <button class="button button--primary button--wide" ?disabled=${this.busy || !this.#isReady}>
          ${this.busy ? gettext("Saving…") : gettext("Save")}
        </button>
      </div>
    </form>`;
  }

  #tags(): TemplateResult {
    const { tags } = this.#about;
    return html`<div class="form form--near">
      ${tags.length
        ? html`<ul class="picker__ticked" aria-label=${gettext("Tags")}>
            ${tags.map(
              (tag) => html`<li>
                <button class="chip chip--words" type="button" aria-label=${sentence(gettext("Take the tag %(tag)s away"), { tag })} @click=${() => this.#untag(tag)}>
                  ${bdi(tag)} ${icon("close", "s")}
                </button>
              </li>`,
            )}
          </ul>`
        : nothing}
      ${tags.length < MOST_TAGS
        ? html`<div class="notes__new" @keydown=${this.#key}>
            ${field({
              id: "group-tag",
              label: gettext("New tag"),
              hint: gettext("Up to five words by which a public group is found."),
              value: this.tag,
              most: MOST_TAG,
              typed: (value) => (this.tag = value),
            })}
            <button class="button group-tag__add" type="button" ?disabled=${!this.#isTag} @click=${this.#addTag}>${gettext("Add")}</button>
          </div>`
        : nothing}
    </div>`;
  }

  /** As it is, with what was changed here. */
  get #about(): About {
    const { title = "", introduction = "", tags = [] } = this.view.info!;
    return { name: title, introduction, tags, ...this.changes };
  }

  get #isTag(): boolean {
    const tag = this.tag.trim();
    return !isBlank(tag) && !isTooLong(tag, MOST_TAG) && !this.#about.tags.includes(tag);
  }

  get #isReady(): boolean {
    const { name, introduction } = this.#about;
    const isChanged = this.picture !== undefined || Object.keys(this.changes).length > 0 || this.#isTag;
    return isChanged && !isBlank(name) && !isTooLong(name, MOST_NAME) && !isTooLong(introduction, MOST_INTRODUCTION);
  }

  #change(changes: Partial<About>): void {
    this.changes = { ...this.changes, ...changes };
  }

  #untag(tag: string): void {
    this.#change({ tags: this.#about.tags.filter((one) => one !== tag) });
  }

  #addTag(): void {
    if (!this.#isTag) return;
    this.#change({ tags: [...this.#about.tags, this.tag.trim()] });
    this.tag = "";
  }

  /** Enter adds the tag that is being typed; in an empty field it saves. */
  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing || !this.tag) return;
    event.preventDefault();
    this.#addTag();
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault();
    // What was typed and not added was meant, too.
    this.#addTag();
    await inForm(this, async () => {
      const { picture, changes } = this;
      const faces = picture === "faces" ? { avatar: "" } : {};
      await this.store.groups.update(this.view.id, { ...changes, ...faces }, picture instanceof Blob ? picture : undefined);
      toast(this, gettext("Saved."));
      goUp(this);
    });
  }
}

customElements.define("happy-group-about", GroupAbout);
