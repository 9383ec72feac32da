/** Emoji to choose from: found by a word, or by group. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../words.js";
import { emojiFrom, findEmoji, type Emoji } from "../../emoji/book.js";
import { TONES, withTone, type Tone } from "../../emoji/signs.js";
import { Part } from "../part.js";
import { emojiSign } from "../own-emoji.js";
import { sentence } from "../phrases.js";
import { stepInGrid } from "./emoji-keys.js";

interface Group {
  name: string;
  /** What stands for it on its button. */
  sign: string;
  emoji: readonly Emoji[];
}

/** Sends `happy-emoji` with the one chosen. Esc is left to who shows it. */
export class EmojiPicker extends Part {
  @property({ attribute: false }) hasSearchFocus = true;
  @state() private groups: readonly Group[] | undefined;
  @state() private isMissing = false;
  @state() private query = "";
  @state() private choosesTone = false;
  /** The name of the one that is pointed at or has the focus. */
  @state() private named = "";

  protected override firstUpdated(): void {
    void this.#load();
    if (this.hasSearchFocus) this.querySelector("input")?.focus();
  }

  protected override render(): TemplateResult {
    return html`<div class="emoji__top">
        <input
          class="emoji__search"
          type="search"
          autocomplete="off"
          enterkeyhint="search"
          placeholder=${gettext("Search emoji")}
          aria-label=${gettext("Search emoji")}
          .value=${this.query}
          @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)}
          @keydown=${this.#fromSearch}
        />
        <button
          type="button"
          class="emoji__tone"
          aria-expanded=${this.choosesTone}
          aria-label=${gettext("Skin tone")}
          title=${gettext("Skin tone")}
          @click=${() => (this.choosesTone = !this.choosesTone)}
        >
          ${withTone("✋", this.store.emoji.tone)}
        </button>
      </div>
      ${this.choosesTone ? this.#tones() : nothing} ${this.#body()}
      <p class="emoji__name" aria-hidden="true">${this.named}</p>
      ${this.query ? nothing : this.#signs()}`;
  }

