import { spawn } from "node:child_process";
import path from "node:path";

const bundle = path.join(import.meta.dirname, "..", "..", "dist", "cli.js");

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the built command line. */
export function strata(
  words: readonly string[],
  whileRunning?: (stop: () => void, errors: string) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [bundle, ...words]);
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
    whileRunning?.(() => child.kill("SIGINT"), errors);
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, out, errors })));
}
