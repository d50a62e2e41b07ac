// Node's ws.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import WebSocket, { WebSocketServer } from "ws";

const { PORT, COMPRESSION, TLS_CERT, TLS_KEY } = process.env;
const server = TLS_CERT
  ? https.createServer({ cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) })
  : http.createServer();

const endpoint = () =>
  new WebSocketServer({ noServer: true, maxPayload: 1 << 20, perMessageDeflate: COMPRESSION === "true" });
const endpoints = {
  "/echo": endpoint(),
  "/broadcast": endpoint(),
  "/fan-in": endpoint(),
  "/collect": endpoint(),
};

function sendTo(receivers, data, isBinary) {
  for (const client of receivers.clients) {
    if (client.readyState === WebSocket.OPEN) {
      client.send(data, { binary: isBinary });
    }
  }
}

endpoints["/echo"].on("connection", (socket) => {
  socket.on("error", console.error);
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
endpoints["/broadcast"].on("connection", (socket) => {
  socket.on("error", console.error);
  socket.on("message", (data, isBinary) => sendTo(endpoints["/broadcast"], data, isBinary));
});
endpoints["/fan-in"].on("connection", (socket) => {
  socket.on("error", console.error);
  socket.on("message", (data, isBinary) => sendTo(endpoints["/collect"], data, isBinary));
});
endpoints["/collect"].on("connection", (socket) => socket.on("error", console.error));

server.on("upgrade", (request, socket, head) => {
  const endpoint = endpoints[request.url];
  if (endpoint === undefined) {
    socket.destroy();
    return;
  }
  endpoint.handleUpgrade(request, socket, head, (client) => endpoint.emit("connection", client, request));
});
server.listen(PORT, "127.0.0.1", () => console.log("READY"));
