/** What can be sent beside words. Each opens something of its own, fetched when somebody chooses it. */

import type { ConversationView } from "../../store.js";
import type { IconName } from "../icons.js";
import type { Talk } from "./message-menu.js";

export interface Tile {
  icon: IconName;
  words: () => string;
  /** Where it is offered: everywhere, unless it says so. */
  fits?: (view: ConversationView) => boolean;
  /** Begin, in the talk; its `source` is the button that opened the tiles, to which the focus returns. */
  open: (talk: Talk & { source: HTMLElement }) => unknown;
}

export const TILES: readonly Tile[] = [
  {
    icon: "dice",
    words: () => gettext("Dice"),
    open: async (talk) => (await import("./kinds/dice.js")).chooseDice(talk),
  },
  {
    icon: "lots",
    words: () => gettext("Draw lots"),
    open: async (talk) => (await import("./kinds/lots.js")).drawLots(talk),
  },
];
