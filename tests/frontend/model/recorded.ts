/** What a transport tells, written down. */

import type { TransportEvents } from "../../../static/app/transport.js";

type Name = keyof TransportEvents;

export interface Recorded {
  events: TransportEvents;
  /** The first argument of each call of this name; what `ended` says of patience stands behind its code. */
  of(name: Name): unknown[];
}

export function recorded(): Recorded {
  const calls: [Name, unknown][] = [];
  const record = (name: Name) => (given?: unknown) => void calls.push([name, given]);
  const ended = (code: number, afterMs?: number) => {
    calls.push(["ended", afterMs === undefined ? code : [code, afterMs]]);
  };
  return {
    events: {
      heard: record("heard"),
      ready: record("ready"),
      frame: record("frame"),
      synced: record("synced"),
      bye: record("bye"),
      ended,
    },
    of: (name) => calls.filter(([called]) => called === name).map(([, given]) => given),
  };
}
