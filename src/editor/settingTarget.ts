import { ConfigurationTarget, workspace, type Uri } from "vscode";
import type { SettingName } from "./settings.ts";

/**
 * Writes a setting where it belongs: into the workspace where one is open (into its folder where it is set there),
 * else into the user's. The default is written only where a wider value would take its place.
 */
export async function writeSetting(name: SettingName, value: unknown, uri: Uri | undefined): Promise<void> {
  const configuration = workspace.getConfiguration("strata", uri);
  const found = configuration.inspect<unknown>(name);
  const inFolder = workspace.workspaceFile !== undefined && found?.workspaceFolderValue !== undefined;
  const inWorkspace = (workspace.workspaceFolders?.length ?? 0) > 0;
  const wider = inFolder ? (found.workspaceValue ?? found.globalValue) : inWorkspace ? found?.globalValue : undefined;
  const isDefault = JSON.stringify(value) === JSON.stringify(found?.defaultValue);
  const target = inFolder
    ? ConfigurationTarget.WorkspaceFolder
    : inWorkspace
      ? ConfigurationTarget.Workspace
      : ConfigurationTarget.Global;
  await configuration.update(name, isDefault && wider === undefined ? undefined : value, target);
}
