/** A repository of the hub, and perhaps a file in it. */
export interface HubName {
  /** `org/name`; of old models also the name alone, which the hub knows the organisation of. */
  readonly id: string;
  /** Path in the repository, with slashes. */
  readonly file: string | undefined;
}

/** One part of a repository's name: letters, digits, `-`, `_` and `.`, no separator at its ends, at most 96. */
const PART = /^[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;

/** Names Windows keeps for devices, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Reads `org/name` and `org/name/path/file`, and without an organisation `name`, `name/file.onnx` and
 * `name/onnx/file.onnx`; undefined for anything else.
 */
export function readHubName(text: string): HubName | undefined {
  const [first = "", ...others] = text.split("/");
  const parts = isFileOfName(others) ? [first] : [first, ...others.slice(0, 1)];
  if (!parts.every(isRepositoryPart) || (parts.length === 1 && first.endsWith(".onnx"))) return undefined;
  const rest = isFileOfName(others) ? others : others.slice(1);
  const file = rest.length === 0 ? undefined : rest.join("/");
  if (file !== undefined && !isSafePath(file)) return undefined;
  return { id: parts.join("/"), file };
}

/** Whether what stands behind a name is a graph of it, where exporters put graphs, and not the name itself. */
function isFileOfName(parts: readonly string[]): boolean {
  const isGraph = parts.at(-1)?.endsWith(".onnx") === true;
  return isGraph && (parts.length === 1 || (parts.length === 2 && parts[0] === "onnx"));
}

/** Whether a text can be the name of an organisation, a repository or a model's folder. */
export function isRepositoryPart(part: string): boolean {
  return PART.test(part) && !part.includes("..") && !part.includes("--") && !RESERVED.test(part);
}

/**
 * Whether a path from a listing stays inside the folder it is put into, on every platform: relative, with slashes,
 * without `..`, drive letters, streams, names Windows keeps for itself or ends it drops.
 */
export function isSafePath(file: string): boolean {
  return file.length < 400 && file.split("/").every(isSafeName);
}

function isSafeName(name: string): boolean {
  return name !== "" && !/[\\:*?"<>|\u0000-\u001f]|[. ]$/.test(name) && !/^\.\.?$/.test(name) && !RESERVED.test(name);
}
