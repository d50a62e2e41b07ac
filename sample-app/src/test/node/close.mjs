import assert from "node:assert/strict";
import { closing, open } from "./client.mjs";

const longest = "理".repeat(41); // 123 bytes of UTF-8

// The client begins
for (const [code, reason] of [[1000, "客户端完成通信"], [3000, "three"], [4999, longest], [4000, ""]]) {
  const client = await open("/closing");
  assert.deepEqual(await client.close(code, reason), { code, reason });
}
const silent = await open("/closing");
assert.deepEqual(await silent.close(), { code: 1005, reason: "" });

// The server begins
for (const [code, reason] of [[1000, "done"], [3000, "三"], [4999, longest]]) {
  const { socket } = await open("/closing");
  const event = closing(socket);
  socket.send(`${code} ${reason}`);
  assert.deepEqual(await event, { code, reason });
}

// An endpoint for text refuses the other kind
const { socket } = await open("/my-websocket-endpoint");
const event = closing(socket);
socket.send(Buffer.from([1]));
assert.equal((await event).code, 1003);
