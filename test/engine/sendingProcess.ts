import type { Message } from "vscode-jsonrpc/node";
import { ChannelWriter } from "../../src/engine/channelWriter.ts";

/** Far more than a channel holds. */
const BYTES = 20_000_000;
/** As a batch of a large model blocks. */
const BLOCKED_MS = 2000;

const message = { jsonrpc: "2.0", method: "drawn", params: new Uint8Array(BYTES) };
await new ChannelWriter().write(message satisfies Message);
for (const until = performance.now() + BLOCKED_MS; performance.now() < until;);
process.disconnect();
