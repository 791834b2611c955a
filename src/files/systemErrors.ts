const PASSING: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "EAGAIN", "EBUSY", "EINTR"]);

/** The file system's code of a failure, such as `ENOENT`; undefined where it is another kind of failure. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Whether the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** Whether a failure is of the machine at this moment, not of the file: too many are open, or another process holds it. */
export function isPassing(error: unknown): boolean {
  return PASSING.has(systemCode(error) ?? "");
}