  #body(): TemplateResult {
    if (this.isMissing) {
      return html`<div class="emoji__none">
        <p>${gettext("The emoji could not be loaded.")}</p>
        <button type="button" class="button button--small" @click=${this.#load}>${gettext("Try again")}</button>
      </div>`;
    }
    const groups = this.#shown;
    if (groups && !groups.some(({ emoji }) => emoji.length)) {
      return html`<p class="emoji__none" role="status">${gettext("No emoji is called that.")}</p>`;
    }
    return html`<div
      class="emoji__scroll"
      aria-busy=${!groups}
      @click=${this.#chosen}
      @keydown=${stepInGrid}
      @pointerover=${this.#pointed}
      @focusin=${this.#pointed}
      @pointerleave=${() => (this.named = "")}
    >
      ${groups?.map((group, index) => this.#group(group, index))}
    </div>`;
  }

  #group({ name, emoji }: Group, index: number): TemplateResult | typeof nothing {
    if (!emoji.length) return nothing;
    const isFirst = this.#shown!.slice(0, index).every((group) => !group.emoji.length);
    return html`<section class="emoji__group" aria-label=${name} data-group=${index}>
      <h3 class="emoji__heading" aria-hidden="true">${name}</h3>
      <div class="emoji__grid">${emoji.map((one, place) => this.#one(one, isFirst && place === 0))}</div>
    </section>`;
  }

  #one({ emoji, name, takesTone }: Emoji, isStop: boolean): TemplateResult {
    const shown = takesTone ? withTone(emoji, this.store.emoji.tone) : emoji;
    return html`<button type="button" class="emoji__one" data-emoji=${shown} aria-label=${name} tabindex=${isStop ? 0 : -1}>
      ${emojiSign(shown, this.store.emoji.own)}
    </button>`;
  }

  #tones(): TemplateResult {
    return html`<div class="emoji__tones" role="radiogroup" aria-label=${gettext("Skin tone")}>
      ${TONES.map(
        (tone, index) => html`<button
          type="button"
          class="emoji__one"
          role="radio"
          aria-checked=${tone === this.store.emoji.tone}
          aria-label=${toneName(index)}
          @click=${() => this.#chooseTone(tone)}
        >
          ${withTone("✋", tone)}
        </button>`,
      )}
    </div>`;
  }

  #signs(): TemplateResult {
    return html`<nav class="emoji__signs" aria-label=${gettext("Groups of emoji")}>
      ${this.groups?.map(({ name, sign, emoji }, index) =>
        emoji.length
          ? html`<button type="button" class="emoji__sign" aria-label=${name} title=${name} @click=${() => this.#goTo(index)}>${sign}</button>`
          : nothing,
      )}
    </nav>`;
  }

  get #shown(): readonly Group[] | undefined {
    if (!this.groups || !this.query.trim()) return this.groups;
    const all = this.groups.slice(1).flatMap(({ emoji }) => emoji);
    return [{ name: gettext("Matching emoji"), sign: "", emoji: findEmoji(all, this.query) }];
  }

  #load = async (): Promise<void> => {
    this.isMissing = false;
    try {
      const answer = await fetch(document.querySelector<HTMLElement>("happy-app")!.dataset["emoji"]!);
      this.groups = this.#grouped(emojiFrom(await answer.json(), this.store.page.locale));
    } catch {
      this.isMissing = true;
    }
  };

  #grouped(all: readonly Emoji[][]): Group[] {
    const signs = ["😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "🔣", "🏁"];
    const groups = groupNames().map((name, index) => ({ name, sign: signs[index]!, emoji: all[index]! }));
    const own: Group = { name: gettext("Ours"), sign: "🏠", emoji: this.#own() };
    return [{ name: gettext("Used lately"), sign: "🕘", emoji: this.#recent([...own.emoji, ...all.flat()]) }, own, ...groups];
  }

  #own(): Emoji[] {
    return [...this.store.emoji.own.keys()].map((name) => ({ emoji: `:${name}:`, name, takesTone: false, words: ` ${name} ${name.replaceAll("_", " ")}` }));
  }

  /** Those taken lately have their tone already. */
  #recent(all: readonly Emoji[]): Emoji[] {
    const { recent } = this.store.emoji;
    const names = new Map(all.flatMap((one) => (one.takesTone ? TONES : [""]).map((tone) => [withTone(one.emoji, tone as Tone), one.name])));
    return recent.filter((emoji) => names.has(emoji)).map((emoji) => ({ emoji, name: names.get(emoji)!, takesTone: false, words: "" }));
  }

  #fromSearch(event: KeyboardEvent): void {
    const first = this.querySelector<HTMLElement>(".emoji__grid .emoji__one");
    if (event.isComposing || !first) return;
    else if (event.key === "ArrowDown") first.focus();
    else if (event.key === "Enter" && this.query.trim()) first.click();
    else if (event.key !== "Enter") return;
    event.preventDefault();
  }

  #chosen(event: Event): void {
    const emoji = emojiAt(event);
    if (!emoji) return;
    this.store.emoji.take(emoji.dataset["emoji"]!);
    this.dispatchEvent(new CustomEvent<string>("happy-emoji", { bubbles: true, detail: emoji.dataset["emoji"]! }));
  }

  #pointed(event: Event): void {
    this.named = emojiAt(event)?.ariaLabel ?? this.named;
  }

  #chooseTone(tone: Tone): void {
    this.store.emoji.chooseTone(tone);
    this.choosesTone = false;
    this.querySelector<HTMLElement>(".emoji__tone")?.focus();
  }

  #goTo(index: number): void {
    const group = this.querySelector<HTMLElement>(`[data-group="${index}"]`);
    group?.scrollIntoView({ block: "start" });
    group?.querySelector<HTMLElement>(".emoji__one")?.focus({ preventScroll: true });
  }
}

function emojiAt(event: Event): HTMLElement | null {
  return (event.target as Element).closest<HTMLElement>("[data-emoji]");
}

function groupNames(): string[] {
  return [
    gettext("Smileys"),
    gettext("People and hands"),
    gettext("Animals and nature"),
    gettext("Food and drink"),
    gettext("Travel and places"),
    gettext("Activities"),
    gettext("Objects"),
    gettext("Symbols"),
    gettext("Flags"),
  ];
}

function toneName(index: number): string {
  return index ? sentence(gettext("Skin tone %(number)s"), { number: index }) : gettext("No skin tone");
}

customElements.define("happy-emoji-picker", EmojiPicker);
