// A parent of an engine that is blocked; tells its own parent the engine's process id.
const { fork } = require("node:child_process");
const path = require("node:path");

const engine = fork(path.join(__dirname, "blockedEngine.cjs"), { serialization: "advanced" });
engine.on("message", () => process.send(engine.pid));
engine.send({ jsonrpc: "2.0", id: 1, method: "cacheSize", params: { folder: "block" } });
