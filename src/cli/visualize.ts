import path from "node:path";
import type { Engine } from "../engine/engine.ts";
import { taskInfos, type Tables } from "../engine/tasks.ts";
import { writeExport } from "../engine/exporting.ts";
import { panelFiles } from "../engine/panelFiles.ts";
import { exporters, type Exporter } from "../export/index.ts";
import { commandLine } from "../strings/commandLine.ts";
import { checkOutput, refuseOverwriting } from "./checkOutput.ts";
import { type Command, readWords, refused } from "./command.ts";
import { drawChoice, drawFiles, drawOptions, fileArgument, textsOf } from "./drawFiles.ts";
import { printed } from "./printed.ts";
import type { RunResult } from "../protocol/engine.ts";
import type { Notice } from "../protocol/models.ts";
import { notAboveShuffled, STRUCTURE } from "../protocol/pictureQuality.ts";
import { misfitsOf } from "../protocol/pictureMisfits.ts";
import { PICTURE_SETTINGS } from "../protocol/pictureSettings.ts";
import { exportText } from "../strings/exporting.ts";
import { isPictureSettings, readSettingsFile, settingsWords } from "./settingsFile.ts";
import { summarize } from "./summary.ts";
import { parameterOptions, refuseOthers } from "./taskOptions.ts";

/** Reads a file through a model and writes a page with its picture. */
export function visualize(tables: Tables): Command {
  const projections = taskInfos(tables).filter(({ stage }) => stage === "projection");
  const [text, flag] = [{ type: "string" } as const, { type: "boolean" } as const];
  const own = { out: text, states: flag, export: text, "no-texts": flag };
  const options = { ...parameterOptions(projections), ...drawOptions, ...own };
  return {
    name: "visualize",
    usage: commandLine.usages.visualize(projections, exporters),
    run: async (words, folder) => {
      const { given, values: own } = readWords(words, options, fileArgument);
      const file = path.resolve(folder, given);
      const settled = isPictureSettings(given) ? await readSettingsFile(file, folder) : undefined;
      for (const said of settled?.said ?? []) console.error(printed(said));
      // What stands on the command line wins over the settings.
      const values = settled === undefined ? own : { ...settingsWords(settled.settings, projections), ...own };
      const named = settled?.drawn ?? given;
      const out = path.resolve(folder, values.out ?? outFolder(given));
      const wanted = wantedExports(values.export, values.states ?? false);
      const withTexts = values["no-texts"] !== true;
      const drawn = path.resolve(folder, named);
      // States that are drawn may be written anew: they are the same.
      if (textsOf(drawn) === drawn || !withTexts)
        refuseOverwriting(
          [drawn, textsOf(drawn)],
          out,
          wanted.map(({ fileName }) => fileName),
        );
      const worded = drawChoice(values, tables, folder, path.join(out, "cache"));
      const choice = { ...worded, reading: { ...settled?.settings.reading, ...worded.reading } };
      const view = settled?.settings.view;
      refuseOthers(projections, [choice.projection], values);
      await checkOutput(out);
      return drawFiles([named], choice, tables, folder, async ({ engine, files, line, signal }) => {
        for (const { file, dataset, result } of files) {
          const panel = await panelFiles(__dirname);
          const input = await engine.exportInput(file, path.basename(textsOf(file)), panel, signal, {
            withTexts,
            ...(view && { view }),
          });
          const { picture } = input.page;
          for (const misfit of misfitsOf(
            { ...(view && { view }) },
            { tasks: projections, layers: picture.layers.length },
          ))
            console.error(printed(exportText.misfit(path.basename(given), misfit)));
          // Before the states are written, which may be where these are read from.
          const notices = [...result.notices, ...(await qualityNotices(engine, result, signal))];
          for (const exporter of wanted) await writeExport(exporter, path.join(out, exporter.fileName), input);
          const summary = summarize(file, path.join(out, "index.html"), dataset, picture, { ...result, notices });
          line.clear();
          console.log(choice.json ? JSON.stringify(summary) : printed(commandLine.summary(summary, projections)));
        }
        return 0;
      });
    },
  };
}

/** Where the picture is no better than one of shuffled states; its page asks the same, and finds it kept. */
async function qualityNotices(
  engine: Engine,
  { run, layers, given, drawing }: RunResult,
  signal: AbortSignal,
): Promise<readonly Notice[]> {
  if (given === true || drawing.projection.values["shuffle"] === "yes") return [];
  const result = await engine.runTask({ run, task: { id: STRUCTURE, values: {} } }, signal);
  const found = result.kind === "perLayer" ? notAboveShuffled(result).map((layer) => layers[layer] ?? "") : [];
  return found.length === 0 ? [] : [{ code: "notAboveShuffled", detail: { layers: found } }];
}

/** Where a file's page goes, and its cache, where nothing else is asked for. */
export function outFolder(file: string): string {
  const extension = isPictureSettings(file) ? PICTURE_SETTINGS : path.extname(file);
  return `${path.basename(file, extension)}-strata`;
}

/** The page, what is wanted besides, and with `--states` what the picture can be opened from. */
function wantedExports(also: string | undefined, withStates: boolean): readonly Exporter[] {
  const named = also === undefined ? [] : also.split(",").map((id) => id.trim());
  const known = exporters.map(({ id }) => id);
  for (const id of named) if (!known.includes(id)) throw refused("--export", id, known.join(", "));
  const wanted = ["page", ...named, ...(withStates ? ["states", "records"] : [])];
  return exporters.filter(({ id }) => wanted.includes(id));
}
