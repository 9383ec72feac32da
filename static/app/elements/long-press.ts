/** A finger that rests on something: what a right click is to a mouse. Not every phone says so by itself. */

const PRESS_MS = 500;
/** A finger is never quite still. */
const SLACK_PX = 10;

type Point = { x: number; y: number };

export class LongPress {
  readonly #pressed: (at: Point) => void;
  #stop: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(pressed: (at: Point) => void) {
    this.#pressed = pressed;
  }

  begin(event: PointerEvent): void {
    if (event.pointerType !== "touch") return;
    this.end();
    const at = { x: event.clientX, y: event.clientY };
    const { signal } = (this.#stop = new AbortController());
    const end = (): void => this.end();
    for (const over of ["pointerup", "pointercancel"]) addEventListener(over, end, { signal });
    addEventListener("pointermove", (move) => Math.hypot(move.clientX - at.x, move.clientY - at.y) > SLACK_PX && end(), { signal });
    this.#timer = setTimeout(() => {
      this.end();
      swallowClick();
      this.#pressed(at);
    }, PRESS_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#stop?.abort();
  }
}

/** Lifting that finger clicks nothing: neither what it rested on nor what has opened below it. */
function swallowClick(): void {
  const next = new AbortController();
  addEventListener("touchend", (event) => event.preventDefault(), { once: true, signal: next.signal });
  addEventListener("touchstart", () => next.abort(), { once: true, capture: true });
}
