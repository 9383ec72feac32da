/** What fills the bubble of a message that is more than words: for each kind an element, fetched with the first of them. */

import { html, type TemplateResult } from "lit";

import type { Attachment } from "../protocol.js";
import type { ConversationView, MessageView, Store } from "../store.js";
import { isSeen, shownMedia } from "./media/shown.js";
import { sticker } from "./sticker.js";

/** Where a message stands. */
export interface Around {
  view: ConversationView;
  store: Store;
}

interface Content {
  fetch: () => Promise<unknown>;
  draw: (message: MessageView, around: Around) => TemplateResult;
  /** Does it stand without a bubble? */
  bare?: (message: MessageView) => boolean;
}

/** Their room is kept before anything is fetched, so they need no element of their own. */
const MEDIA: Content = {
  fetch: () => Promise.resolve(),
  draw: ({ attachments }, { view }) => shownMedia(attachments, () => view.messages.flatMap((message) => message.attachments.filter(isSeen))),
  bare: ({ body }) => !body,
};

const CONTENTS: Record<string, Content> = {
  album: MEDIA,
  file: MEDIA,
  voice: {
    fetch: () => import("./media/voice.js"),
    draw: ({ attachments: [voice], mine }, { store }) => html`<happy-voice class="voice" .store=${store} .voice=${voice} .mine=${mine}></happy-voice>`,
  },
  card: {
    fetch: () => import("./talk/kinds/card.js"),
    draw: (message, { store }) => html`<happy-card-message .store=${store} .message=${message}></happy-card-message>`,
  },
  chain: {
    fetch: () => import("./talk/kinds/chain.js"),
    draw: (message, { store, view }) => html`<happy-chain .store=${store} .view=${view} .message=${message}></happy-chain>`,
  },
  dice: {
    fetch: () => import("./talk/kinds/dice.js"),
    draw: (message) => html`<happy-dice .message=${message}></happy-dice>`,
    bare: () => true,
  },
  push: {
    fetch: () => import("./talk/kinds/pushed.js"),
    draw: (message) => html`<happy-pushed class="pushed" .message=${message}></happy-pushed>`,
  },
  sticker: {
    fetch: () => Promise.resolve(),
    draw: ({ attachments, said }, { store, view }) => sticker(attachments[0] ?? kept(said?.sticker, store, view)),
    bare: () => true,
  },
  poll: {
    fetch: () => import("./talk/kinds/poll.js"),
    draw: (message, { store, view }) => html`<happy-poll .store=${store} .view=${view} .message=${message}></happy-poll>`,
  },
  forward: {
    fetch: () => import("./talk/kinds/record.js"),
    draw: (message, { store }) => html`<happy-record .store=${store} .message=${message}></happy-record>`,
  },
};

/** What I send is mine, or the group's. */
function kept(id: string | undefined, { stickers }: Store, { info }: ConversationView): Attachment | undefined {
  return [...stickers.mine, ...(info?.stickers ?? [])].find((one) => one.id === id);
}

/** Draw what a message is beyond words; undefined for one of words, and for kinds this page has never heard of. */
export function contentOf(around: Around, message: MessageView): TemplateResult | undefined {
  const content = CONTENTS[message.kind];
  // What could not be fetched is asked for again with the next message.
  content?.fetch().catch(() => undefined);
  return content?.draw(message, around);
}

export function isBare(message: MessageView): boolean {
  return CONTENTS[message.kind]?.bare?.(message) === true;
}
