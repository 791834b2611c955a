import { ConnectionError, ErrorCodes, ResponseError } from "vscode-jsonrpc";
import type { FindErrorDetails } from "./findErrors.ts";
import type { ModelErrorDetails } from "./modelErrors.ts";

/** Files that are known by their first bytes and hold no plain text. */
export type FileKind =
  | ("gzip" | "bzip2" | "xz" | "zstd" | "lz4" | "7z" | "rar" | "tar" | "zip")
  | ("parquet" | "arrow" | "feather" | "orc" | "avro" | "hdf5" | "numpy" | "pickle")
  | ("sqlite" | "excel" | "word" | "office" | "pdf");

/**
 * Every failure the product can explain: its code, and the facts the sentence about it needs.
 * The sentences themselves are in `src/strings.ts`; the stages only throw codes.
 */
export interface ErrorDetails extends ModelErrorDetails, FindErrorDetails {
  fileNotFound: { path: string };
  fileNotReadable: { path: string; reason: string };
  fileBinary: { path: string; offset: number };
  fileEmpty: { path: string };
  /** A kind of file that holds no plain text. */
  fileKind: { path: string; kind: FileKind };
  /** git-lfs has not fetched the file: only its pointer lies there. */
  filePointer: { path: string };
  /** More text than one string holds. */
  fileTooLarge: { path: string; bytes: number };
  encodingUnknown: { encoding: string; known: string };
  /** `problem`: the first one found, with its line. */
  noRecords: { path: string; lines: number; problem?: string };
  /** A picture of files, of which there are none. */
  noFiles: { path: string };
  /** A program of which no language's extension knows symbols. */
  noSymbols: { path: string };
  /** `effects`: what became of them, counted. */
  problemsFound: { path: string; effects: string };
  fieldMissing: { path: string; field: string; fields: string };
  /** `arrays`: what there is instead. */
  arrayMissing: { array: string; arrays: string };
  /** A file of pictures; `line` from 1. */
  coordinatesNotReadable: { path: string; line: number; reason: string };
  noTextField: { path: string; fields: string; problem?: string };
  modelNotFound: { folder: string; file: string };
  modelNotReadable: { path: string; reason: string };
  modelNotTransformer: { path: string; reason: string };
  /** A transformer whose inputs have another shape than texts, or that does not run. */
  modelUnfit: { path: string; reason: string };
  modelTapWrong: { path: string; reason: string };
  modelExternalData: { path: string; location: string };
  tokenizerUnsupported: { path: string; reason: string };
  modelRunFailed: { path: string; reason: string };
  cacheNotWritable: { folder: string; reason: string };
  cacheNotReadable: { path: string; reason: string };
  cacheDamaged: { path: string; reason: string };
  cacheRowsLost: { folder: string; records: number };
  /** A file of states that cannot be drawn. */
  bundleNotReadable: { path: string; reason: string };
  /** A file of states that has none of the texts beside it. */
  bundleUnfit: { path: string; points: number };
  /** A file of a fitted projection that cannot be read. */
  reducerNotReadable: { path: string; reason: string };
  /** One whose states were others than those that are to be drawn; `there` and `here`: layers × widths. */
  reducerUnfit: { path: string; name: string; there: string; here: string };
  /** A picture that others cannot be drawn in the axes of. */
  noReducer: { path: string; projection: string };
  /** A file of picture settings that does not say what to draw. */
  settingsFileNotReadable: { path: string; reason: string };
  outputNotWritable: { path: string; reason: string };
  optionUnknown: { option: string; value: string; allowed: string };
  engineStopped: { reason: string };
  engineKeepsStopping: { times: number; reason: string };
  runUnknown: { run: string };
  /** Two runs whose states do not lie in the same spaces; `model`: how each was computed. */
  notComparable: { path: string; model: string; otherPath: string; otherModel: string };
  /** A task whose work or memory grows with the square of the points. */
  tooManyPoints: { task: string; points: number; most: number };
  recordUnknown: { record: number; records: number };
  internal: { reason: string };
}

export type ErrorCode = keyof ErrorDetails;

/** A failure as it crosses a border: `Error` objects lose their fields there. */
export type Failure = { [C in ErrorCode]: { readonly code: C; readonly detail: ErrorDetails[C] } }[ErrorCode];

/** A failure that can be explained to a user. `detail` names the offending value and its place. */
export class StrataError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "StrataError";
  readonly code: C;
  readonly detail: ErrorDetails[C];

  constructor(code: C, detail: ErrorDetails[C], options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(detail)}`, options);
    this.code = code;
    this.detail = detail;
  }

  /** The plain object that crosses a border in place of this error. */
  get failure(): Failure {
    return { code: this.code, detail: this.detail } as unknown as Failure;
  }
}

/** The failure to send for whatever was thrown; anything unforeseen becomes `internal`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof StrataError) return (error as StrataError).failure;
  return { code: "internal", detail: { reason: reasonOf(error) } };
}

/** What an unknown thrown value says of itself, on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, " ").trim();
}

/** The reply of a request that failed: the failure travels as the error's data. */
export function replyError(error: unknown): ResponseError<Failure> {
  return new ResponseError(ErrorCodes.InternalError, reasonOf(error), toFailure(error));
}

/** The failure behind a rejected request: sent by the other side, or the connection's own end. */
export function failureOfReply(error: unknown): Failure {
  if (error instanceof ResponseError && isFailure(error.data)) return error.data;
  if (
    error instanceof ConnectionError ||
    (error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected)
  )
    return { code: "engineStopped", detail: { reason: reasonOf(error) } };
  return toFailure(error);
}

function isFailure(data: unknown): data is Failure {
  return typeof data === "object" && data !== null && "code" in data && "detail" in data;
}
