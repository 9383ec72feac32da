/** What the server answers to a sync. */

import type { ConversationRow, MemberRow, Row, StreamFrame, StreamId, SyncReply, UpdateFrame, UserId } from "../../../static/app/protocol.js";
import type { ModelServer } from "./server.js";
import { seqOf, type ServerStream } from "./server_stream.js";

/** Smaller than in reality, so that short tests reach them. */
const WINDOW = 8;
const SYNC_ROWS = 10;
const MAX_BEHIND = 12;

interface Answer {
  frame: StreamFrame;
  rows: number;
  isCut: boolean;
}

export function syncFor(server: ModelServer, user: UserId, have: Record<StreamId, number>, limit = SYNC_ROWS): SyncReply {
  const streams: StreamFrame[] = [];
  let room = limit;
  let more = false;
  for (const [id, version] of Object.entries(have)) {
    if (room <= 0) more = true;
    const frame = room > 0 ? since(server, user, id, version, room) : undefined;
    if (frame) streams.push(frame.frame);
    if (frame) room -= frame.rows;
    more ||= frame?.isCut ?? false;
  }
  return { streams, more, epoch: server.epoch };
}

function since(server: ModelServer, user: UserId, id: StreamId, have: number, room: number): Answer | undefined {
  const stream = id === "me" ? server.people.get(user)! : server.conversations.get(id);
  if (!stream || (id !== "me" && !server.isIn(user, id))) return { frame: { type: "gone", stream: id }, rows: 1, isCut: false };
  const news = [...stream.rows.values()].filter((row) => row.version > have && server.sees(user, id, row));
  const joined = id === "me" ? 0 : stream.rows.get(`member:${user}`)!.version;
  const isReset = have === 0 || have > stream.version || (id !== "me" && (news.length > MAX_BEHIND || have < joined));
  if (isReset) return { frame: reset(server, user, id, stream), rows: Math.min(news.length, WINDOW), isCut: false };
  else if (have === stream.version) return undefined;
  else return update(id, stream, have, news, room);
}

function update(id: StreamId, stream: ServerStream, prev: number, news: Row[], room: number): Answer {
  const rows = news.sort((one, other) => one.version - other.version).slice(0, room);
  const isCut = rows.length < news.length;
  // Rows of the step that does not fit whole have to wait.
  const cut = isCut ? news[room]!.version - 1 : stream.version;
  const kept = rows.filter((row) => row.version <= cut);
  const frame: UpdateFrame = { type: "update", stream: id, prev, version: cut, last_seq: stream.lastSeq, rows: kept };
  return { frame, rows: kept.length, isCut };
}

function reset(server: ModelServer, user: UserId, id: StreamId, stream: ServerStream): StreamFrame {
  const visible = [...stream.rows.values()].filter((row) => !row.gone && server.sees(user, id, row));
  if (id === "me") {
    const rows = visible.filter((row) => !(row as ConversationRow).left);
    return { type: "reset", stream: id, version: stream.version, rows };
  }
  const messages = visible.filter((row) => seqOf(row)).sort((one, other) => seqOf(one) - seqOf(other)).slice(-WINDOW);
  const others = visible.filter((row) => !seqOf(row) && !(row as MemberRow).left);
  return {
    type: "reset",
    stream: id,
    version: stream.version,
    last_seq: stream.lastSeq,
    read_seq: server.mine(user, id)!.read_seq,
    first_seq: messages[0] ? seqOf(messages[0]) : stream.lastSeq + 1,
    rows: [...others, ...messages],
  };
}
