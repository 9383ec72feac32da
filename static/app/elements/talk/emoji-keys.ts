/** Arrow keys in the grid of emoji: as it is laid out, from group to group. */

export function stepInGrid(event: KeyboardEvent): void {
  const grid = event.currentTarget as HTMLElement;
  const all = [...grid.querySelectorAll<HTMLElement>(".emoji__one")];
  const from = all.indexOf(document.activeElement as HTMLElement);
  const to = from < 0 ? undefined : stepFrom(all, from, event.key);
  if (to === undefined) return;
  event.preventDefault();
  // Tab comes back to where the arrows left off.
  all[from]!.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

function stepFrom(all: HTMLElement[], from: number, key: string): HTMLElement | undefined {
  switch (key) {
    case "ArrowRight":
      return all[from + 1];
    case "ArrowLeft":
      return all[from - 1];
    case "Home":
      return all[0];
    case "End":
      return all.at(-1);
    case "ArrowDown":
      return nextRow(all.slice(from + 1), all[from]!);
    case "ArrowUp":
      return nextRow(all.slice(0, from).reverse(), all[from]!);
    default:
      return undefined;
  }
}

/** In the next row that `others` come to: the one that stands below or above. */
function nextRow(others: readonly HTMLElement[], here: HTMLElement): HTMLElement | undefined {
  const top = others.find(({ offsetTop }) => offsetTop !== here.offsetTop)?.offsetTop;
  if (top === undefined) return undefined;
  const start = others.findIndex(({ offsetTop }) => offsetTop === top);
  const length = others.slice(start).findIndex(({ offsetTop }) => offsetTop !== top);
  const row = others.slice(start, length < 0 ? undefined : start + length);
  const away = (one: HTMLElement) => Math.abs(one.offsetLeft - here.offsetLeft);
  return row.reduce((best, one) => (away(one) < away(best) ? one : best));
}
