/** Conversations on screen: which stretch of them is shown, how to get more of it, where the new messages begin. */

import type { Api, PageOf } from "./api.js";
import type { MessagePage, StreamId } from "./protocol.js";
import type { Run } from "./runs.js";
import { seqOf, type Stream } from "./stream.js";

const PAGE_SIZE = 50;
/** More messages than these are not held at once; of so many, these stay on both sides of where one reads. */
const MOST_HELD = 600;
const KEPT_AROUND = 200;
/** The newest stay, whatever is read: the list and the way back need them. */
const KEPT_NEWEST = 50;

export type Loading = "older" | "newer" | "around";

type Held = (page: MessagePage, stream: Stream, newest: number) => void;

export interface OpenedListener {
  stream(id: StreamId): Stream | undefined;
  put(stream: Stream, page: MessagePage): void;
  changed(id: StreamId): void;
}

/** One conversation on screen. */
export class Opened {
  readonly id: StreamId;
  readonly #api: Api;
  readonly #listener: OpenedListener;
  /** The stretch around this seq is shown; undefined: the newest. */
  #anchor: number | undefined;
  #loading: Loading | undefined;
  #fetching: Promise<void> | undefined;
  #firstUnread: number | undefined;
  #isFixed = false;

  constructor(id: StreamId, api: Api, listener: OpenedListener) {
    this.id = id;
    this.#api = api;
    this.#listener = listener;
  }

  get loading(): Loading | undefined {
    return this.#loading;
  }

  /** The stretch that is shown; undefined while nothing is held. */
  get run(): Run | undefined {
    const stream = this.#listener.stream(this.id);
    return (this.#anchor !== undefined && stream?.run(this.#anchor)) || stream?.run();
  }

  // Where the new messages begin

  get firstUnread(): number | undefined {
    return this.#firstUnread;
  }

  /** Until then nothing may be marked as read: it would move the line. */
  get isFixed(): boolean {
    return this.#isFixed;
  }

  /** Draw the line before `seq`, or nowhere; once, then it stays. */
  fix(seq: number | undefined): void {
    if (this.#isFixed) return;
    this.#isFixed = true;
    this.#firstUnread = seq;
    this.#listener.changed(this.id);
  }

  // Pages

  async loadOlder(): Promise<void> {
    const run = this.run;
    if (!run || run.from <= 1) return;
    await this.#load("older", { before: run.from }, ({ rows, more }, stream) => {
      stream.addRun(more ? firstOf(rows, run.from) : 1, run.from - 1);
    });
  }

  async loadNewer(): Promise<void> {
    const run = this.run;
    if (!run || run.to === Infinity) return;
    await this.#load("newer", { after: run.to }, ({ rows, more }, stream, newest) => {
      stream.addRun(run.to + 1, more ? lastOf(rows, run.to) : Math.max(newest, lastOf(rows, newest)));
    });
  }

  async showAround(seq: number): Promise<void> {
    if (this.#fetching) await this.#rest();
    if (!this.#listener.stream(this.id)?.run(seq)) await this.#load("around", { around: seq }, heldAround(seq));
    this.#anchor = seq;
    this.#listener.changed(this.id);
  }

  /** Fetch what was said around a time; returns the first message from then on, or the last one before. */
  async seqAt(date: string): Promise<number | undefined> {
    let seq: number | undefined;
    if (this.#fetching) await this.#rest();
    await this.#load("around", { date }, (page, stream, newest) => {
      const row = page.rows.find(({ sent_at }) => Date.parse(sent_at) >= Date.parse(date)) ?? page.rows.at(-1);
      seq = row && seqOf(row.key);
      if (seq !== undefined) heldAround(seq)(page, stream, newest);
    });
    return seq;
  }

  showLatest(): void {
    this.#anchor = undefined;
    this.#listener.changed(this.id);
  }

  /** Let go of what is far from `seq`, where one reads, once much is held. */
  letGo(seq: number): void {
    const { run } = this;
    const stream = this.#listener.stream(this.id);
    if (!run || !stream || this.#fetching || Math.min(run.to, stream.lastSeq) - run.from < MOST_HELD) return;
    const seqs = stream.messages(run.from, run.to).map(({ key }) => seqOf(key)!);
    const here = seqs.findLastIndex((other) => other <= seq);
    const newest = run.to === Infinity ? seqs.at(-KEPT_NEWEST)! : Infinity;
    stream.forget(run.from, (seqs[here - KEPT_AROUND] ?? run.from) - 1);
    stream.forget((seqs[here + KEPT_AROUND] ?? Infinity) + 1, Math.min(newest - 1, run.to));
    this.#anchor = stream.run(seq)?.to === Infinity ? undefined : seq;
    this.#listener.changed(this.id);
  }

  /** One page at a time; whatever becomes of the one on its way, the next is still wanted. */
  async #rest(): Promise<void> {
    while (this.#fetching) await this.#fetching.catch(() => undefined);
  }

  /** Fetch a page; `held` says which run it completes. `newest` is the last seq known when it was asked for. */
  async #load(loading: Loading, page: PageOf, held: Held): Promise<void> {
    const stream = this.#listener.stream(this.id);
    if (!stream || this.#fetching) return;
    this.#fetching = this.#fetch(stream, loading, page, held).finally(() => (this.#fetching = undefined));
    await this.#fetching;
  }

  async #fetch(stream: Stream, loading: Loading, page: PageOf, held: Held): Promise<void> {
    const { generation, lastSeq } = stream;
    this.#show(loading);
    try {
      const answer = await this.#api.messages(this.id, { ...page, limit: PAGE_SIZE });
      // A reset came in between: what the page says may be out of date, and its run is of no use.
      if (stream.generation === generation) {
        held(answer, stream, lastSeq);
        this.#listener.put(stream, answer);
      }
    } finally {
      this.#show(undefined);
    }
  }

  #show(loading: Loading | undefined): void {
    this.#loading = loading;
    this.#listener.changed(this.id);
  }
}

function heldAround(seq: number): Held {
  return ({ rows, more, more_after }, stream, newest) => {
    const from = more ? firstOf(rows, seq) : 1;
    const to = more_after ? lastOf(rows, seq) : Math.max(newest, lastOf(rows, seq));
    stream.addRun(from, to);
  };
}

function firstOf(rows: MessagePage["rows"], otherwise: number): number {
  return rows.length > 0 ? seqOf(rows[0]!.key)! : otherwise;
}

function lastOf(rows: MessagePage["rows"], otherwise: number): number {
  return rows.length > 0 ? seqOf(rows.at(-1)!.key)! : otherwise;
}
