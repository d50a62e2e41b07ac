import assert from "node:assert/strict";
import { open } from "./client.mjs";

// The server's preference decides
for (const [offered, agreed] of [[["chat.v1"], "chat.v1"], [["chat.v1", "chat.v2"], "chat.v2"], [["soap", "chat.v1"], "chat.v1"]]) {
  const client = await open("/subprotocol", offered);
  assert.equal(client.socket.protocol, agreed);
  assert.equal(await client.next(), agreed);
  await client.close(1000);
}
const plain = await open("/subprotocol");
assert.equal(plain.socket.protocol, "");
await plain.close(1000);
