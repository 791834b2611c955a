// Bundles: extension, engine and the probe of devices (child processes), tokenizer, pooling modules and watchdog (threads), command line, panel, its charts. `--watch` rebuilds on change.
import { build, context } from "esbuild";
import { mkdir } from "node:fs/promises";

const watch = process.argv.includes("--watch");
const node = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22",
  sourcemap: true,
  // Half the bytes to read and parse at every start; names stay, for stacks.
  minifyWhitespace: !watch,
  minifySyntax: !watch,
  external: ["vscode", "onnxruntime-node"],
  // Threads are started from files beside the one that asks, from sources and bundles alike.
  define: { "import.meta.dirname": "__dirname" },
  logLevel: "warning",
};
// Files of their own, read when they are first needed: parsing the HTTP client would cost every start 15 ms, the tables
// of encodings more.
const apart = {
  name: "apart",
  setup: (bundle) =>
    bundle.onResolve({ filter: /^undici$|\/legacyText\.ts$/ }, ({ kind, path }) =>
      kind === "dynamic-import"
        ? { path: path === "undici" ? "./undici.js" : "./legacyText.js", external: true }
        : undefined,
    ),
};
node.plugins = [apart];
// Said before anything else is run: on an older version the first thing that is missing would be named, and not why.
const oldest = Number.parseInt(node.target.replace("node", ""), 10);
const versionCheck =
  `if (Number.parseInt(process.versions.node, 10) < ${oldest}) { console.error("embedding-strata needs Node.js ` +
  `${oldest} or newer; this is " + process.versions.node + "."); process.exit(1); }`;
const bundles = [
  { ...node, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js" },
  { ...node, entryPoints: ["src/engine/main.ts"], outfile: "dist/engine.js" },
  { ...node, entryPoints: ["src/model/watchdogWorker.ts"], outfile: "dist/watchdog.js" },
  { ...node, entryPoints: ["src/model/devices/probeMain.ts"], outfile: "dist/probe.js" },
  { ...node, entryPoints: ["src/model/text/tokenizerWorker.ts"], outfile: "dist/tokenizerWorker.js" },
  { ...node, entryPoints: ["src/engine/patternWorker.ts"], outfile: "dist/patternWorker.js" },
  { ...node, entryPoints: ["src/model/poolingWorker.ts"], outfile: "dist/poolingWorker.js" },
  ...[
    "numeric/manhattanWorker",
    "numeric/nnDescentWorker",
    "projection/pacmapWorker",
    "projection/tsneWorker",
    "projection/umapWorker",
  ].map((kernel) => ({
    ...node,
    entryPoints: [`src/${kernel}.ts`],
    outfile: `dist/${kernel.split("/")[1]}.js`,
  })),
  {
    ...node,
    entryPoints: ["src/cli.ts"],
    outfile: "dist/cli.js",
    banner: { js: `#!/usr/bin/env node\n${versionCheck}` },
  },
  { ...node, entryPoints: ["undici"], outfile: "dist/undici.js", sourcemap: false, minify: true },
  {
    ...node,
    entryPoints: ["src/dataset/legacyText.ts"],
    outfile: "dist/legacyText.js",
    sourcemap: false,
    minify: true,
  },
  {
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    minify: !watch,
    entryPoints: ["webview/main.ts"],
    outfile: "dist/webview.js",
    loader: { ".ttf": "dataurl" },
    logLevel: "warning",
  },
  {
    // Fetched beside the panel's script when a chart is first shown large: no page that is sent around carries it.
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "Plotly",
    target: "es2022",
    minify: !watch,
    entryPoints: ["plotly.js-dist-min"],
    outfile: "dist/plotly.js",
    logLevel: "warning",
  },
];

await mkdir("dist", { recursive: true });
if (watch) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
}
