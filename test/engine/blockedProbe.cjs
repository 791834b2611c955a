// The built probe of a device that hangs: its own thread never takes another turn.
require("../../dist/probe.js");
process.prependListener("message", () => {
  process.send("blocked");
  for (;;);
});
