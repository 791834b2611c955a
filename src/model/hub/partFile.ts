import { createHash, randomBytes } from "node:crypto";
import { open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import path from "node:path";
import { systemCode } from "../../files/systemErrors.ts";

/** Milliseconds after which a part that another machine wrote to last counts as left behind. */
const LEFT_BEHIND = 3_600_000;

/** `NAME.CONTENT.part`, and while a process writes to it `NAME.CONTENT.MACHINE-PROCESS-NUMBER.part`. */
const PART_NAME = /\.([0-9a-f]{12})(?:\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8})?\.part$/;

const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/**
 * A file while it is fetched, beside its place. Its name says what content it is of and which process writes to it, so
 * two processes never write to one part, and one whose process died, or that was left, is gone on with: it is taken
 * over by renaming it, which only one can.
 */
export class PartFile {
  readonly path: string;
  readonly #target: string;
  readonly #content: string;

  private constructor(target: string, content: string, owned: string) {
    this.#target = target;
    this.#content = content;
    this.path = owned;
  }

  /**
   * A part of `target` that no other process has, with what is there of it already; `content` names what the whole file
   * holds, in 12 hexadecimal digits. The folder must be there. Rejects with the file system's error.
   */
  static async claim(target: string, content: string): Promise<PartFile> {
    const owned = `${target}.${content}.${machine}-${process.pid}-${randomBytes(4).toString("hex")}.part`;
    const left = await partsLeft(target);
    for (const part of left.filter((candidate) => candidate.content === content)) {
      const taken = await rename(part.path, owned).then(
        () => true,
        // Another process was quicker, or still holds it open where that forbids renaming.
        () => false,
      );
      if (taken) return new PartFile(target, content, owned);
    }
    const handle = await open(owned, "wx");
    await handle.close();
    return new PartFile(target, content, owned);
  }

  open(): Promise<FileHandle> {
    return open(this.path, "r+");
  }

  async bytes(): Promise<number> {
    return (await stat(this.path)).size;
  }

  /** Leaves it for whoever goes on. */
  async release(): Promise<void> {
    await rename(this.path, `${this.#target}.${this.#content}.part`);
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /** Makes it the file, and removes older parts nobody writes to. It must be synced. */
  async commit(): Promise<void> {
    await rename(this.path, this.#target);
    for (const part of await partsLeft(this.#target)) await rm(part.path, { force: true });
  }
}

/** Bytes that are there already of a file not yet whole. */
export async function bytesLeft(target: string, content: string): Promise<number> {
  return (await partsLeft(target)).find((part) => part.content === content)?.bytes ?? 0;
}

/** The parts of a file that no process writes to, the longest first. */
async function partsLeft(target: string): Promise<{ path: string; content: string; bytes: number }[]> {
  const folder = path.dirname(target);
  const start = path.basename(target);
  const names = await readdir(folder).catch(() => []);
  const found = names
    .filter((name) => name.startsWith(`${start}.`) && name.replace(PART_NAME, "") === start)
    .map(async (name) => {
      const whole = path.join(folder, name);
      const [, content = "", owner, pid] = PART_NAME.exec(name) ?? [];
      const facts = await stat(whole).catch(() => undefined);
      const isFree = facts !== undefined && (owner === undefined || isLeft(owner, Number(pid), facts.mtimeMs));
      return isFree ? [{ path: whole, content, bytes: facts.size }] : [];
    });
  return (await Promise.all(found)).flat().toSorted((a, b) => b.bytes - a.bytes);
}

/** Whether the process that wrote to a part is gone. Process ids start over when the machine does. */
function isLeft(owner: string, pid: number, touched: number): boolean {
  if (owner !== machine) return Date.now() - touched > LEFT_BEHIND;
  return !isAlive(pid) || touched < Date.now() - 1000 * uptime();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}
