/** Which square of a picture is used: moved and made smaller or larger, never beyond the picture. All in its pixels. */

export interface Size {
  width: number;
  height: number;
}

/** The corner of the square, and how long its sides are. */
export interface Crop {
  x: number;
  y: number;
  side: number;
}

/** Closer than that a face is a blur. */
const LEAST_SIDE_PX = 96;
const MOST_ZOOM = 8;

/** The largest square, around the middle. */
export function middle({ width, height }: Size): Crop {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** The square moved, as far as there is a picture. */
export function moved(crop: Crop, right: number, down: number, size: Size): Crop {
  return within({ ...crop, x: crop.x + right, y: crop.y + down }, size);
}

/** The square seen `times` as near as the largest; the point at `across` and `along` of it (0 to 1) stays where it is. */
export function zoomed(crop: Crop, times: number, size: Size, across = 0.5, along = 0.5): Crop {
  const side = Math.min(size.width, size.height) / Math.min(Math.max(times, 1), mostZoom(size));
  const lost = crop.side - side;
  return within({ x: crop.x + lost * across, y: crop.y + lost * along, side }, size);
}

export function zoomOf({ side }: Crop, { width, height }: Size): number {
  return Math.min(width, height) / side;
}

/** Small pictures can be looked at less closely. */
export function mostZoom({ width, height }: Size): number {
  return Math.min(MOST_ZOOM, Math.max(1, Math.min(width, height) / LEAST_SIDE_PX));
}

function within({ x, y, side }: Crop, { width, height }: Size): Crop {
  return { x: Math.min(Math.max(x, 0), width - side), y: Math.min(Math.max(y, 0), height - side), side };
}
