import assert from "node:assert/strict";
import { open } from "./client.mjs";

const client = await open("/echo");
for (const text of ["Hello", "", "你好，服务器！我是客户端。", "👋🏽 \u0000 \u{10FFFF}", "x".repeat(125), "x".repeat(126), "x".repeat(65_536)]) {
  client.socket.send(text);
  assert.equal(await client.next(), text);
}
assert.deepEqual(await client.close(1000), { code: 1000, reason: "" });
