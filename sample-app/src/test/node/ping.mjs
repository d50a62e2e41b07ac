import assert from "node:assert/strict";
import { once } from "node:events";
import { open } from "./client.mjs";

const client = await open("/echo");
for (const payload of [Buffer.alloc(0), Buffer.from("潮"), Buffer.alloc(125, 0xff)]) {
  const pong = once(client.socket, "pong");
  client.socket.ping(payload);
  assert.deepEqual((await pong)[0], payload);
}
// A pong that nobody asked for is no reason to complain
client.socket.pong("unasked");
client.socket.send("still here");
assert.equal(await client.next(), "still here");
await client.close(1000);
