import type { PanelCommand } from "../protocol/panel.ts";
import type { OpenPanel } from "./panels.ts";
import type { Visualizer } from "./visualizer.ts";

type Command = (visualizer: Visualizer, ...args: readonly unknown[]) => void | Promise<void>;

/** Every command the manifest declares, and what it does. */
export const commandTable: Readonly<Record<string, Command>> = {
  "strata.visualizeEmbeddings": (visualizer, resource, selected) => visualizer.visualize(resource, selected),
  "strata.cancel": (visualizer) => visualizer.cancel(),
  "strata.chooseTextField": (visualizer) => visualizer.chooseTextField(),
  "strata.chooseLabelField": (visualizer) => visualizer.chooseLabelField(),
  "strata.showPanel": (visualizer) => visualizer.showPanel(),
  "strata.showLog": (visualizer) => visualizer.showLog(),
  "strata.showCacheSize": (visualizer) => visualizer.showCacheSize(),
  "strata.clearCache": (visualizer) => visualizer.clearCache(),
};

type ButtonCommand = (visualizer: Visualizer, panel: OpenPanel) => void | Promise<void>;

/** What the buttons of a panel do. */
export const buttonTable: Readonly<Record<PanelCommand, ButtonCommand>> = {
  cancel: (visualizer, panel) => visualizer.cancel(panel),
  resume: (_, { run }) => run.start(),
  retry: (_, { run }) => run.start(),
  showLog: (visualizer) => visualizer.showLog(),
  chooseTextField: (visualizer, panel) => visualizer.chooseTextField(panel),
  chooseLabelField: (visualizer, panel) => visualizer.chooseLabelField(panel),
};
