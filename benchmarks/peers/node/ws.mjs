// A chat on ws as its own examples broadcast: store the message, send one buffer to everyone in the room, acknowledge.
import { WebSocketServer } from "ws";
import { openStore } from "./store.mjs";

const [port, path] = process.argv.slice(2);
const store = openStore(path);
const rooms = new Map();
const server = new WebSocketServer({ port: Number(port), host: "127.0.0.1", perMessageDeflate: false });
let connections = 0;

server.on("connection", (socket, request) => {
  const room = new URL(request.url, "http://localhost").searchParams.get("room");
  const author = String(++connections);
  const members = rooms.get(room) ?? rooms.set(room, new Set()).get(room);
  members.add(socket);
  socket.on("close", () => members.delete(socket));
  socket.on("message", (data) => {
    const { id, text } = JSON.parse(data);
    const message = Buffer.from(JSON.stringify({ type: "msg", ...store(room, author, text) }));
    for (const member of members) member.send(message, { binary: false });
    socket.send(JSON.stringify({ ack: id }));
  });
});
