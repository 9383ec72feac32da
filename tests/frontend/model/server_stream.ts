/** A stream as the server holds it. */

import type { Row, UpdateFrame } from "../../../static/app/protocol.js";

export class ServerStream {
  version = 0;
  lastSeq = 0;
  readonly rows = new Map<string, Row>();

  /** One step: these rows at the next version. */
  step(rows: readonly Omit<Row, "version">[]): UpdateFrame & { rows: Row[] } {
    const prev = this.version;
    this.version += 1;
    const stamped = rows.map((row) => ({ ...row, version: this.version }));
    for (const row of stamped) this.rows.set(row.key, row);
    return { type: "update", stream: "", prev, version: this.version, rows: stamped };
  }
}

export function seqOf(row: Row): number {
  return row.key.startsWith("message:") ? Number(row.key.slice("message:".length)) : 0;
}
