/** What the server says by itself, and the frames that answer. */

import type { ErrorObject } from "./errors.js";
import type { Card } from "./http.js";
import type { StreamId, Time, UserId } from "./ids.js";
import type { Row } from "./rows.js";

/** `[version]` for `me`, `[version, last_seq, read_seq]` for a conversation. */
export type Head = [number] | [number, number, number];

export type Heads = Record<StreamId, Head>;

export interface Limits {
  frame: number;
  body: number;
  upload?: number;
  members?: number;
  sockets?: number;
  rates?: Record<string, [number, number]>;
}

export interface ReadyFrame {
  type: "ready";
  v: number;
  epoch: string;
  user: UserId;
  device: string;
  ping: number;
  now: Time;
  limits: Limits;
  heads: Heads;
}

export interface UpdateFrame {
  type: "update";
  stream: StreamId;
  prev: number;
  version: number;
  last_seq?: number;
  rows: Row[];
}

export interface ResetFrame {
  type: "reset";
  stream: StreamId;
  version: number;
  last_seq?: number;
  read_seq?: number;
  first_seq?: number;
  rows: Row[];
}

export interface GoneFrame {
  type: "gone";
  stream: StreamId;
}

export interface HeadFrame {
  type: "head";
  heads: Heads;
}

export interface SignalFrame {
  type: "signal";
  stream: StreamId;
  event: string;
  ttl: number;
  user?: UserId;
  read?: number;
  delivered?: number;
  card?: Card;
  online?: boolean;
  seen_at?: Time;
  count?: number;
  faces?: UserId[];
}

export interface PingFrame {
  type: "ping";
}

export interface ByeFrame {
  type: "bye";
  after_ms: number;
  reason: string;
}

export interface OkFrame {
  id: number;
  ok: Record<string, unknown>;
}

export interface ErrorFrame {
  id: number;
  error: ErrorObject;
}

export type StreamFrame = UpdateFrame | ResetFrame | GoneFrame;
export type PushFrame = UpdateFrame | HeadFrame | SignalFrame;
export type ServerFrame = ReadyFrame | PushFrame | PingFrame | ByeFrame | OkFrame | ErrorFrame;
