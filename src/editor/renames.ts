import type { FileRenameEvent, Uri } from "vscode";

type Renamed = FileRenameEvent["files"];

/** Where a file is now that it, or a folder it is in, was renamed; undefined where neither was. */
export function renamedTo(uri: Uri, renamed: Renamed): Uri | undefined {
  for (const { oldUri, newUri } of renamed) {
    if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) continue;
    if (uri.path === oldUri.path) return newUri;
    if (uri.path.startsWith(`${oldUri.path}/`))
      return newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) });
  }
  return undefined;
}
