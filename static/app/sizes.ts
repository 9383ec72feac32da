/** Sizes of files in words. */

import { knownLocale } from "./time.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export function sizeWords(bytes: number, locale: string): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const format = new Intl.NumberFormat(knownLocale(locale), {
    style: "unit",
    unit: UNITS[power]!,
    unitDisplay: "short",
    maximumFractionDigits: power > 1 ? 1 : 0,
  });
  return format.format(bytes / 1000 ** power);
}
