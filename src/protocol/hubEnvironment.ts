import path from "node:path";
import type { HubAccess } from "./models.ts";

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

/** The proxy to reach `host` through, as curl reads it: `HTTPS_PROXY` or `HTTP_PROXY`, `ALL_PROXY`, and `NO_PROXY`. */
export function environmentProxy(host: string, environment: Environment): Pick<HubAccess, "proxy" | "noProxy"> {
  const own = host.startsWith("http:") ? "http_proxy" : "https_proxy";
  const value = (name: string) => environment[name] || environment[name.toUpperCase()];
  const [proxy, noProxy] = [value(own) || value("all_proxy"), value("no_proxy")];
  return { ...(proxy && { proxy }), ...(noProxy && { noProxy }) };
}

/** Whether the environment forbids requests to the hub: `HF_HUB_OFFLINE`, as huggingface_hub reads it. */
export function environmentOffline({ HF_HUB_OFFLINE }: Environment): boolean {
  return /^(1|on|yes|true)$/i.test(HF_HUB_OFFLINE?.trim() ?? "");
}

/** Address of the hub, without a slash at its end: what was set, else the environment's `HF_ENDPOINT`, else the usual one. */
export function hubHost(setting: string, environment: Environment): string {
  return (setting.trim() || environment["HF_ENDPOINT"] || DEFAULT_HOST).replace(/\/+$/, "");
}
