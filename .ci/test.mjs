// npm test: installs what is missing, then formatting, lint, types, unit, engine, panel and real-workbench tests.
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { buildBundles, environment, installPackages, installSystemPackages, pinnedNode, root, run } from "./setup.mjs";

installPackages();
const hasBrowser = installSystemPackages();
buildBundles();

const bin = (name) => path.join(root, "node_modules", name);
const checks = [
  ["Formatting", [bin("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."]],
  ["Lint", [bin("eslint/bin/eslint.js"), "."]],
  ["Types of src and test", [bin("typescript/bin/tsc"), "-p", "."]],
  ["Types of webview", [bin("typescript/bin/tsc"), "-p", "webview"]],
  ["Types of test/webview", [bin("typescript/bin/tsc"), "-p", "test/webview"]],
];
const totals = { passed: 0, failed: 0 };
for (const [name, args] of checks) {
  console.log(`\n${name}`);
  totals[run(pinnedNode, args, { allowFailure: true }) ? "passed" : "failed"]++;
}

/** Plain output where nobody watches, and no word on tests' workers being TypeScript. */
const quiet = {
  NODE_OPTIONS: "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
  ...(process.env.CI && { NO_COLOR: "1", FORCE_COLOR: undefined }),
};

/** Milliseconds for a test that says nothing else: thousands of files are read in some, beside others on two cores. */
const PATIENCE = 30_000;

/** One vitest run; its counts come from its JSON report, so that a run that dies counts as a failure. */
function vitest(name, args) {
  console.log(`\n${name}`);
  const report = path.join(root, "out", `${name.split(/\W/)[0].toLowerCase()}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const ok = run(pinnedNode, [bin("vitest/vitest.mjs"), "run", ...args, ...reporters, `--testTimeout=${PATIENCE}`], {
    allowFailure: true,
    env: { ...environment, ...quiet },
  });
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + (ok || numFailedTests > 0 ? 0 : 1);
  } catch (error) {
    console.error(`${name} wrote no report: ${error.message}`);
    totals.failed++;
  }
}

installPackages(path.join(root, "test", "model", "text", "tokenizers"));
vitest("Unit, engine and panel tests", ["--exclude", "test/editor/**"]);
if (hasBrowser) {
  installPackages(path.join(root, "test", "editor"));
  run(pinnedNode, [path.join(root, ".ci", "package.mjs")]);
  vitest("Workbench tests", ["--dir", "test/editor", "--no-file-parallelism"]);
} else {
  console.error("\nThe workbench tests did not run: there is no browser.");
  totals.failed++;
}

console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);
