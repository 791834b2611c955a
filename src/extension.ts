import "./editor/language.ts";
import { window, workspace, type ExtensionContext, type Uri } from "vscode";
import { Downloads } from "./editor/downloads.ts";
import { EngineClient } from "./editor/engineClient.ts";
import { HubTokens } from "./editor/hubTokens.ts";
import { LabelLooks } from "./editor/labelLooks.ts";
import { LayerDocuments } from "./editor/layerDocuments.ts";
import { offerRestart } from "./editor/offerRestart.ts";
import { Panels, VIEW_TYPE } from "./editor/panels.ts";
import { PictureFocus } from "./editor/pictureFocus.ts";
import { PictureList } from "./editor/pictureList.ts";
import { RecentModels } from "./editor/recentModels.ts";
import { RecordHover } from "./editor/recordHover.ts";
import { registerCommands } from "./editor/registerCommands.ts";
import { pictureSettings, Settings } from "./editor/settings.ts";
import { SettingsChanges } from "./editor/settingsChanges.ts";
import { StatusItem } from "./editor/statusItem.ts";
import { TaskList } from "./editor/taskList.ts";
import { UsedValues } from "./editor/usedValues.ts";
import { Visualizer } from "./editor/visualizer.ts";
import { productName } from "./strings.ts";

/** Builds the editor side. The engine itself starts with the first run. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel(productName, { log: true });
  const engine = new EngineClient(context.asAbsolutePath("dist/engine.js"), log);
  const settings = new Settings(context);
  const looks = new LabelLooks(context.workspaceState);
  const tasks = new TaskList(engine);
  const focus = new PictureFocus();
  const used = new UsedValues(context.globalState);
  const services = { engine, settings, tasks, log, looks, focus, used, extensionUri: context.extensionUri };
  const panels = new Panels(services);
  const tokens = new HubTokens(context.secrets, settings);
  const layers = new LayerDocuments(engine, settings, panels);
  const changes = new SettingsChanges<Uri>((concerns) => void panels.settingsChanged(concerns));
  const editor = {
    ...services,
    panels,
    tokens,
    layers,
    changes,
    visualizer: new Visualizer(panels, services, log),
    downloads: new Downloads(engine, settings, tokens),
    recent: new RecentModels(context.globalState),
  };
  context.subscriptions.push(
    log,
    engine,
    panels,
    layers,
    changes,
    looks,
    new StatusItem(panels),
    new PictureList(panels),
    offerRestart(engine, panels),
    new RecordHover(panels),
    registerCommands(editor),
    window.registerWebviewPanelSerializer(VIEW_TYPE, panels),
    workspace.onDidRenameFiles((event) => panels.filesRenamed(event)),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("strata"))
        changes.note((uri) => pictureSettings.some((name) => event.affectsConfiguration(`strata.${name}`, uri)));
    }),
    workspace.onDidGrantWorkspaceTrust(() => changes.note(() => true)),
  );
}
