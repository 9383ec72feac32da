/** A poll in the log: its options are buttons with bars that grow while people vote. */

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import "../../../words.js";
import type { PollOption } from "../../../protocol.js";
import type { ConversationView, MessageView, Topic } from "../../../store.js";
import { toast } from "../../events.js";
import "../../face.js";
import { icon } from "../../icons.js";
import { once } from "../../once.js";
import { Part } from "../../part.js";
import { sentence } from "../../phrases.js";
import { whoIn } from "../../summary.js";
import { closeIt, mayClose } from "./closing.js";

/** So many faces stand beside an option. */
const MOST_FACES = 4;

export class PollMessage extends Part {
  @property({ attribute: false }) message!: MessageView;
  @property({ attribute: false }) view!: ConversationView;
  /** What I have chosen, where the rows do not say it. */
  @state() private told: readonly number[] | undefined;
  @state() busy = false;

  /** Once; one's own poll has nothing to be asked about until it is sent. */
  #asked = false;

  protected override get topics(): Topic[] {
    return ["people"];
  }

  protected override updated(): void {
    const { seq, row } = this.message;
    if (seq === undefined || !row?.poll?.anonymous || this.#asked) return;
    this.#asked = true;
    void this.#ask(seq);
  }

  protected override render(): TemplateResult {
    const { message } = this;
    const { row, said, body } = message;
    const options = row?.poll?.options ?? said?.poll?.options.map((text) => ({ text, count: 0 })) ?? [];
    const isOpen = row?.open === true;
    return html`<section class="poll ${row?.poll?.multiple ? "poll--multiple" : ""}" aria-label=${sentence(gettext("Poll: %(question)s"), { question: body })} @click=${(event: Event) => event.stopPropagation()}>
      <p class="poll__kind">${icon("poll", "s")} ${row && !isOpen ? gettext("Closed poll") : gettext("Poll")}</p>
      <p class="poll__question" dir="auto">${body}</p>
      <ul class="poll__options" aria-busy=${this.busy}>
        ${options.map((option, index) => html`<li>${this.#option(option, index)}</li>`)}
      </ul>
      <p class="poll__about" role="status">${this.#about()}</p>
      ${this.#acts()}
    </section>`;
  }

  #option(option: PollOption, index: number): TemplateResult {
    const { voters = 0 } = this.message.row?.poll ?? {};
    const share = voters ? Math.round((100 * option.count) / voters) : 0;
    const votes = sentence(ngettext("%(count)s vote", "%(count)s votes", option.count), { count: option.count });
    return html`<button
      class="poll__option"
      aria-pressed=${this.#mine.includes(index)}
      aria-label="${option.text}, ${votes}"
      ?disabled=${!this.#mayVote}
      @click=${() => this.#choose(index)}
    >
      <span class="poll__mark">${this.#mine.includes(index) ? icon("sent", "s") : nothing}</span>
      <span class="poll__text" dir="auto">${option.text}</span>
      <span class="poll__count">${option.count}</span>
      <span class="poll__bar"><progress class="poll__share" max="100" value=${share} aria-hidden="true"></progress></span>
      ${this.#faces(option)}
    </button>`;
  }

  #faces({ users = [] }: PollOption): TemplateResult | typeof nothing {
    if (!users.length) return nothing;
    return html`<span class="poll__faces" aria-hidden="true">
      ${users.slice(0, MOST_FACES).map((user) => html`<happy-face class="face face--xs" .people=${[this.store.person(user)]}></happy-face>`)}
      ${users.length > MOST_FACES ? html`<span class="poll__rest">+${users.length - MOST_FACES}</span>` : nothing}
    </span>`;
  }

  #about(): string {
    const { row } = this.message;
    if (!row?.poll) return gettext("Sending…");
    const { voters, anonymous, multiple, closes_at: closesAt } = row.poll;
    const facts = [sentence(ngettext("%(count)s person voted", "%(count)s people voted", voters), { count: voters })];
    if (multiple) facts.push(gettext("several choices"));
    if (anonymous) facts.push(gettext("anonymous"));
    if (closesAt && row.open) facts.push(sentence(gettext("until %(time)s"), { time: this.times.moment(closesAt) }));
    return facts.join(" · ");
  }

  #acts(): TemplateResult | typeof nothing {
    const { message, view, store } = this;
    const poll = message.row?.poll;
    const isNamed = poll !== undefined && !poll.anonymous && poll.voters > 0;
    if (!isNamed && !mayClose(view, message)) return nothing;
    return html`<div class="poll__acts">
      ${isNamed ? html`<button class="poll__act" @click=${this.#showVoters}>${gettext("Who voted")}</button>` : nothing}
      ${mayClose(view, message)
        ? html`<button class="poll__act" @click=${() => closeIt({ source: this, store, view }, message)}>${gettext("Close poll")}</button>`
        : nothing}
    </div>`;
  }

  /** Indexes, ascending. */
  get #mine(): readonly number[] {
    const { poll } = this.message.row ?? {};
    if (!poll || poll.anonymous) return this.told ?? [];
    return poll.options.flatMap(({ users }, index) => (users?.includes(this.store.user) ? [index] : []));
  }

  get #mayVote(): boolean {
    const { row } = this.message;
    // Before it is known what I chose, a press could take it back.
    const isKnown = !row?.poll?.anonymous || this.told !== undefined;
    return row?.open === true && isKnown && !this.view.refusal;
  }

  /** Pressed once more, it is chosen no more. */
  #choose(index: number): void {
    const mine = this.#mine;
    const others = this.message.row?.poll?.multiple ? mine.filter((one) => one !== index) : [];
    void this.#answer(mine.includes(index) ? others : [...others, index]);
  }

  async #answer(options: number[]): Promise<void> {
    if (this.busy) return;
    await once(this, async () => {
      this.told = (await this.store.messages.answer(this.view.id, this.message.seq!, { options })).options;
    });
  }

  /** What I chose among those who stay unnamed, only the server knows. */
  async #ask(seq: number): Promise<void> {
    try {
      this.told = (await this.store.messages.answer(this.view.id, seq, {})).options;
    } catch {
      // Without a line nobody can vote either; the next change asks again.
      this.#asked = false;
    }
  }

  async #showVoters(): Promise<void> {
    const { showVoters } = await import("./voters.js");
    const who = whoIn(this.view, this.store);
    const { body, row } = this.message;
    showVoters(body, row!.poll!.options.map(({ text, users = [] }) => ({ text, people: users.map(who) })));
  }
}

customElements.define("happy-poll", PollMessage);
