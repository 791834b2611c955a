import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isRepositoryPart } from "./hubNames.ts";
import { namesIn } from "./modelFiles.ts";

/**
 * The folder of a repository's files in a cache of the Hugging Face hub, `models--org--name/snapshots/…` or `models--name/…`: the commit
 * that `refs/main` names, else the one fetched last. Undefined where the cache has none.
 */
export async function snapshotOf(cache: string, id: string): Promise<string | undefined> {
  return newestSnapshot(path.join(cache, `models--${id.replace("/", "--")}`));
}

/** The same for the repository's own folder in the cache. */
export async function newestSnapshot(repository: string): Promise<string | undefined> {
  const snapshots = path.join(repository, "snapshots");
  const main = await readFile(path.join(repository, "refs", "main"), "utf8").catch(() => "");
  const commits = await namesIn(snapshots);
  if (commits.includes(main.trim())) return path.join(snapshots, main.trim());
  const dated = await Promise.all(
    commits.map(async (commit) => {
      const folder = path.join(snapshots, commit);
      return {
        folder,
        time: await stat(folder).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      };
    }),
  );
  return dated.toSorted((a, b) => b.time - a.time)[0]?.folder;
}

/** The names of the repositories a cache holds. */
export async function repositoriesIn(cache: string): Promise<string[]> {
  return (await namesIn(cache)).flatMap((entry) => {
    const [kind, ...parts] = entry.split("--");
    const isName = parts.length === 1 || parts.length === 2;
    return kind === "models" && isName && parts.every(isRepositoryPart) ? [parts.join("/")] : [];
  });
}
