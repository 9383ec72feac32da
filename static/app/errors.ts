/** What an action of the store rejects with. */

import type { ErrorCode, ErrorObject, ErrorReason, Row, StreamId } from "./protocol.js";

/**
 * `offline`: there is no connection, nothing was sent. `lost`: it was sent but the answer never came: it may
 * have happened. `signed_out`: the session is over. `csrf`: the page is too old, reload it. The rest are the
 * server's codes.
 */
export type ActionCode = ErrorCode | "offline" | "lost" | "signed_out" | "csrf";

export class ActionError extends Error {
  readonly code: ActionCode;
  readonly final: boolean;
  readonly reason: ErrorReason | undefined;
  readonly retryMs: number | undefined;
  /** As it is now, where somebody else changed it. */
  readonly row: Row | undefined;
  /** Which of several conversations it is about. */
  readonly stream: StreamId | undefined;

  constructor(
    code: ActionCode,
    details: { message?: string; final?: boolean; reason?: ErrorReason; retryMs?: number; row?: Row; stream?: StreamId } = {},
  ) {
    super(details.message ?? code);
    this.name = "ActionError";
    this.code = code;
    this.final = details.final ?? false;
    this.reason = details.reason;
    this.retryMs = details.retryMs;
    this.row = details.row;
    this.stream = details.stream;
  }

  /** The server's error object as an exception. */
  static from(error: ErrorObject): ActionError {
    return new ActionError(error.code, {
      message: error.message,
      final: error.final,
      ...(error.reason === undefined ? {} : { reason: error.reason }),
      ...(error.retry_ms === undefined ? {} : { retryMs: error.retry_ms }),
      ...(error.row === undefined ? {} : { row: error.row }),
      ...(error.stream === undefined ? {} : { stream: error.stream }),
    });
  }
}
