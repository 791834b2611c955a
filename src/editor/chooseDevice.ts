import type { CancellationToken } from "vscode";
import { probeDevices, type DeviceId, type DeviceReport } from "../protocol/models.ts";
import { choosingText } from "../strings/choosing.ts";
import { documentOf } from "./chooseModel.ts";
import { deviceRefusal, deviceSections, isAlwaysThere } from "./deviceSections.ts";
import type { Editor } from "./editor.ts";
import { shortName } from "./modelPaths.ts";
import type { OpenPanel } from "./panels.ts";
import { ask, BACK, type Section } from "./quickStep.ts";
import { writeSetting } from "./settingTarget.ts";

/**
 * Tries every device with the model, asks for one, and writes it into the settings. One that cannot run the model is not
 * taken: the question says why and stays.
 */
export async function chooseDevice(editor: Editor, panel?: OpenPanel): Promise<void> {
  const uri = documentOf(editor, panel);
  const { engine, settings } = editor;
  const model = settings.model(uri);
  const current = model.device.device;
  let probing: Promise<readonly DeviceReport[]> = Promise.resolve([]);
  const probe =
    (again: boolean) =>
    async (token: CancellationToken): Promise<Section<DeviceId>[]> => {
      probing = engine.request(probeDevices, { model, places: settings.places(uri), again }, token);
      return deviceSections(await probing, current);
    };
  const device = await ask<DeviceId>({
    title: choosingText.chooseDevice,
    placeholder: choosingText.devicePlaceholder(shortName(model.model)),
    sections: deviceSections([], current),
    load: probe(false),
    refusal: async (chosen) => (isAlwaysThere(chosen) ? undefined : deviceRefusal(await probing, chosen)),
    again: { title: choosingText.testAgain, load: probe(true) },
  });
  if (device !== undefined && device !== BACK) await writeSetting("device", device, uri);
}
