// Node's ws.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once, on } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

const server = process.argv[2];
const compressible = "Tidewire ".repeat(100_000); // sent three times
const ownOrigin = "https://own.example";

/** An open connection; what arrives waits until next() asks for it. */
async function open(path, protocols = [], options = {}) {
  const socket = new WebSocket(`ws://${server}${path}`, protocols, options);
  const messages = on(socket, "message");
  await once(socket, "open");
  return {
    socket,
    /** The next message: a string for text, a Buffer for binary. */
    async next() {
      const [data, isBinary] = (await messages.next()).value;
      return isBinary ? data : data.toString();
    },
    async close(code, reason) {
      const event = once(socket, "close");
      socket.close(code, reason);
      const [actualCode, actualReason] = await event;
      return [actualCode, actualReason.toString()];
    },
  };
}

async function echoes(message) {
  const connection = await open("/echo");
  connection.socket.send(message);
  const echo = await connection.next();
  assert(typeof message === "string" ? echo === message : message.equals(echo));
  await connection.close(1000);
}

async function refuses(path, status, options = {}) {
  const socket = new WebSocket(`ws://${server}${path}`, [], options);
  socket.on("error", () => {}); // what terminate() says of a connection that never was
  const opened = once(socket, "open").then(() => assert.fail(`${path} was not refused`));
  const [, response] = await Promise.race([once(socket, "unexpected-response"), opened]);
  response.resume();
  socket.terminate();
  assert.equal(response.statusCode, status);
}

const cases = {
  async text() {
    await echoes("Grüße, 世界, 🌊");
  },

  async binary() {
    await echoes(Buffer.from(Array.from({ length: 256 }, (_, index) => index)));
  },

  async large() {
    await echoes("🌊 waves".repeat(1024 * 1024));
    await echoes(randomBytes(10 * 1024 * 1024));
  },

  async fragments() {
    const connection = await open("/echo");
    connection.socket.send("one ", { fin: false });
    connection.socket.send("", { fin: false });
    connection.socket.send("two ", { fin: false });
    connection.socket.ping();
    connection.socket.send("three", { fin: true });
    assert.equal(await connection.next(), "one two three");
    await connection.close(1000);
  },

  async compression() {
    const connection = await open("/echo", [], { perMessageDeflate: { threshold: 0 } });
    assert.match(connection.socket.extensions, /permessage-deflate/);
    for (let round = 0; round < 3; round++) {
      connection.socket.send(compressible);
      assert((await connection.next()) === compressible);
    }
    const { bytesRead, bytesWritten } = connection.socket._socket;
    const limit = (3 * compressible.length) / 10;
    assert(bytesRead < limit, `${bytesRead} bytes read`);
    assert(bytesWritten < limit, `${bytesWritten} bytes written`);
    await connection.close(1000);
  },

  async ping() {
    const connection = await open("/echo");
    for (const payload of ["are you there?", ""]) {
      const pong = once(connection.socket, "pong");
      connection.socket.ping(payload);
      assert.equal((await pong)[0].toString(), payload);
    }
    await connection.close(1000);
  },

  async heartbeat() {
    const connection = await open("/my-websocket-endpoint");
    assert.equal(await connection.next(), "欢迎连接到Spring Boot WebSocket服务器!");
    await sleep(3000);
    connection.socket.send("still here");
    assert.equal(await connection.next(), "服务器已收到您的消息: still here");
    await connection.close(1000);
  },

  async close() {
    for (const [code, reason] of [[1000, "bye"], [3000, "三千"], [4999, "the last of all"]]) {
      const connection = await open("/echo");
      assert.deepEqual(await connection.close(code, reason), [code, reason]);
    }
  },

  async subprotocol() {
    // ws refuses an answer that selects none of the subprotocols that it offered
    await assert.rejects(open("/echo", ["chat.v1"]), /no subprotocol/i);
    const chosen = await open("/broadcast", ["other", "chat.v1", "chat.v2"]);
    assert.equal(chosen.socket.protocol, "chat.v2");
    await chosen.close(1000);
  },

  async "refused-path"() {
    await refuses("/nowhere", 404);
  },

  async "refused-origin"() {
    await refuses("/broadcast", 403, { origin: "https://evil.example" });
    const own = await open("/broadcast", [], { origin: ownOrigin });
    own.socket.send("mine");
    assert.equal(await own.next(), "mine");
    await own.close(1000);
  },
};

for (const [name, run] of Object.entries(cases)) {
  try {
    const tooLate = sleep(60_000, undefined, { ref: false }).then(() => assert.fail("nothing more for a minute"));
    await Promise.race([run(), tooLate]);
    console.log("ok", name);
  } catch (failure) {
    console.error(failure);
    console.log("FAILED", `${name}: ${String(failure).replaceAll("\n", " ").slice(0, 200)}`);
  }
}
process.exit();
