import { window, workspace, type ExtensionContext } from "vscode";
import { EngineClient } from "./editor/engineClient.ts";
import { Panels, VIEW_TYPE } from "./editor/panels.ts";
import { registerCommands } from "./editor/registerCommands.ts";
import { Settings } from "./editor/settings.ts";
import { StatusItem } from "./editor/statusItem.ts";
import { Visualizer } from "./editor/visualizer.ts";
import { productName } from "./strings.ts";

/** Builds the editor side. The engine itself starts with the first run. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel(productName, { log: true });
  const engine = new EngineClient(context.asAbsolutePath("dist/engine.js"), log);
  const services = { engine, settings: new Settings(context), log, extensionUri: context.extensionUri };
  const panels = new Panels(services);
  const visualizer = new Visualizer(panels, services, log);
  context.subscriptions.push(
    log,
    engine,
    panels,
    new StatusItem(panels),
    ...registerCommands(visualizer, panels, log),
    window.registerWebviewPanelSerializer(VIEW_TYPE, panels),
    workspace.onDidChangeConfiguration((event) => {
      void panels.settingsChanged((uri) =>
        ["pooling", "maxTokens", "textField", "labelField"].some((name) =>
          event.affectsConfiguration(`strata.${name}`, uri),
        ),
      );
    }),
  );
}
