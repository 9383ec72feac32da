/** Pictures and files on their way into conversations. What is chosen waits in a tray; sending goes on wherever one looks. */

import { ActionError } from "./errors.js";
import type { Parts } from "./parts.js";
import type { Played } from "./played.js";
import type { Attachment, StreamId, UserId } from "./protocol.js";
import { fetchTelling } from "./uploading.js";
import type { Topic } from "./views.js";

export interface Chosen {
  file: File;
  kind: "picture" | "video" | "file";
  /** The address of a small picture; "" for a file. */
  preview: string;
  /** What a video says of itself, beside its bytes. */
  about?: { duration: string; poster: Blob };
}

/** A recording: how long it is in seconds, and how loud. */
export interface Voice {
  file: File;
  duration: number;
  waveform: readonly number[];
}

export interface Tray {
  chosen: readonly Chosen[];
  /** While they are being sent: how much of each is on the server, from 0 to 1. */
  brought?: ReadonlyMap<Chosen, number>;
  /** Why the last try failed. */
  error?: ActionError;
}

/** What is said with the first of them. */
export interface Words {
  body: string;
  mentions?: UserId[];
  replyTo?: number;
}

const EMPTY: Tray = { chosen: [] };

export class Files {
  readonly #parts: Parts;
  readonly #changed: (topic: Topic) => void;
  readonly #trays = new Map<StreamId, Tray>();
  readonly #stops = new Map<StreamId, AbortController>();
  /** What is on the server already: who tries again does not bring it twice. */
  readonly #held = new WeakMap<Chosen, Attachment>();

  constructor(parts: Parts, changed: (topic: Topic) => void) {
    this.#parts = parts;
    this.#changed = changed;
  }

  /** Which recordings I have listened to. */
  get played(): Played {
    return this.#parts.played;
  }

  /** Bring a recording to the server and send it. */
  async sendVoice(stream: StreamId, { file, duration, waveform }: Voice): Promise<void> {
    const voice = await this.#parts.api.upload(file, "voice", {}, { duration: String(duration), waveform: waveform.join(",") });
    this.#parts.opened.get(stream)?.showLatest();
    await this.#parts.outbox.add({ stream, said: { kind: "voice", attachments: [voice.id] }, attachments: [voice], body: "" });
  }

  tray(stream: StreamId): Tray {
    return this.#trays.get(stream) ?? EMPTY;
  }

  add(stream: StreamId, one: Chosen): void {
    this.#set(stream, { chosen: [...this.tray(stream).chosen, one] });
  }

  remove(stream: StreamId, one: Chosen): void {
    URL.revokeObjectURL(one.preview);
    this.#set(stream, { chosen: this.tray(stream).chosen.filter((other) => other !== one) });
  }

  /** Stop sending; what is not sent yet stays in the tray. */
  cancel(stream: StreamId): void {
    this.#stops.get(stream)?.abort();
  }

  /** Send what is in the tray, with some words. Resolves to whether the words went; what did not stays in the tray. */
  async send(stream: StreamId, words: Words): Promise<boolean> {
    const { chosen } = this.tray(stream);
    const stop = new AbortController();
    this.#stops.set(stream, stop);
    this.#set(stream, { chosen, brought: new Map() });
    let isFirst = true;
    try {
      for (const together of messagesOf(chosen)) {
        await this.#sendOne(stream, together, isFirst ? words : { body: "" }, stop.signal);
        isFirst = false;
      }
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      const { chosen } = this.tray(stream);
      this.#set(stream, stop.signal.aborted ? { chosen } : { chosen, error });
    } finally {
      this.#stops.delete(stream);
    }
    return !isFirst;
  }

  async #sendOne(stream: StreamId, together: readonly Chosen[], words: Words, signal: AbortSignal): Promise<void> {
    const attachments: Attachment[] = [];
    for (const one of together) attachments.push(await this.#bring(stream, one, signal));
    const { body, mentions, replyTo } = words;
    await this.#parts.outbox.add({
      stream,
      said: { kind: together[0]!.kind === "file" ? "file" : "album", attachments: attachments.map(({ id }) => id) },
      attachments,
      body,
      ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      ...(mentions?.length ? { mentions } : {}),
    });
    const { chosen, brought } = this.tray(stream);
    const left = chosen.filter((one) => !together.includes(one));
    this.#set(stream, left.length && brought ? { chosen: left, brought } : { chosen: left });
    for (const { preview } of together) URL.revokeObjectURL(preview);
  }

  async #bring(stream: StreamId, one: Chosen, signal: AbortSignal): Promise<Attachment> {
    const tell = (share: number): void => {
      const { chosen, brought } = this.tray(stream);
      this.#set(stream, { chosen, brought: new Map(brought).set(one, share) });
    };
    const held = this.#held.get(one);
    if (signal.aborted) throw new ActionError("offline");
    const attachment = held ?? (await this.#parts.api.upload(one.file, one.kind, { signal, via: fetchTelling(tell) }, one.about));
    this.#held.set(one, attachment);
    tell(1);
    return attachment;
  }

  #set(stream: StreamId, tray: Tray): void {
    if (tray.chosen.length) this.#trays.set(stream, tray);
    else this.#trays.delete(stream);
    this.#changed(`conversation:${stream}`);
  }
}

/** Pictures and videos are one message, each file is one. */
function messagesOf(chosen: readonly Chosen[]): readonly (readonly Chosen[])[] {
  const pictures = chosen.filter(({ kind }) => kind !== "file");
  const files = chosen.filter(({ kind }) => kind === "file").map((one) => [one]);
  return pictures.length ? [pictures, ...files] : files;
}
