import type { Uri } from "vscode";
import type { Downloads } from "./downloads.ts";
import type { HubTokens } from "./hubTokens.ts";
import type { LayerDocuments } from "./layerDocuments.ts";
import type { Panels } from "./panels.ts";
import type { RecentModels } from "./recentModels.ts";
import type { PanelServices } from "./runPanel.ts";
import type { SettingsChanges } from "./settingsChanges.ts";
import type { Visualizer } from "./visualizer.ts";

/** Everything a command may need. */
export interface Editor extends PanelServices {
  readonly panels: Panels;
  readonly visualizer: Visualizer;
  readonly tokens: HubTokens;
  readonly downloads: Downloads;
  readonly layers: LayerDocuments;
  readonly recent: RecentModels;
  readonly changes: SettingsChanges<Uri>;
}
