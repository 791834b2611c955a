import { spawn } from "node:child_process";
import path from "node:path";
import { tempFolder } from "../model/tempFolder.ts";

/** What the command line keeps for its user. */
const caches = tempFolder();
const bundle = path.join(import.meta.dirname, "..", "..", "dist", "cli.js");

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Nothing answers there: no test reaches the hub itself. */
const NO_HUB = "http://127.0.0.1:1";

/** Runs the built command line, or another program; `variables` are all it sees of the hub and of proxies. */
export function strata(
  words: readonly string[],
  whileRunning?: (stop: () => void, errors: string) => void,
  variables: Readonly<Record<string, string>> = {},
  program = bundle,
): Promise<Ended> {
  const others = Object.entries(process.env).filter(([name]) => !/^HF_|_proxy$/i.test(name));
  const env = { ...Object.fromEntries(others), HF_ENDPOINT: NO_HUB, XDG_CACHE_HOME: caches, ...variables };
  const child = spawn(process.execPath, [program, ...words], { env });
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
    whileRunning?.(() => child.kill("SIGINT"), errors);
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, out, errors })));
}
