import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ReadingChoice } from "../../src/protocol/reading.ts";
import { moods, sentences as six } from "./caseTexts.ts";
import { readText } from "./readText.ts";
import { textAtRange } from "./vscodeModel.ts";

const folder = path.join(import.meta.dirname, "../fixtures/cases");
const readCase = (name: string, choice: ReadingChoice = {}) =>
  readText(name, readFileSync(path.join(folder, name), "utf8"), choice);
const [a, b, c] = six;

describe("files that people have", () => {
  it.each(["orient-list.json", "orient-split.json", "pretty-cat.jsonl", "nan-n.jsonl", "nested-labelstudio.json"])(
    "%s: six texts with their labels",
    async (name) => {
      const { texts, labels, labelOf, problems, labelField } = await readCase(name);
      expect(texts).toEqual(six);
      expect(Array.from(labelOf, (label) => labels[label])).toEqual(moods);
      expect(labelField).toBe("label");
      expect(problems).toEqual([]);
    },
  );

  it("bigint-b.jsonl: digits as written", async () => {
    const { labels, fields } = await readCase("bigint-b.jsonl");
    expect(labels.toSorted()).toEqual(Array.from({ length: 6 }, (_, i) => `9007199254740998${i + 1}`));
    expect(fields.find(({ name }) => name === "id")?.distinct).toBe(6);
  });

  it("bom-mid.jsonl: the byte order mark in the middle is no text", async () => {
    const text = readFileSync(path.join(folder, "bom-mid.jsonl"), "utf8");
    const { texts, ranges, problems } = await readText("bom-mid.jsonl", text);
    expect(texts).toEqual(six);
    expect(six.map((_, i) => textAtRange(text, ranges, i))).toEqual(six);
    expect(problems).toEqual([]);
  });

  it("pretty-one_line.json: one object is one record", async () => {
    const { texts, labels, reading } = await readCase("pretty-one_line.json");
    expect(texts).toEqual([a]);
    expect(labels).toEqual(["calm"]);
    expect(reading.array).toBe("{}");
  });

  it("splits-s.json: all splits, with their name", async () => {
    const { records, labels, labelOf, reading } = await readCase("splits-s.json", { label: "split" });
    expect(records).toBe(12);
    expect(Array.from(labelOf, (label) => labels[label]).join(" ")).toBe(
      "train train train train train train validation validation validation test test test",
    );
    expect(reading.array).toBe("*[]");
    expect((await readCase("splits-s.json", { array: "test[]" })).records).toBe(3);
  });

  it("nested-squad.json: questions, or contexts by choice, with what they inherit", async () => {
    const { texts, reading, fields } = await readCase("nested-squad.json");
    expect(texts[0]).toBe("What went out?");
    expect(reading.array).toBe("data[].paragraphs[].qas[]");
    expect(reading.notices.map(({ kind }) => kind)).toEqual(["arrayChosen"]);
    expect(reading.arrays.map((array) => `${array.path} ${array.records}`)).toContain("data[].paragraphs[] 3");
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(["question", "title", "context"]));
    const contexts = await readCase("nested-squad.json", { text: "data[].paragraphs[].context", label: "title" });
    expect(contexts.records).toBe(3);
    expect(contexts.textField).toBe("context");
    expect(contexts.labels).toEqual(["Harbour", "Soup"]);
    expect((await readCase("nested-squad.json", { text: "context" })).reading.array).toBe("data[].paragraphs[]");
    expect((await readCase("nested-squad.json", { array: "data[].paragraphs[]" })).textField).toBe("context");
    expect((await readCase("nested-squad.json", { array: "data[]" })).textField).toBe("title");
  });

  it("sentences of the records come before a text by name of what they lie in", async () => {
    const days = [a, b].map((headline, day) => ({ headline, notes: three.map((note) => ({ note, nr: `${day}` })) }));
    const inner = await readText("days.json", JSON.stringify({ days }), { array: "days[].notes[]" });
    expect(inner.textField).toBe("note");
    expect(inner.texts).toEqual([...three, ...three]);
    const marks = [a, b].map((text) => ({ text, marks: ["AB-12", "AB-13"].map((code) => ({ code })) }));
    const coded = await readText("marks.json", JSON.stringify({ marks }), { array: "marks[].marks[]" });
    expect(coded.texts).toEqual([a, a, b, b]);
  });

  it("an array that is not there is named with those that are", async () => {
    await expect(readCase("nested-squad.json", { array: "rows[]" })).rejects.toMatchObject({
      code: "arrayMissing",
      detail: { array: "rows[]", arrays: expect.stringContaining("data[].paragraphs[].qas[]") as string },
    });
  });
});

const json = (value: unknown): string => JSON.stringify(value);
const lines = (values: readonly unknown[]): string => values.map(json).join("\n");
const three = [a, b, c];
const schema = { fields: [{ name: "text", type: "string" }], pandas_version: "1.4.0" };

