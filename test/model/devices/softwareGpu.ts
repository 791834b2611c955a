import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/** The driver of SwiftShader that Debian's Chromium brings. */
const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";
/** Where Debian's `libvulkan1` puts the loader. */
const loaders = ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib64/libvulkan.so.1"];

/** The environment in which WebGPU finds a GPU in software. */
export const softwareGpu = { VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: process.env["XDG_RUNTIME_DIR"] ?? tmpdir() };

/** Whether this machine can run WebGPU in software; says what is missing where not. */
export function hasSoftwareGpu(): boolean {
  const missing = [
    ...(process.arch === "x64" && process.platform === "linux" ? [] : ["Linux on x64"]),
    ...(existsSync(driver) ? [] : [`Debian's chromium (${driver})`]),
    ...(loaders.some(existsSync) ? [] : ["Debian's libvulkan1"]),
  ];
  // eslint-disable-next-line no-console -- a test that does not run must say so.
  if (missing.length > 0) console.warn(`WebGPU is not tested on this machine: it needs ${missing.join(" and ")}.`);
  return missing.length === 0;
}
