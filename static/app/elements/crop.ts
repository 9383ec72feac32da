import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { middle, mostZoom, moved, zoomed, zoomOf, type Crop } from "../cropping.js";
import { Light } from "./part.js";

/** What is sent: a phone's photo would be megabytes. */
const SIDE_PX = 512;
const STEP = 0.05; // of the square, for each press of an arrow key
const ZOOM_STEP = 1.15;

/** Let a person choose the square of a picture that is used; undefined if they cancel. Rejects if it is no picture. */
export async function crop(file: Blob): Promise<Blob | undefined> {
  const before = document.activeElement;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const element = new CropDialog();
  element.picture = picture;
  document.body.append(element);
  try {
    return await element.answer;
  } finally {
    element.remove();
    picture.close();
    if (before instanceof HTMLElement) before.focus();
  }
}

/** The square is all that is seen: dragged, pinched, turned with the wheel, moved with keys. */
class CropDialog extends Light {
  @property({ attribute: false }) picture!: ImageBitmap;

  @state() private crop: Crop = { x: 0, y: 0, side: 1 };

  #settle!: (cut: Blob | undefined) => void;
  #fail!: (error: Error) => void;
  readonly answer = new Promise<Blob | undefined>((resolve, reject) => {
    this.#settle = resolve;
    this.#fail = reject;
  });
  readonly #fingers = new Map<number, PointerEvent>();

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.crop = middle(this.picture);
  }

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
    this.#canvas.addEventListener("wheel", (event) => this.#turned(event), { passive: false });
  }

  protected override updated(): void {
    this.#draw(this.#canvas);
  }

  protected override render(): TemplateResult {
    const most = mostZoom(this.picture);
    return html`<dialog class="dialog crop" aria-labelledby="crop-title" @close=${this.#closed}>
      <h2 id="crop-title">${gettext("Crop the picture")}</h2>
      <p class="dialog__text" id="crop-hint">
        ${gettext("This is how others will see it.")} ${gettext("Drag it, or move it with the arrow keys.")}
      </p>
      <canvas class="crop__square" width=${SIDE_PX} height=${SIDE_PX} tabindex="0" role="application"
        aria-label=${gettext("The part that is shown")} aria-describedby="crop-hint"
        @pointerdown=${this.#touched} @pointermove=${this.#dragged} @pointerup=${this.#left}
        @pointercancel=${this.#left} @keydown=${this.#pressed}></canvas>
      <label class="crop__zoom">
        <span class="field__label">${gettext("Size")}</span>
        <input type="range" min="1" max=${most} step="any" .value=${String(zoomOf(this.crop, this.picture))}
          ?disabled=${most === 1} @input=${this.#slid} />
      </label>
      <form class="dialog__actions" method="dialog">
        <button class="button" value="no">${gettext("Cancel")}</button>
        <button class="button button--primary" value="yes">${gettext("Use it")}</button>
      </form>
    </dialog>`;
  }

  get #canvas(): HTMLCanvasElement {
    return this.querySelector("canvas") as HTMLCanvasElement;
  }

  /** How many pixels of the picture one pixel of the screen stands for. */
  get #scale(): number {
    return this.crop.side / this.#canvas.getBoundingClientRect().width;
  }

  #move(right: number, down: number): void {
    this.crop = moved(this.crop, right, down, this.picture);
  }

  #zoom(times: number, across?: number, along?: number): void {
    this.crop = zoomed(this.crop, times * zoomOf(this.crop, this.picture), this.picture, across, along);
  }

  #slid(event: Event): void {
    this.crop = zoomed(this.crop, Number((event.target as HTMLInputElement).value), this.picture);
  }

  #turned(event: WheelEvent): void {
    event.preventDefault();
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#zoom(ZOOM_STEP ** (-event.deltaY / 100), event.offsetX / width, event.offsetY / height);
  }

  #pressed(event: KeyboardEvent): void {
    const step = this.crop.side * STEP;
    const acts: Record<string, () => void> = {
      ArrowLeft: () => this.#move(-step, 0),
      ArrowRight: () => this.#move(step, 0),
      ArrowUp: () => this.#move(0, -step),
      ArrowDown: () => this.#move(0, step),
      "+": () => this.#zoom(ZOOM_STEP),
      "=": () => this.#zoom(ZOOM_STEP),
      "-": () => this.#zoom(1 / ZOOM_STEP),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #touched(event: PointerEvent): void {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, event);
  }

  /** One finger drags; of two, the distance zooms and the middle drags. */
  #dragged(event: PointerEvent): void {
    const last = this.#fingers.get(event.pointerId);
    if (!last) return;
    const others = [...this.#fingers.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
    const [other] = others;
    this.#fingers.set(event.pointerId, event);
    if (other) this.#zoom(apart(event, other) / Math.max(1, apart(last, other)));
    const share = this.#scale / this.#fingers.size;
    this.#move((last.clientX - event.clientX) * share, (last.clientY - event.clientY) * share);
  }

  #left(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
  }

  #draw(canvas: HTMLCanvasElement): void {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    const { x, y, side } = this.crop;
    context.imageSmoothingQuality = "high";
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.picture, x, y, side, side, 0, 0, canvas.width, canvas.height);
  }

  #closed(event: Event): void {
    if ((event.target as HTMLDialogElement).returnValue !== "yes") {
      this.#settle(undefined);
      return;
    }
    const cut = document.createElement("canvas");
    cut.width = cut.height = Math.min(SIDE_PX, Math.round(this.crop.side));
    this.#draw(cut);
    cut.toBlob((blob) => (blob ? this.#settle(blob) : this.#fail(new Error("no picture"))), "image/png");
  }
}

function apart(one: PointerEvent, other: PointerEvent): number {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

customElements.define("happy-crop", CropDialog);
