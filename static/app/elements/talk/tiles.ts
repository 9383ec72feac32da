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

/** Is this a device with a camera at hand, as phones are? */
const hasCamera = (): boolean => matchMedia("(pointer: coarse)").matches;

export const TILES: readonly Tile[] = [
  {
    icon: "picture",
    words: () => gettext("Pictures"),
    open: async (talk) => (await import("../media/choosing.js")).pick(talk, "image/*,video/*"),
  },
  {
    icon: "camera",
    words: () => gettext("Camera"),
    fits: hasCamera,
    open: async (talk) => (await import("../media/choosing.js")).pick(talk, "image/*", true),
  },
  {
    icon: "file",
    words: () => gettext("File"),
    open: async (talk) => (await import("../media/choosing.js")).pick(talk),
  },
  {
    icon: "poll",
    words: () => gettext("Poll"),
    open: async (talk) => (await import("./kinds/making-poll.js")).askPoll(talk),
  },
  {
    icon: "chain",
    words: () => gettext("Sign-up chain"),
    open: async (talk) => (await import("./kinds/making-chain.js")).beginChain(talk),
  },
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
  {
    icon: "me",
    words: () => gettext("Contact card"),
    open: async (talk) => (await import("./kinds/card.js")).chooseCards(talk),
  },
  {
    icon: "later",
    words: () => gettext("Send later"),
    open: async (talk) => (await import("./send-later.js")).sendLater(talk),
  },
];
