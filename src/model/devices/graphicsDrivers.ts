import { readdirSync, readFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Where Linux's Vulkan loader looks for drivers. */
const VULKAN_FOLDERS = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];
/** Names of display drivers in Windows' store, each with a digest of its version behind it. */
const DISPLAY_DRIVERS = /^(nv_?disp|nvlt|nvmd|u0\d|c0\d|iigd|ialm|qcdx|vmwvgs)/i;

/** What can be known of the graphics processors and their drivers without using them. Takes some milliseconds. */
export function graphicsDrivers(): readonly string[] {
  if (process.platform === "linux") return [...vulkanDrivers(), ...linuxAdapters()];
  if (process.platform !== "win32") return [os.release(), os.cpus()[0]?.model ?? ""];
  const store = path.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "DriverStore", "FileRepository");
  return [os.release(), ...listing(store).filter((name) => DISPLAY_DRIVERS.test(name))];
}

function vulkanDrivers(): readonly string[] {
  const named = ["VK_ICD_FILENAMES", "VK_DRIVER_FILES"].flatMap((name) => process.env[name]?.split(":") ?? []);
  const found = VULKAN_FOLDERS.flatMap((folder) => listing(folder).map((name) => path.join(folder, name)));
  return [...named, ...found].flatMap(fileIdentity);
}

function linuxAdapters(): readonly string[] {
  const cards = listing("/sys/class/drm").filter((name) => /^card\d+$/.test(name));
  const numbers = cards.flatMap((card) =>
    ["vendor", "device"].map((part) => contentOf(`/sys/class/drm/${card}/device/${part}`).trim()),
  );
  return [contentOf("/proc/driver/nvidia/version"), ...numbers];
}

/** A file's or folder's name, size and time; nothing where there is none. */
export function fileIdentity(file: string): readonly string[] {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? [] : [file, `${found.size} ${found.mtimeMs}`];
}

function listing(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    // Not on this machine: nothing to tell apart.
    return [];
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Not on this machine: nothing to tell apart.
    return "";
  }
}
