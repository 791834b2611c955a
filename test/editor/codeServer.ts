import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const entry = path.join(import.meta.dirname, "node_modules", "code-server", "out", "node", "entry.js");
const START_LIMIT_MS = 60_000;

/** Settings that keep everything off the screen that has nothing to do with the extension. */
const QUIET_SETTINGS = {
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

export interface CodeServerOptions {
  /** Folder for everything code-server writes; its settings and extensions outlive a restart in the same folder. */
  readonly scratch: string;
  readonly vsix: string;
  /** Folder to open. */
  readonly folder: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The folder is one that is not trusted. */
  readonly untrusted?: boolean;
}

export interface CodeServer {
  /** Address of the workbench with the folder open. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts VS Code's workbench with the packaged extension installed. Throws where it does not come up. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  if (!existsSync(entry)) throw new Error(`There is no ${entry}; npm run workbench installs it.`);
  const { scratch, folder, port = 0, untrusted = false } = options;
  const trust = { "security.workspace.trust.enabled": untrusted, "security.workspace.trust.startupPrompt": "never" };
  writeSettings(scratch, { ...QUIET_SETTINGS, ...trust, ...options.settings });
  const environment = { ...process.env, CODE_SERVER_CONFIG: path.join(scratch, "config.yaml") };
  const folders = ["--user-data-dir", path.join(scratch, "user"), "--extensions-dir", path.join(scratch, "extensions")];
  install([...folders, "--force", "--install-extension", options.vsix], environment);
  const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
  const trusting = untrusted ? [] : ["--disable-workspace-trust"];
  const server = spawn(process.execPath, [entry, ...folders, ...flags, ...trusting, folder], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const address = await addressOf(server);
  return {
    url: `${address}?folder=${encodeURIComponent(folder)}`,
    stop: () => stopped(server),
  };
}

/** The extension's own settings are the machine's: VS Code does not read those of the machine from the user's. */
function writeSettings(scratch: string, settings: Readonly<Record<string, unknown>>): void {
  const write = (folder: string, ofExtension: boolean): void => {
    const own = Object.entries(settings).filter(([name]) => name.startsWith("strata.") === ofExtension);
    mkdirSync(path.join(scratch, "user", folder), { recursive: true });
    writeFileSync(
      path.join(scratch, "user", folder, "settings.json"),
      JSON.stringify(Object.fromEntries(own), null, 2),
    );
  };
  write("User", false);
  write("Machine", true);
}

function install(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`The extension could not be installed: ${stdout}${stderr}`);
}

async function addressOf(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`code-server ${why}:\n${said.join("\n")}`));
    const timer = setTimeout(() => fail("did not start in time"), START_LIMIT_MS);
    server.once("exit", () => fail("ended"));
    for (const stream of [server.stdout, server.stderr])
      if (stream)
        createInterface(stream).on("line", (line) => {
          said.push(line);
          const address = /listening on (http:\S+)/.exec(line)?.[1];
          if (address === undefined) return;
          clearTimeout(timer);
          resolve(address);
        });
  });
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await exit;
}
