import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { storedState } from "./storedState.ts";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 20_000 } } });

const sentences = [
  "Le café ferme à minuit",
  "The train stood still for an hour",
  "Müller zahlte die Rechnung sofort",
  "The soup was warm and well seasoned",
  "Die Brücke über den Fluss ist alt",
  "My parcel arrived two weeks late",
];

/** Semicolons, a comma in every text, and bytes that are no UTF-8. */
const table = ["text;mood", ...sentences.map((text, i) => `"${text}, she said";${i % 2 === 0 ? "calm" : "cross"}`)];

const squad = JSON.stringify(
  {
    version: "1.1",
    data: ["Harbour", "Station"].map((title) => ({
      title,
      paragraphs: [1, 2].map((part) => ({
        context: `${title}, part ${part}. The lights went out one by one and nobody waited.`,
        qas: ["lights", "people", "hours"].map((what) => ({
          id: `${title}-${part}-${what}`,
          question: `Which ${what} are named in part ${part} of ${title}?`,
          answers: [{ text: "one by one", answer_start: 12 }],
        })),
      })),
    })),
  },
  undefined,
  1,
);
const questions = squad.split("\n").flatMap((line, at) => (line.includes('"question"') ? [at] : []));

const chats = sentences.map((content) =>
  JSON.stringify({
    messages: [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content },
      { role: "assistant", content: `I see: ${content.length} letters.` },
    ],
  }),
);

const scores = Array.from({ length: 60 }, (_, i) =>
  JSON.stringify({ text: `${sentences[i % sentences.length] ?? ""}, ${i} times.`, score: ((i * 37) % 61) / 80 }),
);

const moods = sentences.map((text, i) =>
  JSON.stringify({ text, mood: ["calm", "cross"][i % 2], place: ["harbour", "station"][i % 2] }),
);

/** What the status bar says when a stretch of a line is selected. */
function selected(line: string, at: number, text: string): string {
  return `Ln ${at + 1}, Col ${line.indexOf(text) + 1} (${text.length} selected)`;
}

