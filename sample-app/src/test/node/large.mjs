import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { open } from "./client.mjs";

const size = 10 * 1024 * 1024;
for (const perMessageDeflate of [false, true]) {
  const client = await open("/echo", [], { perMessageDeflate });

  const bytes = randomBytes(size);
  client.socket.send(bytes);
  assert.ok(bytes.equals(await client.next()));

  const text = "浪潮 wire ".repeat(size / 12);
  client.socket.send(text);
  assert.ok((await client.next()) === text);

  await client.close(1000);
}
