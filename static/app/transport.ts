/** What the ways to the server have in common: frames come, commands go, until it ends. */

import type {
  Arguments,
  ByeFrame,
  CommandName,
  Heads,
  Limits,
  PushFrame,
  Reply,
  StreamId,
  SyncReply,
  UserId,
} from "./protocol.js";

/** What `ready` says; polls do not know whose they are. */
export interface Greeting {
  epoch: string;
  heads: Heads;
  user?: UserId;
  limits?: Limits;
}

export interface TransportEvents {
  /** Something came: it is alive. */
  heard(): void;
  /** First of all, once. */
  ready(greeting: Greeting): void;
  frame(frame: PushFrame): void;
  /** The answer to a sync that nobody has asked for. */
  synced(reply: SyncReply, have: Record<StreamId, number>): void;
  bye(frame: ByeFrame): void;
  /** It is over, with the close code a socket would have; not to come back before `afterMs`, if the server says so. */
  ended(code: number, afterMs?: number): void;
}

/** One connection, from its first moment to its end. */
export interface Transport {
  /** Rejects with ActionError: the server's refusal, or `lost`, no answer. */
  request<C extends CommandName>(command: C, given: Arguments<C>): Promise<Reply<C>>;
  /** Send `typing`: no answer, no harm if it is lost. */
  typing(stream: StreamId): void;
  /** Hear nothing more; what has no answer yet is lost. */
  close(): void;
  /** Hear nothing more, for another has taken its place; answers may still come. */
  retire(): void;
}

/** Begin a connection. */
export type Way = (events: TransportEvents) => Transport;

/** A line that was cut without a word. */
export const CUT = 1006;
export const SIGNED_OUT = 4401;
export const SILENT = 4408;
/** This page is of no use any more: it must be loaded again. */
export const OUT_OF_DATE = 4426;
