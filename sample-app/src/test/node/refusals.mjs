import assert from "node:assert/strict";
import { open, refusal, server } from "./client.mjs";

assert.equal(await refusal("/nowhere"), 404);

// Other sites' pages may not connect where nothing else was said, this server's own may
assert.equal(await refusal("/private", { origin: "https://evil.example" }), 403);
assert.equal(await refusal("/private", { origin: "null" }), 403);
const own = await open("/private", [], { origin: server.replace("ws:", "http:") });
await own.close(1000);
const noBrowser = await open("/private");
await noBrowser.close(1000);

// All may where the endpoint says so
const foreign = await open("/my-websocket-endpoint", [], { origin: "https://elsewhere.example" });
assert.match(await foreign.next(), /欢迎/);
await foreign.close(1000);
