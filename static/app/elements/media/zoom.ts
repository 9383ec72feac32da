/** Looking closer at what fills the window: with wheel, fingers, a double tap, keys. */

const MOST = 6;
const CLOSER = 2.5;
const SWIPE_PX = 60;

type Point = { x: number; y: number };

export class Zoom {
  scale = 1;
  #at: Point = { x: 0, y: 0 };
  readonly #pointers = new Map<number, Point>();
  readonly #changed: () => void;
  readonly #swiped: (by: 1 | -1) => void;
  #begun: Point = { x: 0, y: 0 };
  /** Were there two fingers? Lifting one of them is no swipe. */
  #pinched = false;

  constructor(changed: () => void, swiped: (by: 1 | -1) => void) {
    this.#changed = changed;
    this.#swiped = swiped;
  }

  /** A property: the page allows no style attribute. */
  get style(): string {
    return `transform: translate(${this.#at.x}px, ${this.#at.y}px) scale(${this.scale})`;
  }

  reset(): void {
    this.#set(1, { x: 0, y: 0 });
  }

  /** Towards a point, which is measured from the middle. */
  to(scale: number, { x, y }: Point = { x: 0, y: 0 }): void {
    const next = Math.min(Math.max(scale, 1), MOST);
    const ratio = next / this.scale;
    this.#set(next, next === 1 ? { x: 0, y: 0 } : { x: x - (x - this.#at.x) * ratio, y: y - (y - this.#at.y) * ratio });
  }

  toggle = (event: MouseEvent): void => (this.scale > 1 ? this.reset() : this.to(CLOSER, fromMiddle(event)));

  wheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.to(this.scale * Math.exp(-event.deltaY / 400), fromMiddle(event));
  };

  down = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    if (!this.#pointers.size) [this.#begun, this.#pinched] = [fromMiddle(event), false];
    this.#pointers.set(event.pointerId, fromMiddle(event));
    if (this.#pointers.size > 1) this.#pinched = true;
  };

  move = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = fromMiddle(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) this.to((this.scale * distance(now, other)) / (distance(before, other) || 1), middle(now, other));
    else if (this.scale > 1) this.#set(this.scale, { x: this.#at.x + now.x - before.x, y: this.#at.y + now.y - before.y });
  };

  up = (event: PointerEvent): void => {
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size || this.#pinched || this.scale > 1) return;
    const by = fromMiddle(event).x - this.#begun.x;
    if (event.pointerType === "touch" && Math.abs(by) > SWIPE_PX) this.#swiped(by > 0 ? -1 : 1);
  };

  #set(scale: number, at: Point): void {
    this.scale = scale;
    this.#at = at;
    this.#changed();
  }
}

function fromMiddle({ clientX, clientY }: MouseEvent): Point {
  return { x: clientX - innerWidth / 2, y: clientY - innerHeight / 2 };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function middle(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}
