/** Refusals. */

import type { StreamId, UserId } from "./ids.js";
import type { Row } from "./rows.js";

export type ErrorCode =
  | "bad"
  | "too_long"
  | "forbidden"
  | "not_found"
  | "not_member"
  | "gone"
  | "conflict"
  | "client_id_conflict"
  | "blocked"
  | "quota"
  | "rate"
  | "busy"
  | "drain"
  | "internal";

export type ErrorReason =
  | "not_friends"
  | "waiting"
  | "muted"
  | "admins_only"
  | "role"
  | "owner"
  | "too_late"
  | "full"
  | "closed"
  | "guest"
  | "self"
  | "name"
  | "paused"
  /** Only over HTTP. */
  | "csrf";

export interface ErrorObject {
  code: ErrorCode;
  message: string;
  final: boolean;
  reason?: ErrorReason;
  retry_ms?: number;
  row?: Row;
  stream?: StreamId;
  user?: UserId;
}
