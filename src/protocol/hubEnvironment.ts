import path from "node:path";

/** Environment variables, as of `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_HOST = "https://huggingface.co";

/** Where Hugging Face's own libraries keep what they downloaded: folders of `models--org--name`. */
export function hubCaches(environment: Environment, home: string): readonly string[] {
  const { HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment;
  if (HF_HUB_CACHE) return [path.resolve(HF_HUB_CACHE)];
  const library = HF_HOME
    ? path.resolve(HF_HOME)
    : path.join(XDG_CACHE_HOME || path.join(home, ".cache"), "huggingface");
  return [path.join(library, "hub")];
}

/** Address of the hub, without a slash at its end: what was set, else the environment's `HF_ENDPOINT`, else the usual one. */
export function hubHost(setting: string, environment: Environment): string {
  return (setting.trim() || environment["HF_ENDPOINT"] || DEFAULT_HOST).replace(/\/+$/, "");
}
