import "./language.ts";
import "@vscode/codicons/dist/codicon.css";
import "./css/base.css";
import "./css/toolbar.css";
import "./css/picture.css";
import "./css/selection.css";
import "./css/planes.css";
import "./css/sheet.css";
import "./css/record.css";
import "./css/forms.css";
import "./css/finder.css";
import "./css/table.css";
import "./css/dataSet.css";
import "./css/bookmarks.css";
import "./css/clusters.css";
import "./css/curves.css";
import "./css/largeChart.css";
import "./css/nearest.css";
import "./css/states.css";
import "./css/widths.css";
import "./css/narrow.css";
import "./css/palette.css";
import "./css/scale.css";
import "./css/colour.css";
import "./css/page.css";
import "./css/forced.css";
import { decodePage } from "../src/protocol/pageData.ts";
import { PageHost } from "./pageHost.ts";
import { startPageTheme } from "./pageTheme.ts";
import { openPanel } from "./panel.ts";
import { VsCodeHost, type VsCodeApi } from "./vscodeHost.ts";

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

if (typeof acquireVsCodeApi === "function") {
  openPanel(new VsCodeHost(acquireVsCodeApi()), undefined);
} else {
  const data = document.getElementById("strata-data");
  if (data === null) throw new Error("This page holds no data");
  openPanel(new PageHost(decodePage(data.textContent)), startPageTheme());
}
