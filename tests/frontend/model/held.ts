/** A conversation as it is held by Ann, for tests of what is shown of it. */

import type { Sources } from "../../../static/app/conversations.js";
import type { Unsent } from "../../../static/app/outbox.js";
import type { ConversationRow, GroupSettings, InfoRow, MessageRow, Row } from "../../../static/app/protocol.js";
import { Stream } from "../../../static/app/stream.js";
import type { Person } from "../../../static/app/views.js";

export const NOW = Date.UTC(2026, 10, 20, 12);
export const TIME = "2026-11-20T11:00:00.000Z";

export function sources(given: { staff?: boolean; mine?: Partial<ConversationRow>; unsent?: Partial<Unsent>[]; people?: Record<string, Partial<Person>> } = {}): Sources {
  const row = { key: "conversation:c1", version: 1, kind: "direct", read_seq: 0, notify: "all", ...given.mine };
  return {
    user: "ann",
    isStaff: given.staff ?? false,
    isOnline: true,
    now: () => NOW,
    mine: () => row as ConversationRow,
    person: (id) => ({ id, name: id.toUpperCase(), ...given.people?.[id] }) as Person,
    unsent: () => (given.unsent ?? []) as Unsent[],
    draft: () => "",
    typing: () => [],
    receipts: () => ({ read: {}, delivered: {} }),
    opened: () => undefined,
  };
}

export function stream(rows: Partial<Row>[], info: Partial<InfoRow> = {}): Stream {
  const made = new Stream("c1", "ann");
  const all = [{ key: "info", kind: "direct", created_at: TIME, ...info }, member("ann"), member("bob"), ...rows];
  const stamped = all.map((row, index) => ({ version: index + 1, ...row })) as Row[];
  made.reset({ version: 100, last_seq: rows.length, first_seq: 1, rows: stamped }, 0, []);
  return made;
}

export function member(user: string, more: object = {}): Partial<Row> {
  return { key: `member:${user}`, role: "member", joined_seq: 1, ...more } as Partial<Row>;
}

export function rules(more: Partial<GroupSettings> = {}): GroupSettings {
  return { join: "invitation", history: "none", invite: "all", speak: "all", slow: 0, ...more };
}

export function text(seq: number, more: Partial<MessageRow> = {}): Partial<MessageRow> {
  return { key: `message:${seq}`, author: "bob", sent_at: TIME, kind: "text", body: `${seq}`, ...more };
}
