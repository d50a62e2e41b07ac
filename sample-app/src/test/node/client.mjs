import { once, on } from "node:events";
import WebSocket from "ws";

/** The server's address: ws://host:port */
export const server = process.argv[2];

setTimeout(() => {
  console.error("Nothing more happened for 30 s");
  process.exit(1);
}, 30_000).unref();

/** An open connection; what arrives waits until next() asks for it. */
export async function open(path, protocols = [], options = {}) {
  const socket = new WebSocket(server + path, protocols, options);
  const messages = on(socket, "message");
  await once(socket, "open");
  return {
    socket,
    /** The next message: a string for text, a Buffer for binary. */
    async next() {
      const { value } = await messages.next();
      const [data, isBinary] = value;
      return isBinary ? data : data.toString();
    },
    /** Closes, and returns what the close event says. */
    async close(code, reason) {
      const event = closing(socket);
      socket.close(code, reason);
      return event;
    },
  };
}

/** What the close event will say. */
export async function closing(socket) {
  const [code, reason] = await once(socket, "close");
  return { code, reason: reason.toString() };
}

/** The HTTP status of a handshake that is refused. */
export async function refusal(path, options = {}) {
  const socket = new WebSocket(server + path, [], options);
  socket.on("error", () => {}); // what terminate() says of a connection that never was
  const [, response] = await Promise.race([
    once(socket, "unexpected-response"),
    once(socket, "open").then(() => {
      throw new Error(`${path} was not refused`);
    }),
  ]);
  response.resume();
  socket.terminate();
  return response.statusCode;
}
