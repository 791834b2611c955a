import { expect, it } from "vitest";
import { titleOfBindable } from "../../webview/keyTitles.ts";

it("titles say that keys are those by default, once, and only of keys that can be bound", () => {
  expect(titleOfBindable("Play (Space)")).toBe("Play (Space by default)");
  expect(titleOfBindable("Play (Space by default)")).toBe("Play (Space by default)");
  expect(titleOfBindable("Distance (+ and −)")).toBe("Distance (+ and − by default)");
  expect(titleOfBindable("Abstand (+ und −)")).toBe("Abstand (+ und − by default)");
  expect(titleOfBindable("Stack (1)")).toBe("Stack (1 by default)");
  expect(titleOfBindable("Copy the text (Ctrl+C)")).toBe("Copy the text (Ctrl+C)");
  expect(titleOfBindable("a heron (bird)")).toBe("a heron (bird)");
});