describe("layouts", () => {
  it.each<[string, string, string, readonly string[]]>([
    ["columns of objects", json({ text: { 0: a, 1: b }, label: { 0: "x", 1: "y" } }), "*{i}", [a, b]],
    ["an index of objects", json({ 0: { text: a, label: "x" }, 1: { text: b, label: "y" } }), "*", [a, b]],
    ["objects by id", json({ u1: { text: a, n: 1 }, u2: { text: b, n: 2 } }), "*", [a, b]],
    ["a table with its schema", json({ schema, data: three.map((text) => ({ text })) }), "data[]", three],
    ["lists of cells", json(three.map((text, i) => [i, text])), "[]", three],
    ["lists of cells, one a line", lines(three.map((text, i) => [i, text])), "[]", three],
    ["splits of columns", json({ train: { text: [a, b], n: [1, 2] }, test: { text: [c], n: [3] } }), "*.*[i]", three],
    ["splits within an object", json({ data: { train: [{ text: a }], test: [{ text: b }] } }), "data.*[]", [a, b]],
    ["lists by class", json({ good: [a, b], bad: [c] }), "*[]", three],
    ["objects without a break", three.map((text) => json({ text })).join(""), "[]", three],
    ["arrays one after another", `${json([{ text: a }, { text: b }])}\n${json([{ text: c }])}`, "[][]", three],
    [
      "rows with what tells of them",
      json({ features: [{ name: "text" }], rows: three.map((text) => ({ row: { text } })) }),
      "rows[]",
      three,
    ],
    [
      "one object with names taken from its text",
      json({ text: a, entities: [{ text: "harbour" }, { text: "lights" }] }),
      "{}",
      [a],
    ],
    [
      "of several arrays the one with texts",
      json({ images: [{ id: 1 }, { id: 2 }], notes: three.map((caption) => ({ caption })) }),
      "notes[]",
      three,
    ],
    [
      "texts within named groups",
      json({
        topics: [
          { name: "x", posts: [{ text: a }, { text: b }] },
          { name: "y", posts: [{ text: c }] },
        ],
      }),
      "topics[].posts[]",
      three,
    ],
    [
      "records that hold records",
      json(three.map((text) => ({ text, parts: [{ text: "p" }, { text: "q" }] }))),
      "[]",
      three,
    ],
  ])("%s", async (_, text, array, texts) => {
    const dataset = await readText("a.json", text);
    expect(dataset.reading.array).toBe(array);
    expect(dataset.texts).toEqual(texts);
    expect(texts.map((__, i) => textAtRange(text, dataset.ranges, i))).toEqual(texts);
    expect(dataset.problems).toEqual([]);
  });

  it("keeps all columns and lists of a wide file", async () => {
    const wide = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`list ${i}`, [{ text: `one of ${i}` }]]));
    expect((await readText("a.json", json(wide))).records).toBe(400);
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`id ${i}`, { text: `one of ${i}` }]));
    expect((await readText("a.json", json(many))).records).toBe(1000);
  });

  it("joins a text that is a list, and says so", async () => {
    const text = lines(three.map((sentence) => ({ tokens: sentence.split(" "), parts: [sentence, "end of it"] })));
    const words = await readText("a.jsonl", text, { text: "tokens" });
    expect(words.texts).toEqual(three);
    expect(words.reading.notices).toEqual([{ kind: "textJoined", field: "tokens", records: 3 }]);
    expect(textAtRange(text, words.ranges, 1)).toBe('My","parcel","arrived","two","weeks","late.');
    const parts = await readText("a.jsonl", text, { text: "parts" });
    expect(parts.texts[0]).toBe(`${a}\nend of it`);
  });

  it("joins instruction and input", async () => {
    const rows = three.map((input, i) => ({
      instruction: "Translate this.",
      input: i === 1 ? "" : input,
      output: "x",
    }));
    const { texts, reading, textField } = await readText("a.json", json(rows));
    expect(textField).toBe("instruction + input");
    expect(texts).toEqual([`Translate this.\n${a}`, "Translate this.", `Translate this.\n${c}`]);
    expect(reading.notices).toEqual([{ kind: "textJoined", field: "instruction + input", records: 2 }]);
  });

  it("takes the chosen label of a task, not one that was withdrawn", async () => {
    const rows = three.map((review, i) => ({
      id: i,
      annotations: [
        { was_cancelled: true, result: [{ value: { choices: ["no"] } }] },
        { result: [{ value: { rating: i } }] },
      ],
      data: { review },
    }));
    const { texts, labels } = await readText("a.json", json(rows));
    expect(texts).toEqual(three);
    expect(labels).toEqual(["0", "1", "2"]);
    const old = three.map((text) => ({
      completions: [{ result: [{ value: { choices: ["p", "q"] } }] }],
      data: { text },
    }));
    expect((await readText("a.json", json(old))).labels).toEqual(["p, q"]);
  });

  it("does not hide a fault behind the missing field", async () => {
    await expect(readText("a.jsonl", '{"a":1}\n{"a":1,"text":"b')).rejects.toMatchObject({
      code: "noTextField",
      detail: { problem: "line 2: a closing quote is missing" },
    });
    await expect(readText("a.json", "7")).rejects.toMatchObject({
      code: "noRecords",
      detail: { problem: "line 1: a number stands where an object or a text is expected" },
    });
  });
});

