/** Names of people and streams, and times. */

export type UserId = string;
export type StreamId = string;
/** RFC 3339, UTC, milliseconds, ending in Z. */
export type Time = string;
