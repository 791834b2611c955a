import { systemCode } from "../../files/systemErrors.ts";
import { reasonOf, StrataError } from "../../protocol/errors.ts";

/** The failure behind an error of the file system while models are stored; `missing` bytes do not fit any more. */
export function storeFailure(error: unknown, folder: string, missing: number): unknown {
  if (!(error instanceof Error) || error instanceof StrataError || !("syscall" in error)) return error;
  const code = systemCode(error);
  if (code === "ENOSPC" || code === "EDQUOT")
    return new StrataError("diskFull", { folder, needed: missing }, { cause: error });
  return new StrataError("storeNotWritable", { folder, reason: reasonOf(error) }, { cause: error });
}
