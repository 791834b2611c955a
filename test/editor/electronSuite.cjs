// Runs inside the desktop editor's extension host: draws a sample and looks for its panel and its cached states.
const assert = require("node:assert/strict");
const { readdirSync } = require("node:fs");
const path = require("node:path");
const { commands, Uri, window, workspace } = require("vscode");

exports.run = async function run() {
  const [folder] = workspace.workspaceFolders;
  const [name] = readdirSync(folder.uri.fsPath).filter((file) => file.endsWith(".jsonl"));
  // Ends when the picture is complete.
  await commands.executeCommand("strata.visualizeEmbeddings", Uri.joinPath(folder.uri, name));
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  assert.ok(
    tabs.some(({ input }) => input?.viewType?.endsWith("strata.picture")),
    "the panel is open",
  );
  const cached = readdirSync(path.join(folder.uri.fsPath, "cache"), { recursive: true });
  assert.ok(
    cached.some((file) => file.endsWith(".safetensors")),
    "the states are cached",
  );
};
