/** Choosing what is to be sent: from the system, by pasting, by dropping. It waits in the tray of the conversation. */

import "../../words.js";
import type { Chosen } from "../../files.js";
import type { StreamId } from "../../protocol.js";
import type { Store } from "../../store.js";
import { toast } from "../events.js";
import { sentence } from "../phrases.js";
import type { Talk } from "../talk/message-menu.js";
import { posterOf, type Poster } from "./poster.js";
import { shrunk } from "./shrink.js";

const MOST = 9;
const MEGABYTE = 1024 * 1024;

/** Let the system ask for files, or for a photograph. */
export function pick(talk: Talk, accept = "", capture = false): void {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: !capture, accept, hidden: true });
  if (capture) input.capture = "environment";
  input.addEventListener("change", () => {
    input.remove();
    void choose(talk.store, talk.view.id, [...(input.files ?? [])], talk.source);
  });
  input.addEventListener("cancel", () => input.remove());
  // Some browsers only ask for one that is in the page.
  document.body.append(input);
  input.click();
}

/** Put files into the tray of a conversation. */
export async function choose(store: Store, stream: StreamId, files: readonly File[], source: EventTarget): Promise<void> {
  const most = store.limits.upload ?? Infinity;
  for (const file of files) {
    const picture = await shrunk(file);
    const video = picture ? undefined : await posterOf(file);
    const { size, name } = picture ?? file;
    const { chosen, brought } = store.files.tray(stream);
    if (brought) return toast(source, gettext("Wait until those before it are sent."));
    else if (chosen.length === MOST) return toast(source, sentence(gettext("%(count)s at once, at most."), { count: MOST }));
    else if (size > most) toast(source, sentence(gettext("“%(name)s” is larger than %(size)s MB."), { name, size: Math.floor(most / MEGABYTE) }));
    else if (size === 0) toast(source, sentence(gettext("“%(name)s” is empty."), { name }));
    else if (picture) store.files.add(stream, { file: picture, kind: "picture", preview: URL.createObjectURL(picture) });
    else if (video) store.files.add(stream, videoOf(file, video));
    else store.files.add(stream, { file, kind: "file", preview: "" });
  }
}

function videoOf(file: File, { poster, duration }: Poster): Chosen {
  return { file, kind: "video", preview: URL.createObjectURL(poster), about: { duration: String(duration), poster } };
}
