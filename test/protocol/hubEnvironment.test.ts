import path from "node:path";
import { describe, expect, it } from "vitest";
import { hubCaches, hubHost } from "../../src/protocol/hubEnvironment.ts";

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
});
