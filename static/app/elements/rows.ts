/** Arrow keys in lists: up and down move the focus from row to row, Home and End to the ends. */

const MOVES: Record<string, (index: number, last: number) => number> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** Listen with this on the element around the rows. */
export function moveInRows(event: KeyboardEvent): void {
  const move = MOVES[event.key];
  const list = event.currentTarget;
  if (!move || event.altKey || event.ctrlKey || event.metaKey || !(list instanceof HTMLElement)) return;
  const rows = [...list.querySelectorAll<HTMLElement>(".row[href], button.row")];
  const index = rows.findIndex((row) => row === document.activeElement);
  if (index < 0) return;
  event.preventDefault();
  rows[move(index, rows.length - 1)]?.focus();
}
