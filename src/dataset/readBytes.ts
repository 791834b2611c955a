import { open, type FileHandle } from "node:fs/promises";
import { isMissing } from "../files/systemErrors.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import { fileKindOf, isLfsPointer, KIND_BYTES } from "./fileKinds.ts";

/** Node reads no larger file at once; no text that long fits a string either. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The bytes of a text file. What is known to be another kind of file is refused by its first bytes, however large it is.
 * @throws StrataError `fileNotFound`, `fileNotReadable`, `fileKind`, `filePointer`, `fileTooLarge`
 */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      return await readOpen(path, file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof StrataError) throw error;
    if (isMissing(error)) throw new StrataError("fileNotFound", { path }, { cause: error });
    throw new StrataError("fileNotReadable", { path, reason: reasonOf(error) }, { cause: error });
  }
}

async function readOpen(path: string, file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(KIND_BYTES), 0, KIND_BYTES, 0);
  const head = buffer.subarray(0, bytesRead);
  const kind = fileKindOf(path, head);
  if (kind !== undefined) throw new StrataError("fileKind", { path, kind });
  if (isLfsPointer(head)) throw new StrataError("filePointer", { path });
  const { size } = await file.stat();
  if (size > MOST_BYTES) throw new StrataError("fileTooLarge", { path, bytes: size });
  return file.readFile();
}
