import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { open } from "./client.mjs";

const client = await open("/echo");
for (const length of [0, 1, 4, 125, 126, 127, 65_535, 65_536, 100_003]) {
  const bytes = randomBytes(length);
  client.socket.send(bytes);
  assert.deepEqual(await client.next(), bytes);
}
// Text and binary keep their kinds and their order
client.socket.send("text");
client.socket.send(Buffer.from("binary"));
assert.equal(await client.next(), "text");
assert.deepEqual(await client.next(), Buffer.from("binary"));
await client.close(1000);
