import path from "node:path";

const out = path.join(import.meta.dirname, "..", "..", "out");

/** The package `npm run package` makes for this platform. */
export const vsix = path.join(out, `embedding-strata-${process.platform}-${process.arch}.vsix`);
