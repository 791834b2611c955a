import { Uri } from "vscode";
import { BUNDLE_EXTENSION, RECORDS_FILE } from "../protocol/bundles.ts";

/** The document whose lines are drawn: the file itself, or the texts beside a file of states. */
export function documentOf(resource: Uri): { readonly uri: Uri; readonly bundle: string | undefined } {
  const isBundle = resource.scheme === "file" && resource.path.toLowerCase().endsWith(BUNDLE_EXTENSION);
  if (!isBundle) return { uri: resource, bundle: undefined };
  return { uri: Uri.joinPath(resource, "..", RECORDS_FILE), bundle: resource.fsPath };
}
