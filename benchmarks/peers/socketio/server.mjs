// A socket.io chat as its own guide teaches it: store the message, emit it to the room, acknowledge.
import { createServer } from "node:http";
import Database from "better-sqlite3";
import { Server } from "socket.io";

const [port, path] = process.argv.slice(2);

const database = new Database(path);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec("CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT, sent_at TEXT)");
database.exec("CREATE INDEX IF NOT EXISTS message_room ON message (room, id)");
const insert = database.prepare("INSERT INTO message (room, author, text, sent_at) VALUES (?, ?, ?, ?)");

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false, perMessageDeflate: false });

io.on("connection", (socket) => {
  const room = socket.handshake.query.room;
  socket.join(room);
  socket.on("msg", (text, acknowledge) => {
    const sentAt = new Date().toISOString();
    const { lastInsertRowid } = insert.run(room, socket.id, text, sentAt);
    io.to(room).emit("msg", { id: lastInsertRowid, author: socket.id, sent_at: sentAt, text });
    acknowledge(true);
  });
});

http.listen(Number(port), "127.0.0.1");
