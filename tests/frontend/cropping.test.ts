/** The square of a picture: wherever it is moved and however it is zoomed, it stays a square of the picture. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { middle, mostZoom, moved, zoomed, zoomOf, type Crop, type Size } from "../../static/app/cropping.js";

const WIDE: Size = { width: 1600, height: 900 };

function isInside({ x, y, side }: Crop, { width, height }: Size): boolean {
  const far = 1e-6;
  return x >= 0 && y >= 0 && x + side <= width + far && y + side <= height + far;
}

test("the first square is the largest, around the middle", () => {
  assert.deepEqual(middle(WIDE), { x: 350, y: 0, side: 900 });
  assert.deepEqual(middle({ width: 90, height: 160 }), { x: 0, y: 35, side: 90 });
});

test("it moves as far as there is a picture", () => {
  assert.deepEqual(moved(middle(WIDE), 100, 50, WIDE), { x: 450, y: 0, side: 900 });
  assert.deepEqual(moved(middle(WIDE), 5000, 0, WIDE), { x: 700, y: 0, side: 900 });
  assert.deepEqual(moved(middle(WIDE), -5000, 0, WIDE), { x: 0, y: 0, side: 900 });
});

test("zoomed in, the point it is zoomed at stays where it is", () => {
  const crop = zoomed(middle(WIDE), 2, WIDE, 0.25, 0.5);

  assert.equal(crop.side, 450);
  assert.equal(crop.x + crop.side * 0.25, 350 + 900 * 0.25);
  assert.equal(crop.y + crop.side * 0.5, 450);
  assert.equal(zoomOf(crop, WIDE), 2);
});

test("zoomed out again, it is the largest square and no more", () => {
  const corner = moved(zoomed(middle(WIDE), 4, WIDE), 5000, 5000, WIDE);

  assert.deepEqual(zoomed(corner, 0.1, WIDE), { x: 700, y: 0, side: 900 });
});

test("a small picture is not blown up", () => {
  assert.equal(mostZoom({ width: 80, height: 3000 }), 1);
  assert.equal(mostZoom({ width: 192, height: 192 }), 2);
  assert.equal(mostZoom({ width: 9000, height: 9000 }), 8);
});

test("whatever is done to it, it stays in the picture", () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (const size of [WIDE, { width: 1, height: 1 }, { width: 97, height: 4000 }]) {
    let crop = middle(size);
    for (let step = 0; step < 500; step++) {
      crop = moved(crop, (random() - 0.5) * 3000, (random() - 0.5) * 3000, size);
      crop = zoomed(crop, random() * 12, size, random(), random());
      assert.ok(isInside(crop, size), JSON.stringify([size, crop]));
    }
  }
});
