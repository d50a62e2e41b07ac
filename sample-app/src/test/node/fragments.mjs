import assert from "node:assert/strict";
import { once } from "node:events";
import { open } from "./client.mjs";

const client = await open("/echo");
const { socket } = client;

socket.send("Hel", { fin: false });
socket.send("", { fin: false });
socket.send("lo", { fin: true });
assert.equal(await client.next(), "Hello");

// A character may be cut anywhere
const wave = Buffer.from("浪🌊");
for (let i = 0; i < wave.length; i++) {
  socket.send(wave.subarray(i, i + 1), { fin: i === wave.length - 1, binary: false });
}
assert.equal(await client.next(), "浪🌊");

// Control frames may come between the fragments, and are answered there
const pong = once(socket, "pong");
socket.send(Buffer.from([1, 2]), { fin: false });
socket.ping("between");
const [payload] = await pong;
assert.equal(payload.toString(), "between");
socket.send(Buffer.from([3]), { fin: true });
assert.deepEqual(await client.next(), Buffer.from([1, 2, 3]));

for (let i = 0; i < 1_000; i++) {
  socket.send("x", { fin: i === 999 });
}
assert.equal(await client.next(), "x".repeat(1_000));
await client.close(1000);
