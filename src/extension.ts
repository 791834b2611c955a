import { window, workspace, type ExtensionContext } from "vscode";
import { Downloads } from "./editor/downloads.ts";
import { EngineClient } from "./editor/engineClient.ts";
import { HubTokens } from "./editor/hubTokens.ts";
import { LayerDocuments } from "./editor/layerDocuments.ts";
import { offerRestart } from "./editor/offerRestart.ts";
import { Panels, VIEW_TYPE } from "./editor/panels.ts";
import { RecentModels } from "./editor/recentModels.ts";
import { registerCommands } from "./editor/registerCommands.ts";
import { pictureSettings, Settings } from "./editor/settings.ts";
import { StatusItem } from "./editor/statusItem.ts";
import { TaskList } from "./editor/taskList.ts";
import { Visualizer } from "./editor/visualizer.ts";
import { productName } from "./strings.ts";

/** Builds the editor side. The engine itself starts with the first run. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel(productName, { log: true });
  const engine = new EngineClient(context.asAbsolutePath("dist/engine.js"), log);
  const settings = new Settings(context);
  const services = { engine, settings, tasks: new TaskList(engine), log, extensionUri: context.extensionUri };
  const panels = new Panels(services);
  const tokens = new HubTokens(context.secrets, settings);
  const layers = new LayerDocuments(engine, settings, panels);
  const editor = {
    ...services,
    panels,
    tokens,
    layers,
    visualizer: new Visualizer(panels, services, log),
    downloads: new Downloads(engine, settings, tokens),
    recent: new RecentModels(context.globalState),
  };
  context.subscriptions.push(
    log,
    engine,
    panels,
    layers,
    new StatusItem(panels),
    offerRestart(engine),
    ...registerCommands(editor),
    window.registerWebviewPanelSerializer(VIEW_TYPE, panels),
    workspace.onDidChangeConfiguration((event) => {
      void panels.settingsChanged((uri) =>
        pictureSettings.some((name) => event.affectsConfiguration(`strata.${name}`, uri)),
      );
    }),
    workspace.onDidGrantWorkspaceTrust(() => void panels.settingsChanged(() => true)),
  );
}
