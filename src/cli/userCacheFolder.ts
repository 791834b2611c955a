import os from "node:os";
import path from "node:path";

/** Where the command line keeps what it can make again, on this machine and for this user. */
export function userCacheFolder(): string {
  const home = os.homedir();
  const caches =
    process.platform === "win32"
      ? (process.env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"))
      : process.platform === "darwin"
        ? path.join(home, "Library", "Caches")
        : (process.env["XDG_CACHE_HOME"] ?? path.join(home, ".cache"));
  return path.join(caches, "embedding-strata");
}
