import { describe, expect, it } from "vitest";
import { noticeWords } from "../../src/strings/notices.ts";

describe("the words for notices", () => {
  it("say how far a quantized file's states lie from the float file's where that was measured", () => {
    const { short, sentence, warns } = noticeWords({
      code: "quantized",
      detail: { style: "quantized", dynamic: true, difference: 0.183 },
    });
    expect(short).toBe("dynamic int8, 18 % off");
    expect(sentence).toContain("18 % from those of the full-precision file");
    expect(warns).toBe(true);
  });

  it("say what is typical of dynamic int8 where it was not", () => {
    const detail = { style: "int8", dynamic: true, difference: undefined } as const;
    expect(noticeWords({ code: "quantized", detail }).sentence).toContain("typically by 18 % per token");
  });

  it("do not warn of weights that are only stored in fewer bits", () => {
    const words = noticeWords({ code: "quantized", detail: { style: "q4", dynamic: false, difference: 0.00021 } });
    expect(words).toMatchObject({ short: "4-bit weights, less than 0.1 % off", warns: false });
  });

  it("name devices as users know them, with the reason", () => {
    const refused = noticeWords({ code: "deviceRefused", detail: { device: "dml", reason: "it gave other numbers" } });
    expect(refused).toMatchObject({ short: "not on DirectML", warns: false, command: "chooseDevice" });
    expect(refused.sentence).toBe("DirectML is not used: it gave other numbers.");
    const lost = noticeWords({ code: "deviceLost", detail: { device: "webgpu", reason: "The driver was reset." } });
    expect(lost.warns).toBe(true);
    expect(lost.sentence).toContain("The driver was reset. The rest was computed on the CPU.");
  });

  it("name the authors' steps that no layer shows, and a pooling that is not known", () => {
    const left = noticeWords({ code: "modulesLeft", detail: { modules: ["Dense", "Normalize"] } });
    expect(left).toMatchObject({ short: "without Dense, Normalize", warns: true });
    const reason = "1_Pooling/config.json names attention";
    const unknown = noticeWords({ code: "poolingUnknown", detail: { reason } });
    expect(unknown.sentence).toContain(`${reason}. The mean of the tokens is taken`);
  });
});
