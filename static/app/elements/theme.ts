/** The look of the page, after what the person prefers. The server sets the same when it sends the page. */

import type { Preferences } from "../protocol.js";

export type Theme = NonNullable<Preferences["theme"]>;

/** The steps the style sheet knows. */
export const TEXT_SIZES = [80, 90, 100, 110, 125, 150, 175, 200] as const;

export function nearestTextSize(size: number): number {
  return TEXT_SIZES.reduce((best, step) => (Math.abs(step - size) < Math.abs(best - size) ? step : best));
}

export function applyPreferences({ theme = "auto", text_size: size = 100 }: Preferences): void {
  const { dataset } = document.documentElement;
  dataset["theme"] = theme;
  dataset["textSize"] = String(nearestTextSize(size));
}
