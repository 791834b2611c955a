// Starts the file it is given, sends it what makes the engine block, and tells its own parent of the process that blocks.
const { fork } = require("node:child_process");

const child = fork(process.argv[2], { serialization: "advanced" });
child.on("message", () => process.send(child.pid));
child.send({ jsonrpc: "2.0", id: 1, method: "cacheSize", params: { folder: "block" } });
