import path from "node:path";
import { describe, expect, it } from "vitest";
import { environmentOffline, environmentProxy, hubCaches, hubHost } from "../../src/protocol/hubEnvironment.ts";

describe("what the environment says of the hub", () => {
  it.each([
    [{}, "/home/ada/.cache/huggingface/hub"],
    [{ XDG_CACHE_HOME: "/cache" }, "/cache/huggingface/hub"],
    [{ HF_HOME: "/hf", XDG_CACHE_HOME: "/cache" }, "/hf/hub"],
    [{ HF_HUB_CACHE: "/hub", HF_HOME: "/hf" }, "/hub"],
    [{ HF_HUB_CACHE: "", HF_HOME: "" }, "/home/ada/.cache/huggingface/hub"],
  ])("%j keeps models in %s", (environment, folder) => {
    expect(hubCaches(environment, "/home/ada").map((each) => each.split(path.sep).join("/"))).toEqual([folder]);
  });

  it("names the host where no setting does", () => {
    expect(hubHost("", {})).toBe("https://huggingface.co");
    expect(hubHost("", { HF_ENDPOINT: "https://mirror.example/" })).toBe("https://mirror.example");
    expect(hubHost(" http://127.0.0.1:8000// ", { HF_ENDPOINT: "https://mirror.example" })).toBe(
      "http://127.0.0.1:8000",
    );
  });

  it.each([
    [
      "https://hub.example",
      { HTTPS_PROXY: "http://proxy:1", HTTP_PROXY: "http://other:1" },
      { proxy: "http://proxy:1" },
    ],
    [
      "http://hub.example",
      { HTTPS_PROXY: "http://proxy:1", http_proxy: "http://other:1" },
      { proxy: "http://other:1" },
    ],
    [
      "https://hub.example",
      { ALL_PROXY: "http://a:1", NO_PROXY: "*.example" },
      { proxy: "http://a:1", noProxy: "*.example" },
    ],
    ["https://hub.example", { https_proxy: "" }, {}],
  ])("reaches %s with %j through %j", (host, environment, proxy) => {
    expect(environmentProxy(host, environment)).toEqual(proxy);
  });

  it.each([
    ["1", true],
    ["True", true],
    ["0", false],
    [undefined, false],
  ])("HF_HUB_OFFLINE=%s forbids requests: %s", (value, offline) => {
    expect(environmentOffline({ HF_HUB_OFFLINE: value })).toBe(offline);
  });
});
