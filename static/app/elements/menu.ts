/** Menus: what stands in them, and the way to open one. What draws them is fetched with the first. */

import type { TemplateResult } from "lit";

import type { IconName } from "./icons.js";

export interface MenuItem {
  words: string;
  icon?: IconName;
  dangerous?: boolean;
  /** Shown in place of the words, in a row above the others. */
  sign?: string | TemplateResult;
  /** One of a few that exclude each other, or with a sign one that can be on: whether it is. */
  checked?: boolean;
  act: () => unknown;
}

/** Below a button, or at a point of the window. */
export type MenuPlace = Element | { x: number; y: number };

const MARGIN_PX = 8;

/** Put a dialog below its button or the point, or above where there is no room. */
export function putBeside(dialog: HTMLElement, place: MenuPlace): void {
  const { left, right, top, bottom } = boxOf(place);
  const { width, height } = dialog.getBoundingClientRect();
  const isLate = left + width > innerWidth - MARGIN_PX;
  const x = isLate ? right - width : left;
  const y = bottom + height > innerHeight - MARGIN_PX ? top - height : bottom;
  dialog.style.left = `${Math.max(MARGIN_PX, Math.min(x, innerWidth - width - MARGIN_PX))}px`;
  dialog.style.top = `${Math.max(MARGIN_PX, Math.min(y, innerHeight - height - MARGIN_PX))}px`;
}

function boxOf(place: MenuPlace): Pick<DOMRect, "left" | "right" | "top" | "bottom"> {
  if (place instanceof Element) return place.getBoundingClientRect();
  else return { left: place.x, right: place.x, top: place.y, bottom: place.y };
}

/** Open a menu, unless one is open; the focus returns to where it was. */
export async function openMenu(place: MenuPlace, label: string, items: readonly MenuItem[]): Promise<void> {
  const { Menu } = await import("./menu-list.js");
  if (document.querySelector("happy-menu") || !items.length) return;
  const menu = new Menu();
  Object.assign(menu, { place, label, items });
  document.body.append(menu);
}
