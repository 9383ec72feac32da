/** Some phones lay the keyboard over the page instead of making the page smaller: leave that room free. */

export function keepAboveKeyboard(frame: HTMLElement): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const measure = (): void => {
    // Zooming in shows less of the page too; that is no keyboard.
    const hidden = viewport.scale > 1.01 ? 0 : Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
    frame.style.setProperty("--keyboard", `${Math.round(hidden)}px`);
  };
  viewport.addEventListener("resize", measure);
  viewport.addEventListener("scroll", measure);
}
