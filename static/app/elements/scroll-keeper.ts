/** Keeps what a person reads in its place while messages come and go around it. */

/** So near to the bottom new messages pull the log along. */
const AT_END_PX = 48;
/** How much of the context stays above the first unread message. */
const TOP_MARGIN_PX = 96;

interface Anchor {
  id: string;
  /** From the top of the view to the top of the message. */
  offset: number;
}

export class ScrollKeeper {
  /** Does the log stay at the end as messages come? */
  following = false;
  readonly #host: HTMLElement;
  #view: HTMLElement | undefined;
  #anchor: Anchor | undefined;
  /** While the page is rebuilt the anchor must stay the one from before. */
  #held = false;
  readonly #sizes = new ResizeObserver(() => this.#place());

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  start(view: HTMLElement): void {
    this.#view = view;
    this.#sizes.observe(view);
    if (view.firstElementChild) this.#sizes.observe(view.firstElementChild);
  }

  stop(): void {
    this.#sizes.disconnect();
  }

  /** Before the page changes: remember what is read, and where. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#remember();
  }

  /** After it has changed: put it back there. */
  keep(): void {
    this.#held = false;
    this.#place();
  }

  follow(): void {
    this.following = true;
  }

  showInMiddle(id: string): void {
    const message = this.#find(id);
    if (message && this.#view) {
      this.#pin(id, Math.max(TOP_MARGIN_PX / 2, (this.#view.clientHeight - message.offsetHeight) / 2));
    }
  }

  showAtTop(id: string): void {
    this.#pin(id, TOP_MARGIN_PX);
  }

  /** Look where we are after a scroll. True at the end. */
  look(): boolean {
    if (!this.#held) this.#remember();
    return this.room.below < AT_END_PX;
  }

  /** How many pixels lie hidden above and below. */
  get room(): { above: number; below: number } {
    if (!this.#view) return { above: Infinity, below: Infinity };
    const { scrollTop, scrollHeight, clientHeight } = this.#view;
    return { above: scrollTop, below: scrollHeight - scrollTop - clientHeight };
  }

  /** The id of the lowest message of which something is to be seen. */
  lastVisible(): string | undefined {
    const bottom = this.#view?.getBoundingClientRect().bottom ?? 0;
    return this.#messages().findLast((message) => message.getBoundingClientRect().top < bottom)?.dataset["id"];
  }

  /** Is anything of this message to be seen? */
  shows(id: string): boolean {
    const message = this.#find(id)?.getBoundingClientRect();
    const view = this.#view?.getBoundingClientRect();
    return message !== undefined && view !== undefined && message.bottom > view.top && message.top < view.bottom;
  }

  #pin(id: string, offset: number): void {
    this.following = false;
    this.#anchor = { id, offset };
    this.#place();
  }

  /**
   * What is read is best known by a message that begins in sight: what is above it may change its height, as the
   * oldest one does when it turns out to go on with another. But what somebody unfolds stays where it begins.
   */
  #remember(): void {
    if (!this.#view) return;
    const { top, bottom } = this.#view.getBoundingClientRect();
    const places = this.#messages().map((message) => ({ message, box: message.getBoundingClientRect() }));
    const visible = places.filter(({ box }) => box.bottom > top && box.top < bottom);
    const anchor =
      visible.find(({ message }) => message.contains(document.activeElement)) ?? visible.find(({ box }) => box.top >= top) ?? visible[0];
    const id = anchor?.message.dataset["id"];
    if (anchor && id !== undefined) this.#anchor = { id, offset: anchor.box.top - top };
  }

  #place(): void {
    const view = this.#view;
    if (!view || this.#held) return;
    if (this.following) view.scrollTop = view.scrollHeight;
    else if (this.#anchor) {
      const message = this.#find(this.#anchor.id);
      if (!message) return;
      const offset = message.getBoundingClientRect().top - view.getBoundingClientRect().top;
      const moved = offset - this.#anchor.offset;
      if (Math.abs(moved) >= 1) view.scrollTop += moved;
    }
  }

  #find(id: string): HTMLElement | undefined {
    return this.#messages().find((message) => message.dataset["id"] === id);
  }

  #messages(): HTMLElement[] {
    return [...this.#host.querySelectorAll<HTMLElement>("[data-id]")];
  }
}
