// The built engine, whose own thread never takes another turn, as where a device hangs: after it was asked for the size
// of a cache named "block", or after its channel closed where that is "blockAtEnd".
const block = () => {
  for (;;);
};
require("../../dist/engine.js");
process.prependListener("message", ({ method, params }) => {
  if (method !== "cacheSize") return;
  if (params.folder === "blockAtEnd") process.on("disconnect", block);
  if (params.folder !== "block") return;
  process.send({ jsonrpc: "2.0", method: "blocked", params: [] });
  block();
});
