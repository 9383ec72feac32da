/** How far others have read and received; merged by max, in whatever order it comes. */

import type { Receipts, StreamId, UserId } from "./protocol.js";

export class ReceiptBook {
  readonly #receipts = new Map<StreamId, Receipts>();
  #isHidden = false;

  of(stream: StreamId): Receipts {
    return this.#receipts.get(stream) ?? { read: {}, delivered: {} };
  }

  /** Who shows nobody what they have read is shown nothing: what is known is forgotten. True where that is a change. */
  hide(isHidden: boolean): boolean {
    if (isHidden === this.#isHidden) return false;
    this.#isHidden = isHidden;
    this.clear();
    return true;
  }

  /** Merge what has come: a list, or one mark of one person. */
  merge(stream: StreamId, { read = {}, delivered = {} }: Partial<Receipts>): void {
    if (this.#isHidden) return;
    const held = this.of(stream);
    this.#receipts.set(stream, { read: highest(held.read, read), delivered: highest(held.delivered, delivered) });
  }

  clear(): void {
    this.#receipts.clear();
  }
}

function highest(held: Record<UserId, number>, come: Record<UserId, number>): Record<UserId, number> {
  const merged = { ...held };
  for (const [user, seq] of Object.entries(come)) merged[user] = Math.max(merged[user] ?? 0, seq);
  return merged;
}
