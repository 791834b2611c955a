import { commandOf, panelActions } from "../protocol/keys.ts";
import type { PanelCommand } from "../protocol/panel.ts";
import { addLayers } from "./addLayers.ts";
import { chooseDevice } from "./chooseDevice.ts";
import { chooseModel } from "./chooseModel.ts";
import * as reading from "./chooseReading.ts";
import { downloadModel } from "./downloadModel.ts";
import type { Editor } from "./editor.ts";
import { drawInAxes } from "./drawInAxes.ts";
import { exportPicture } from "./exportPicture.ts";
import { savePictureSettings } from "./pictureSettingsFile.ts";
import { removeHubToken, setHubToken } from "./hubToken.ts";
import { installCuda } from "./installCuda.ts";
import { openSample } from "./openSample.ts";
import { openRecord } from "./openRecord.ts";
import type { OpenPanel } from "./panels.ts";
import { read } from "./settings.ts";
import { writeSetting } from "./settingTarget.ts";
import { showLayers } from "./showLayers.ts";
import { visualizeFolder, visualizeSelection, visualizeSymbols } from "./visualizeParts.ts";

type Command = (editor: Editor, ...args: readonly unknown[]) => void | Promise<void>;

/** Every command the manifest declares, and what it does. */
export const commandTable: Readonly<Record<string, Command>> = {
  "strata.visualizeEmbeddings": ({ visualizer }, resource, selected) => visualizer.visualize(resource, selected),
  "strata.visualizeSelection": visualizeSelection,
  "strata.visualizeFolder": visualizeFolder,
  "strata.visualizeSymbols": visualizeSymbols,
  "strata.openSample": openSample,
  "strata.cancel": ({ visualizer }) => visualizer.cancel(),
  "strata.restartEngine": ({ visualizer }) => visualizer.restartEngine(),
  "strata.chooseTextField": (editor) => reading.chooseTextField(editor),
  "strata.chooseLabelField": (editor) => reading.chooseLabelField(editor),
  "strata.chooseEncoding": (editor) => reading.chooseEncoding(editor),
  "strata.chooseDialect": (editor) => reading.chooseDialect(editor),
  "strata.chooseArray": (editor) => reading.chooseArray(editor),
  "strata.chooseDataSet": (editor) => reading.chooseDataSet(editor),
  "strata.chooseTurns": (editor) => reading.chooseTurns(editor),
  "strata.drawInAxes": (editor) => drawInAxes(editor),
  "strata.export": (editor) => exportPicture(editor),
  "strata.savePictureSettings": (editor) => savePictureSettings(editor),
  "strata.chooseModel": (editor) => chooseModel(editor),
  "strata.chooseDevice": (editor) => chooseDevice(editor),
  "strata.showLayers": (editor) => showLayers(editor),
  "strata.addLayers": addLayers,
  "strata.installCuda": installCuda,
  "strata.setHubToken": setHubToken,
  "strata.removeHubToken": removeHubToken,
  "strata.showPanel": ({ visualizer }, uri) => visualizer.showPanel(uri),
  "strata.openRecord": ({ panels }, run, point) => openRecord(panels, run, point),
  "strata.toggleGutter": () => writeSetting("gutter", !read("gutter"), undefined),
  "strata.showLog": ({ visualizer }) => visualizer.showLog(),
  "strata.showCacheSize": ({ visualizer }) => visualizer.showCacheSize(),
  "strata.clearCache": ({ visualizer }) => visualizer.clearCache(),
  ...Object.fromEntries(
    panelActions.map((action): [string, Command] => [
      commandOf(action),
      ({ panels }) => panels.current?.view.act(action),
    ]),
  ),
  // The form takes the keyboard: the panel has to have it.
  [commandOf("project")]: ({ panels }) => {
    panels.current?.view.panel.reveal();
    panels.current?.view.act("project");
  },
};

type ButtonCommand = (editor: Editor, panel: OpenPanel) => void | Promise<void>;

/** What the buttons of a panel do. */
export const buttonTable: Readonly<Record<PanelCommand, ButtonCommand>> = {
  cancel: ({ visualizer }, panel) => visualizer.cancel(panel),
  resume: (_, { run }) => run.start(),
  retry: (_, { run }) => run.start(),
  showLog: ({ visualizer }) => visualizer.showLog(),
  chooseTextField: reading.chooseTextField,
  chooseLabelField: reading.chooseLabelField,
  chooseEncoding: reading.chooseEncoding,
  chooseDialect: reading.chooseDialect,
  chooseArray: reading.chooseArray,
  chooseDataSet: reading.chooseDataSet,
  chooseTurns: reading.chooseTurns,
  showProblems: ({ visualizer }) => visualizer.showProblems(),
  drawInAxes,
  export: exportPicture,
  chooseModel,
  chooseDevice,
  showLayers,
  leaveOutSinks: (_, { run }) => writeSetting("pooling", "meanWithoutSinks", run.uri),
  downloadModel,
  restartEngine: ({ visualizer }) => visualizer.restartEngine(),
};
