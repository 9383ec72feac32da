/** The shapes of docs/protocol.md that this client uses. Types only. */

export type * from "./protocol/errors.js";
export type * from "./protocol/frames.js";
export type * from "./protocol/http.js";
export type * from "./protocol/ids.js";
export type * from "./protocol/replies.js";
export type * from "./protocol/rows.js";
