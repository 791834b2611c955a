import path from "node:path";
import {
  createMessageConnection,
  IPCMessageReader,
  type CancellationToken,
  type MessageConnection,
  type RequestType,
} from "vscode-jsonrpc/node";
import { installCuda } from "../model/cuda/installCuda.ts";
import { readRepository } from "../model/hub/readRepository.ts";
import { listPrompts } from "../model/store/listPrompts.ts";
import { readLayerTable } from "../model/tap/layerTable.ts";
import { listModels } from "../model/store/localModels.ts";
import { resolveModel } from "../model/store/resolveModel.ts";
import { startWatchdog } from "../model/watchdog.ts";
import * as protocol from "../protocol/engine.ts";
import { wholeTexts } from "../protocol/wholeTexts.ts";
import { replyError, type Failure } from "../protocol/errors.ts";
import { exportRun, listExporters } from "../protocol/exporting.ts";
import * as finding from "../protocol/finding.ts";
import { pointValues } from "../protocol/pointValues.ts";
import * as models from "../protocol/models.ts";
import { ChannelWriter } from "./channelWriter.ts";
import { exporterInfos } from "./exporting.ts";
import { panelFiles } from "./panelFiles.ts";
import { Engine } from "./engine.ts";
import type { Tables } from "./tasks.ts";

/** The engine with these tables behind a connection over the process's channel; its workers lie beside the entry. */
export function serve(tables: Tables): void {
  const connection = createMessageConnection(new IPCMessageReader(process), new ChannelWriter());
  const downloadProgressed = (progress: models.DownloadProgress) =>
    void connection.sendNotification(models.downloadProgressed, progress);
  const engine = new Engine({
    tokenizerWorker: path.join(__dirname, "tokenizerWorker.js"),
    poolingWorker: path.join(__dirname, "poolingWorker.js"),
    probe: path.join(__dirname, "probe.js"),
    patternWorker: path.join(__dirname, "patternWorker.js"),
    tables,
    listener: {
      datasetRead: (info) => void connection.sendNotification(protocol.datasetRead, info),
      progressed: (progress) => void connection.sendNotification(protocol.progressed, progress),
      downloadProgressed,
      pictureDrawn: (picture) => connection.sendNotification(protocol.pictureDrawn, picture),
      taskProgressed: (progress) => void connection.sendNotification(protocol.taskProgressed, progress),
      warned: (failure) => void connection.sendNotification(protocol.warned, failure),
    },
  });

  answer(connection, protocol.visualize, (params, signal) => engine.visualize(params, signal));
  answer(connection, protocol.listTasks, () => engine.tasks);
  answer(connection, protocol.pointDetails, (params, signal) => engine.details(params, signal));
  answer(connection, protocol.runTask, (params, signal) => engine.runTask(params, signal));
  answer(connection, listExporters, () => exporterInfos);
  answer(connection, exportRun, async (params, signal) => {
    const { language } = params;
    return engine.exportFile(params, { ...(await panelFiles(__dirname)), ...(language && { language }) }, signal);
  });
  answer(connection, pointValues, (params, signal) => engine.values(params, signal));
  answer(connection, finding.searchPoints, (params, signal) => engine.search(params, signal));
  answer(connection, finding.rowsOfPoints, (params) => engine.rows(params));
  answer(connection, finding.ranksOfPoints, (params, signal) => engine.ranks(params, signal));
  answer(connection, finding.probeText, (params, signal) => engine.probe(params, signal));
  answer(connection, wholeTexts, ({ run, points }) => engine.wholeTexts(run, points));
  answer(connection, protocol.excerpts, ({ run, points }) => engine.excerpts(run, points));
  answer(connection, protocol.axesOfRun, ({ run }) => engine.axesOfRun(run));
  answer(connection, protocol.axesOfFile, ({ path }) => engine.axesOfFile(path));
  answer(connection, protocol.abandonRun, ({ document }) => engine.abandonRun(document));
  answer(connection, protocol.closeDocument, ({ document }) => engine.closeDocument(document));
  answer(connection, protocol.cacheSize, ({ folder }) => engine.cacheSize(folder));
  answer(connection, protocol.clearCache, ({ folder }) => engine.clearCache(folder));
  answer(connection, models.listModels, ({ places }) => listModels(places));
  answer(connection, models.listPrompts, ({ model, places }) => listPrompts(model, places));
  answer(connection, models.readRepository, (params, signal) => readRepository(params, signal));
  answer(connection, models.downloadModel, (params, signal) => engine.downloadModel(params, signal));
  answer(connection, models.installCuda, (params, signal) =>
    installCuda({ ...params, from: __filename }, { signal, progressed: downloadProgressed }),
  );
  answer(connection, models.showLayers, async ({ model, places }) =>
    readLayerTable(await resolveModel(model.model, places, model.device?.device)),
  );
  answer(connection, models.probeDevices, (params, signal) => engine.probeDevices(params, signal));

  const watchdog = startWatchdog(path.join(__dirname, "watchdog.js"));
  process.on("disconnect", () => {
    watchdog.end();
    void engine.dispose().finally(() => process.exit(0));
  });
  connection.listen();
}

/** Registers a handler whose failures cross the border as `Failure` data and whose cancellation is an `AbortSignal`. */
function answer<P, R>(
  connection: MessageConnection,
  type: RequestType<P, R, Failure>,
  handle: (params: P, signal: AbortSignal) => R | Promise<R>,
): void {
  const reply = async (params: P, token: CancellationToken): Promise<unknown> => {
    const controller = new AbortController();
    // A token that was cancelled before the request's turn came says so, but never calls.
    if (token.isCancellationRequested) controller.abort();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      return await handle(params, controller.signal);
    } catch (error) {
      return replyError(error);
    } finally {
      subscription.dispose();
    }
  };
  connection.onRequest(type.method, reply);
}
