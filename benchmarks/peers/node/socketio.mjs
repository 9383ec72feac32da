// A socket.io chat as its own guide teaches it: store the message, emit it to the room, acknowledge.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { openStore } from "./store.mjs";

const [port, path] = process.argv.slice(2);
const store = openStore(path);
const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false, perMessageDeflate: false });

io.on("connection", (socket) => {
  const room = socket.handshake.query.room;
  socket.join(room);
  socket.on("msg", (text, acknowledge) => {
    io.to(room).emit("msg", store(room, socket.id, text));
    acknowledge(true);
  });
});

http.listen(Number(port), "127.0.0.1");