describe("conversations", () => {
  const system = { role: "system", content: "Be helpful." };
  const chats = three.map((user, i) => [
    system,
    { role: "user", content: user },
    { role: "assistant", content: `Answer ${i}` },
    {
      role: "user",
      content: [
        { type: "text", text: `Thanks ${i}` },
        { type: "image_url", image_url: { url: "x" } },
      ],
    },
  ]);
  const text = lines(chats.map((messages, id) => ({ id, messages })));

  it.each([
    ["conversation", three.map((user, i) => `Be helpful.\n${user}\nAnswer ${i}\nThanks ${i}`)],
    ["firstUser", three],
    ["lastUser", ["Thanks 0", "Thanks 1", "Thanks 2"]],
    ["lastAnswer", ["Answer 0", "Answer 1", "Answer 2"]],
  ] as const)("%s", async (turns, texts) => {
    const dataset = await readText("a.jsonl", text, turns === "conversation" ? {} : { turns });
    expect(dataset.texts).toEqual(texts);
    expect(dataset.textField).toBe("messages");
    expect(dataset.reading.turns).toBe(turns);
    if (turns !== "conversation") expect(textAtRange(text, dataset.ranges, 2)).toBe(texts[2]);
  });

  it("each turn a record, with its role and what the conversation has", async () => {
    for (const field of [undefined, "messages"]) {
      const choice = { turns: "each", ...(field === undefined ? {} : { text: field }) } as const;
      const { texts, labels, labelField, fields } = await readText("a.jsonl", text, choice);
      expect(texts.length).toBe(12);
      expect(texts.slice(0, 2)).toEqual(["Be helpful.", a]);
      expect(labelField).toBe("role");
      expect(labels.toSorted()).toEqual(["assistant", "system", "user"]);
      expect(fields.map(({ name }) => name)).toContain("id");
    }
  });

  it.each([
    [
      "from and value",
      lines(
        three.map((value) => ({
          conversations: [
            { from: "human", value },
            { from: "gpt", value: "x" },
          ],
        })),
      ),
    ],
    ["within an object", lines(three.map((content) => ({ data: { messages: [{ role: "user", content }] } })))],
    [
      "a prompt with choices",
      lines(
        three.map((content) => ({
          prompt: [{ role: "user", content }],
          chosen: [{ role: "assistant", content: "y" }],
        })),
      ),
    ],
    ["in an array", json(three.map((content) => ({ dialog: [{ role: "user", content }] })))],
  ])("by other names: %s", async (_, source) => {
    const dataset = await readText("a.json", source, { turns: "lastUser" });
    expect(dataset.texts).toEqual(three);
  });

  it("without the wanted turn is a problem", async () => {
    const rows = [
      {
        messages: [
          { role: "user", content: a },
          { role: "assistant", content: null },
        ],
      },
      { messages: chats[0] },
    ];
    const { texts, problems } = await readText("a.jsonl", lines(rows), { turns: "lastAnswer" });
    expect(texts).toEqual(["Answer 0"]);
    expect(problems.map(({ line, kind, reason }) => `${line} ${kind} ${reason}`)).toEqual([
      "0 missingField the conversation has no answer",
    ]);
  });

  it("alone in a file is one record", async () => {
    expect((await readText("a.json", json({ messages: chats[0] }))).records).toBe(1);
    expect((await readText("a.json", json({ messages: chats[0] }), { turns: "each" })).records).toBe(4);
  });
});

it("reads on as it began where many flat records were read", async () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, i) => `{"text":"Sentence ${i} of a file that goes on and on and on.","n":${i}}`,
  );
  const late = '{"text":"One with a list.","items":[{"text":"Inner one."},{"text":"Inner two."}]}';
  const { texts, problems } = await readText("a.jsonl", [...rows, late, "[1]"].join("\n"));
  expect(texts.length).toBe(60_001);
  expect(texts.at(-1)).toBe("One with a list.");
  expect(problems.map(({ line, kind }) => [line, kind])).toEqual([[60_001, "notAnObject"]]);
});

it.each([
  ["conversation", ["a question\nan answer", "more"]],
  ["each", ["a question", "an answer", "more"]],
] as const)("says what is no turn between turns: %s", async (turns, expected) => {
  const text =
    '{"messages":[null,{"role":"user","content":"a question"},{"role":"assistant","content":"an answer"}]}\n' +
    '{"messages":[{"role":"user","content":"more"}]}\n[7]';
  const { texts, problems } = await readText("a.jsonl", text, { turns });
  expect(texts).toEqual(expected);
  expect(problems.map(({ line, start, kind }) => [line, start, kind])).toEqual([
    [0, 13, "notAnObject"],
    [2, 0, "notAnObject"],
  ]);
});
