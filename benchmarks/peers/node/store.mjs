// What both chats store with: SQLite as ours has it, one insert and one commit for each message.
import Database from "better-sqlite3";

export function openStore(path) {
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.pragma(`synchronous = ${process.env.BENCHMARK_SYNCHRONOUS ?? "FULL"}`);
  database.exec("CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT, sent_at TEXT)");
  database.exec("CREATE INDEX IF NOT EXISTS message_room ON message (room, id)");
  const insert = database.prepare("INSERT INTO message (room, author, text, sent_at) VALUES (?, ?, ?, ?)");
  return (room, author, text) => {
    const sent_at = new Date().toISOString();
    return { id: insert.run(room, author, text, sent_at).lastInsertRowid, author, sent_at, text };
  };
}

// The benchmark asks for a collection before it looks at the memory (node --expose-gc).
process.on("SIGUSR2", () => globalThis.gc?.());