describe("files as people have them", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const files = {
      "latin.csv": Buffer.from(table.join("\r\n"), "latin1"),
      "squad.json": squad,
      "chat.jsonl": chats.join("\n"),
      "scores.jsonl": scores.join("\n"),
      "moods.jsonl": moods.join("\n"),
    };
    workbench = await Workbench.open({ files });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  /** Takes an entry of a pick with the keyboard. */
  const choose = async (command: string, entry: string): Promise<void> => {
    await workbench.type(`Strata: ${command}`);
    await workbench.answer(entry);
  };
  const facts = async (): Promise<string> => (await workbench.panel.infobar.textContent()) ?? "";
  /** Whether a fact stands in the info bar of a panel that has half of the window. */
  const isInSight = async (words: string): Promise<boolean> => {
    const bar = await workbench.panel.infobar.locator(".facts").boundingBox();
    const fact = await workbench.panel.infobar.locator("button", { hasText: words }).boundingBox();
    return bar !== null && fact !== null && fact.y < bar.y + bar.height && fact.x + fact.width <= bar.x + bar.width;
  };
  const recordText = (): Promise<string | null> => workbench.panel.frame.locator(".record .text").textContent();
  /** Reloads the window once what was chosen is in VS Code's state. */
  const reloadKeeping = async (kept: RegExp): Promise<void> => {
    await expect.poll(() => storedState(workbench.page)).toMatch(kept);
    await workbench.reload();
  };

  describe("a table with semicolons in Windows-1252", () => {
    it("is read as it is meant, and a point opens its line", async () => {
      await workbench.visualize("latin.csv");
      const said = await workbench.panel.complete(sentences.length);
      expect(said).toContain("semicolon, quoted, header");
      expect(said).toMatch(/Windows.1252/);
      for (const record of [0, 4]) {
        const line = table[record + 1] ?? "";
        await workbench.panel.clickPoint(record);
        await expect
          .poll(() => workbench.caret())
          .toBe(selected(line, record + 1, `${sentences[record] ?? ""}, she said`));
        await expect.poll(recordText).toBe(`${sentences[record] ?? ""}, she said`);
      }
      await expect.poll(() => isInSight("Windows 1252")).toBe(true);
      await workbench.shoot("reading-latin");
    });

    it("is read in another encoding, also after a reload", async () => {
      await choose("Choose Encoding", "Windows 1251");
      await expect.poll(facts).toContain("Windows 1251");
      await reloadKeeping(/windows1251/);
      await workbench.panel.complete(sentences.length);
      await workbench.panel.clickPoint(0);
      await expect.poll(recordText).toContain("Le cafй");
      // A pick closes where the focus goes to the text only now.
      await expect.poll(() => workbench.caret()).toMatch(/^Ln 2, /);
      await workbench.panel.infobar.locator("button", { hasText: "Windows 1251" }).click();
      await workbench.answer("Automatic");
      await expect.poll(facts).toMatch(/Windows.1252/);
    });

    it("is read in another dialect, also after a reload", async () => {
      await choose("Choose Dialect", "No header: a record as the others");
      await workbench.panel.complete(sentences.length + 1);
      expect(await facts()).toContain("semicolon, quoted, no header");
      await reloadKeeping(/header\W+false/);
      await workbench.panel.complete(sentences.length + 1);
      await choose("Choose Dialect", "Automatic");
      await workbench.panel.complete(sentences.length);
      await workbench.closeEditors();
    });
  });

  describe("a SQuAD file", () => {
    it("gives its questions, says what else there is, and a point opens its line", async () => {
      await workbench.visualize("squad.json");
      const said = await workbench.panel.complete(questions.length);
      expect(said).toContain("data[].paragraphs[].qas[]");
      expect(said).toContain("one of 4 arrays");
      await expect.poll(() => isInSight("qas[], of 4 arrays")).toBe(true);
      const at = questions[4] ?? 0;
      await workbench.panel.clickPoint(4);
      await expect.poll(recordText).toMatch(/^Which .*\?$/);
      const text = await recordText();
      await expect.poll(() => workbench.caret()).toBe(selected(squad.split("\n")[at] ?? "", at, text ?? ""));
    });

    it("gives another array's records where that is chosen, also after a reload", async () => {
      await workbench.type("Strata: Choose Array");
      await workbench.shoot("reading-arrays");
      await workbench.answer("data[].paragraphs[]", /^data\[\]\.paragraphs\[\](?!\.)/);
      await workbench.panel.complete(4);
      await reloadKeeping(/array\W+data\[\]\.paragraphs\[\]\W/);
      await workbench.panel.complete(4);
      await workbench.panel.clickPoint(2);
      await expect.poll(recordText).toMatch(/^Station, part 1\./);
      await choose("Choose Array", "Automatic");
      await workbench.panel.complete(questions.length);
    });

    it("gives the texts of another array by the pick of the text field", async () => {
      await choose("Choose Text Field", "data[].paragraphs[].context");
      await workbench.panel.complete(4);
      await workbench.closeEditors();
    });
  });

  describe("conversations", () => {
    it("are a record each, and a point opens their line", async () => {
      await workbench.visualize("chat.jsonl");
      expect(await workbench.panel.complete(chats.length)).toContain("whole conversation");
      await workbench.panel.clickPoint(3);
      await expect.poll(() => workbench.caret()).toMatch(/^Ln 4, /);
      await expect.poll(recordText).toContain(sentences[3]);
    });

    it("are read by the turns that are chosen, also after a reload", async () => {
      await choose("Choose Turns", "Last user turn");
      await expect.poll(facts).toContain("last user turn");
      await reloadKeeping(/turns\W+lastUser/);
      await workbench.panel.complete(chats.length);
      await workbench.panel.clickPoint(5);
      await expect.poll(recordText).toBe(sentences[5]);
      await expect.poll(() => workbench.caret()).toBe(selected(chats[5] ?? "", 5, sentences[5] ?? ""));
      await choose("Choose Turns", "Each turn");
      await workbench.panel.complete(3 * chats.length);
      await workbench.closeEditors();
    });
  });

  describe("labels that are scores", () => {
    it("are drawn on a scale with a colour bar, and a point opens its line", async () => {
      const { panel } = workbench;
      await workbench.visualize("scores.jsonl");
      await panel.complete(scores.length);
      expect(await panel.frame.locator(".legend .bin").count()).toBe(64);
      const [near = 0] = await panel.apart(scores.length, 1);
      await panel.clickPoint(near);
      // Texts that are nearly alike lie on each other: the one in front is taken.
      await expect.poll(() => panel.data("selected")).not.toBe("");
      const record = Number(await panel.data("selected"));
      const line = scores[record] ?? "";
      const { text, score } = JSON.parse(line) as { text: string; score: number };
      await expect.poll(() => workbench.caret()).toBe(selected(line, record, text));
      expect(await panel.frame.locator(".facts dd .value").textContent()).toBe(String(score));
      await workbench.shoot("reading-scores");
      await workbench.closeEditors();
    });
  });

  describe("a field that was chosen and is no longer there", () => {
    it("is named with its pick, which finds another", async () => {
      const { panel } = workbench;
      await workbench.visualize("moods.jsonl");
      await panel.complete(moods.length);
      await choose("Choose Label Field", "place");
      await panel.frame.locator(".legend", { hasText: "station" }).waitFor();
      writeFileSync(path.join(workbench.folder, "moods.jsonl"), moods.join("\n").replaceAll("place", "spot"));
      await panel.frame.locator("h2", { hasText: 'There is no field "place"' }).waitFor();
      await panel.button("chooseLabelField").click();
      await workbench.answer("Automatic");
      await panel.complete(moods.length);
      await workbench.closeEditors();
    });
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
