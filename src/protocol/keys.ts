import { NotificationType } from "vscode-jsonrpc";

/**
 * What the panel does by key, and the keys in VS Code's words. Each is a command of VS Code, `strata.picture.ACTION`,
 * bound to its keys while a picture has the focus; on a page of its own the panel listens itself.
 */
export const panelKeys = {
  previousLayer: ["left"],
  nextLayer: ["right"],
  firstLayer: ["home"],
  lastLayer: ["end"],
  play: ["space"],
  previousRecord: ["up"],
  nextRecord: ["down"],
  showStack: ["1"],
  showLayer: ["2"],
  showPair: ["3"],
  showCurves: ["4"],
  showTable: ["5"],
  spread: ["shift+=", "=", "numpad_add"],
  squeeze: ["-", "numpad_subtract"],
  turnLeft: ["shift+left"],
  turnRight: ["shift+right"],
  turnUp: ["shift+up"],
  turnDown: ["shift+down"],
  previousOther: [","],
  nextOther: ["."],
  swapLayers: ["x"],
  toggleWords: ["w"],
  resetCamera: ["0"],
  fit: ["f"],
  colourBy: ["c"],
  project: ["p"],
  openLine: ["enter"],
  peekLine: ["alt+enter"],
  copyText: [],
  addBookmark: ["k"],
  previousBookmark: ["["],
  nextBookmark: ["]"],
  compareShuffled: [],
  toggleSheet: ["b"],
  find: ["ctrl+f"],
  clearSelection: ["escape"],
  lasso: ["l"],
  boxSelect: ["m"],
  selectVisible: ["ctrl+a"],
  selectHits: [],
  selectNeighbours: ["n"],
  selectFromEditor: [],
  invertSelection: ["shift+i"],
  isolateSelection: ["i"],
  hideSelection: ["h"],
  showAllPoints: ["shift+h"],
  undoSelection: ["ctrl+z"],
  redoSelection: ["ctrl+y", "ctrl+shift+z"],
  pinA: ["shift+a"],
  pinB: ["shift+b"],
  selectInEditor: [],
  openSelection: [],
  copySelection: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PanelAction = keyof typeof panelKeys;

/** The command of VS Code that stands for an action. */
export function commandOf(action: PanelAction): string {
  return `strata.picture.${action}`;
}

/** The actions, in the order of the table. */
export const panelActions = Object.keys(panelKeys) as PanelAction[];

/** Host to panel: a key of the panel was pressed, or its command was run. */
export const keyInvoked = new NotificationType<{ action: PanelAction }>("keyInvoked");

/** Panel to host: whether the keyboard is in the panel, and not in a field that takes text. */
export const focusMoved = new NotificationType<{ keys: boolean }>("focusMoved");
