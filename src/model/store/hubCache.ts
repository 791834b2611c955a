import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isRepositoryPart, type HubName } from "./hubNames.ts";
import { namesIn } from "./modelFiles.ts";

/**
 * The folder of a repository's files in a cache of the Hugging Face hub, `models--org--name/snapshots/…`: the commit
 * that `refs/main` names, else the one fetched last. Undefined where the cache has none.
 */
export async function snapshotOf(
  cache: string,
  { org, name }: Pick<HubName, "org" | "name">,
): Promise<string | undefined> {
  return newestSnapshot(path.join(cache, `models--${org}--${name}`));
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

/** The repositories a cache holds. */
export async function repositoriesIn(cache: string): Promise<{ org: string; name: string }[]> {
  return (await namesIn(cache)).flatMap((entry) => {
    const [kind, org = "", name = "", ...rest] = entry.split("--");
    const isModel = kind === "models" && rest.length === 0 && isRepositoryPart(org) && isRepositoryPart(name);
    return isModel ? [{ org, name }] : [];
  });
}
