/** How loud a recording is, as bars, and how long. */

import { html, svg, type TemplateResult } from "lit";

const STEP = 4;
const WIDTH = 2.5;
const HEIGHT = 28;

/** The bars before `share` of the whole are those that were heard. */
export function waveform(levels: readonly number[], share = 0): TemplateResult {
  const bars = levels.map((level, at) => {
    const height = Math.max(3, (level / 100) * HEIGHT);
    const heard = at < share * levels.length ? "waveform__bar--heard" : "";
    return svg`<rect class="waveform__bar ${heard}" x=${at * STEP} y=${(HEIGHT - height) / 2} width=${WIDTH} height=${height} rx="1.25" />`;
  });
  const viewBox = `0 0 ${levels.length * STEP} ${HEIGHT}`;
  return html`<svg class="waveform" viewBox=${viewBox} preserveAspectRatio="none" aria-hidden="true">${bars}</svg>`;
}

/** As clocks show it: 0:07. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
