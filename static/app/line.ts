/** The line to the server: which way it goes, when to try again, what a person is told of it. */

import { Attempt, SILENCE_MS } from "./attempt.js";
import { backoff } from "./backoff.js";
import type { Clock } from "./clock.js";
import { ActionError } from "./errors.js";
import type { Arguments, CommandName, PushFrame, Reply, StreamId, SyncReply } from "./protocol.js";
import { OUT_OF_DATE, SIGNED_OUT, type Greeting, type Way } from "./transport.js";
import type { Connection } from "./views.js";

/** A socket that is not ready by then, however many tries it had, is given up for the next way. */
const READY_TIMEOUT_MS = 8_000;
/** So is one that has failed so often. */
const TRIES = 3;
/** Nobody is told before that they are offline, unless every way has failed. */
const OFFLINE_AFTER_MS = 15_000;
/** A better way is looked for soon, for it may have been an accident, then now and then. */
const FIRST_LOOK_MS = 30_000;
const LOOK_EVERY_MS = 5 * 60_000;
/** Asked whether it is still there, the server answers at once or not at all. */
const WORD_TIMEOUT_MS = 5_000;
/** Back off as if this many tries had failed: the whole 30 s. */
const LONG_BACKOFF = 6;
/** The place of the socket among the ways. */
const BEST = 0;

const CLOSE_FOR_GOOD: Record<number, Connection> = {
  [SIGNED_OUT]: "signed-out",
  4409: "superseded",
  [OUT_OF_DATE]: "reload",
};
/** Protocol abuse, flooding: something here is wrong, coming back at once would make it worse. */
const CLOSE_KEEP_AWAY = new Set([4400, 4429]);

export interface LineListener {
  connection(state: Connection): void;
  ready(greeting: Greeting): void;
  frame(frame: PushFrame): void;
  synced(reply: SyncReply, have: Record<StreamId, number>): void;
}

export class Line {
  readonly #clock: Clock;
  readonly #ways: readonly Way[];
  readonly #listener: LineListener;

  #connection: Connection = "connecting";
  #isStopped = true;
  #hasNetwork = true;
  /** The way in use, or tried. */
  #way = BEST;
  #attempt: Attempt | undefined;
  /** While another way is in use: a better one that is tried beside it, and when. */
  #candidate: Attempt | undefined;
  #lastCandidate = BEST;
  #look: (() => void) | undefined;
  #lookAt: number | undefined;
  #failures = 0;
  /** Since when there is no line, as far as anything was tried. */
  #triedSince = 0;
  #seemsOffline = false;
  #timer: (() => void) | undefined;

  /** `ways`: the best first. */
  constructor(clock: Clock, ways: readonly Way[], listener: LineListener) {
    this.#clock = clock;
    this.#ways = ways;
    this.#listener = listener;
  }

  get connection(): Connection {
    return this.#connection;
  }

  start(): void {
    this.#isStopped = false;
    this.#begin();
  }

  stop(): void {
    this.#isStopped = true;
    this.#hangUp();
  }

  /** Connect now, whatever the reason for being away. */
  reconnect(): void {
    this.#isStopped = false;
    this.#hangUp();
    this.#begin();
  }

