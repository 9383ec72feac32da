/** Menus: what stands in them, and the way to open one. What draws them is fetched with the first. */

import type { IconName } from "./icons.js";

export interface MenuItem {
  words: string;
  icon?: IconName;
  dangerous?: boolean;
  /** One of a few that exclude each other: whether it is the one. */
  checked?: boolean;
  act: () => unknown;
}

/** Below a button, or at a point of the window. */
export type MenuPlace = Element | { x: number; y: number };

/** Open a menu, unless one is open; the focus returns to where it was. */
export async function openMenu(place: MenuPlace, label: string, items: readonly MenuItem[]): Promise<void> {
  const { Menu } = await import("./menu-list.js");
  if (document.querySelector("happy-menu") || !items.length) return;
  const menu = new Menu();
  Object.assign(menu, { place, label, items });
  document.body.append(menu);
}
