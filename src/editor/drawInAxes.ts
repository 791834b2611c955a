import { CancellationTokenSource, window } from "vscode";
import { axesOfFile, axesOfRun, type DrawingChoice } from "../protocol/engine.ts";
import { axesText } from "../strings/axes.ts";
import type { DocumentRun } from "./documentRun.ts";
import type { Editor } from "./editor.ts";
import type { OpenPanel } from "./panels.ts";
import { ask, BACK } from "./quickStep.ts";

type Axes = DocumentRun | "file" | "own";

/** Asks in whose axes a picture is to be drawn, and draws it so: by what was fitted on another open picture, or is in a file. */
export async function drawInAxes({ panels, visualizer, engine }: Editor, panel?: OpenPanel): Promise<void> {
  const run = (panel ?? (await visualizer.currentPanel()))?.run;
  if (run === undefined) return;
  const others = panels.all.map((other) => other.run).filter((other) => other !== run && isDrawn(other));
  const own = { label: axesText.own, detail: axesText.ownHelp, value: "own" as const };
  const chosen = await ask<Axes>({
    title: axesText.title,
    placeholder: axesText.placeholder(run.title),
    sections: [
      {
        label: axesText.open,
        choices: others.map((other) => ({
          ...{ label: other.title, description: other.result?.model ?? "", value: other },
        })),
      },
      {
        label: axesText.more,
        choices: [
          { label: axesText.file, detail: axesText.fileHelp, value: "file" },
          ...(run.drawing?.axes === undefined ? [] : [own]),
        ],
      },
    ],
    refusal: (value) => Promise.resolve(refusal(run, value)),
  });
  if (chosen === undefined || chosen === BACK) return;
  const drawing = await drawingBy(chosen);
  if (drawing !== undefined) await run.chooseDrawing(drawing);

  async function drawingBy(axes: Axes): Promise<DrawingChoice | undefined> {
    if (axes === "own") return run?.drawing && withoutAxes(run.drawing);
    if (axes !== "file") {
      const shown = axes.shown?.picture.run;
      return shown === undefined ? undefined : axes.ask(axesOfRun, { run: shown }, new CancellationTokenSource().token);
    }
    const [file] =
      (await window.showOpenDialog({
        title: axesText.title,
        openLabel: axesText.choose,
        filters: { [axesText.files]: ["safetensors"] },
      })) ?? [];
    return file && engine.request(axesOfFile, { path: file.fsPath });
  }
}

function isDrawn({ state, shown, result }: DocumentRun): boolean {
  return state.kind === "ready" && shown !== undefined && result !== undefined;
}

/** Why a picture's axes cannot be taken, where that is known before. */
function refusal({ result }: DocumentRun, axes: Axes): string | undefined {
  if (axes === "own" || axes === "file" || result === undefined) return undefined;
  return axes.result?.widths.join() === result.widths.join() ? undefined : axesText.otherWidths(axes.title);
}

function withoutAxes({ projection, dimensions }: DrawingChoice): DrawingChoice {
  return { projection, dimensions };
}