  /** The browser has lost its network: a line would only find out after a long silence. */
  networkLost(): void {
    this.#hasNetwork = false;
    if (this.#isStopped) return;
    this.#hangUp();
    this.#failures = LONG_BACKOFF;
    this.#startOver(this.#backoff());
  }

  /** The browser has a network again. */
  networkFound(): void {
    this.#hasNetwork = true;
    this.wake();
  }

  /** Somebody looks at the page (again): do not let them wait for a back-off, or trust a line that died in sleep. */
  wake(): void {
    if (this.#isStopped) return;
    if (this.#connection !== "online") {
      // Whichever way is ready first, a better one is looked for at once.
      this.#lookAt = this.#clock.now();
      if (!this.#attempt) this.#begin();
    } else if (this.#way !== BEST) {
      this.#lookFor(BEST, this.#way);
    } else if (this.#attempt!.silenceMs > SILENCE_MS) {
      this.reconnect();
    }
  }

  /** Something was asked for to see whether the line still lives: give it up if no frame comes soon. */
  expectWord(): void {
    const attempt = this.#attempt;
    // On the other ways answers do not come by the line itself: there `wake` has begun a new one.
    if (this.#way !== BEST || !attempt) return;
    this.#clock.after(WORD_TIMEOUT_MS, () => {
      if (attempt === this.#attempt && attempt.silenceMs >= WORD_TIMEOUT_MS) attempt.giveUp();
    });
  }

  /** Send a command; rejects with ActionError: the server's refusal, `offline` (not sent), `lost` (no answer). */
  request<C extends CommandName>(command: C, given: Arguments<C>): Promise<Reply<C>> {
    const transport = this.#connection === "online" ? this.#attempt?.transport : undefined;
    return transport?.request(command, given) ?? Promise.reject(new ActionError("offline"));
  }

  /** Send `typing`: no answer, no harm if it is lost. */
  typing(stream: StreamId): void {
    if (this.#connection === "online") this.#attempt?.transport?.typing(stream);
  }

  // Trying

  #begin(): void {
    this.#failures = 0;
    this.#seemsOffline = false;
    this.#triedSince = this.#clock.now();
    this.#try();
  }

  #try(): void {
    this.#timer?.();
    const left = READY_TIMEOUT_MS - this.#passedMs;
    // Timers of a page out of sight are late.
    this.#attempt = this.#open(this.#way, this.#way === BEST && left > 0 ? left : READY_TIMEOUT_MS);
    this.#show();
  }

  #open(way: number, patienceMs: number): Attempt {
    return new Attempt(this.#clock, way, this.#ways[way]!, patienceMs, {
      ready: (attempt, greeting) => this.#ready(attempt, greeting),
      frame: (frame) => this.#listener.frame(frame),
      synced: (reply, have) => this.#listener.synced(reply, have),
      ended: (attempt, code, afterMs) => {
        if (code in CLOSE_FOR_GOOD) this.#endFor(CLOSE_FOR_GOOD[code]!);
        else if (attempt === this.#attempt) this.#lost(attempt, code, afterMs);
        else this.#lookFor(attempt.way + 1, this.#lastCandidate);
      },
    });
  }

  #ready(attempt: Attempt, greeting: Greeting): void {
    if (attempt === this.#candidate) this.#replaceBy(attempt);
    this.#seemsOffline = false;
    this.#lookLater();
    this.#tell("online");
    this.#listener.ready(greeting);
  }

  #lost(attempt: Attempt, code: number, afterMs: number): void {
    this.#attempt = undefined;
    this.#hangUp();
    if (CLOSE_KEEP_AWAY.has(code)) this.#keepAway();
    else if (attempt.bye) this.#comeBack(this.#clock.random() * attempt.bye.after_ms);
    else if (attempt.wasGood) this.#comeBack(Math.max(afterMs, backoff(0, this.#clock.random())));
    else this.#failed(afterMs);
  }

  #keepAway(): void {
    this.#failures = LONG_BACKOFF;
    this.#seemsOffline = true;
    this.#startOver(this.#backoff());
  }

  /** It was a good line: the same again. */
  #comeBack(wait: number): void {
    this.#failures = 0;
    this.#startOver(wait);
  }

  #failed(afterMs: number): void {
    this.#seemsOffline ||= this.#way === this.#ways.length - 1 || this.#passedMs >= OFFLINE_AFTER_MS;
    if (this.#way === BEST) this.#failures += 1;
    const wait = Math.max(afterMs, this.#backoff());
    const isPatient = this.#failures < TRIES && this.#passedMs + wait < READY_TIMEOUT_MS;
    if (this.#way === BEST && isPatient) this.#tryAfter(wait);
    else this.#tryNext(wait);
  }

  /** Try the next way at once; after the last one the server seems to be away, and we wait. */
  #tryNext(wait: number): void {
    this.#way = (this.#way + 1) % this.#ways.length;
    if (this.#way === BEST) this.#startOver(wait);
    else this.#try();
  }

  #startOver(wait: number): void {
    this.#triedSince = this.#clock.now() + wait;
    this.#tryAfter(wait);
  }

  #tryAfter(wait: number): void {
    this.#timer = this.#clock.after(wait, () => this.#try());
    this.#show();
  }

  #backoff(): number {
    return backoff(this.#failures, this.#clock.random());
  }

  get #passedMs(): number {
    return this.#clock.now() - this.#triedSince;
  }

  #hangUp(): void {
    for (const attempt of [this.#attempt, this.#candidate]) attempt?.close();
    this.#attempt = this.#candidate = undefined;
    this.#timer?.();
    this.#look?.();
  }

  #endFor(end: Connection): void {
    this.stop();
    this.#tell(end);
  }

  // Looking for a better way

  #lookLater(): void {
    this.#look?.();
    if (this.#way === BEST) {
      this.#lookAt = undefined;
    } else {
      const now = this.#clock.now();
      this.#lookAt ??= now + FIRST_LOOK_MS;
      this.#look = this.#clock.after(this.#lookAt - now, () => this.#lookFor(BEST, this.#way - 1));
    }
  }

  /** Try the ways from `way` to `last` beside the one in use: the first that is ready takes its place. */
  #lookFor(way: number, last: number): void {
    this.#candidate?.close();
    this.#candidate = undefined;
    if (way === BEST) this.#lookAt = this.#clock.now() + LOOK_EVERY_MS;
    if (way > last) return this.#lookLater();
    this.#lastCandidate = last;
    this.#candidate = this.#open(way, READY_TIMEOUT_MS);
  }

  #replaceBy(candidate: Attempt): void {
    this.#attempt?.retire();
    this.#attempt = candidate;
    this.#candidate = undefined;
    this.#way = candidate.way;
  }

  // What is told

  #show(): void {
    this.#tell(this.#seemsOffline || !this.#hasNetwork ? "offline" : "connecting");
  }

  #tell(connection: Connection): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#listener.connection(connection);
  }
}
