import { describe, expect, it } from "vitest";
import { readText } from "./readText.ts";
import { textAtRange } from "./vscodeModel.ts";

const sentences = [
  "The ferry to Naxos leaves at dawn",
  "My kettle broke after two weeks",
  "Who painted the ceiling of this chapel",
  "Rates were raised again on Thursday",
  "She plays the cello in a small quartet",
  "Bread needs flour and water and time",
];

interface Right {
  readonly field?: string;
  readonly label?: string;
  readonly texts?: readonly string[];
}

function isRead(name: string, value: unknown, { field, label, texts = sentences }: Right): void {
  it.each(["json", "pretty.json"])(`${name} in a.%s`, async (kind) => {
    const text = JSON.stringify(value, null, kind === "json" ? 0 : 2);
    const dataset = await readText(`a.${kind}`, text);
    expect(dataset.texts).toEqual(texts);
    expect(dataset.problems).toEqual([]);
    if (field !== undefined) expect(dataset.textField).toBe(field);
    if (label !== undefined) expect(dataset.labelField).toBe(label);
    expect(texts.map((_, i) => textAtRange(text, dataset.ranges, i))).toEqual(texts);
  });
}

describe("question sets with any number of answers", () => {
  const answers = ["at dawn", "Piraeus", "the Cyclades"];
  const paragraph = (count: number) => ({
    context: "Naxos is the largest of the Cyclades; a ferry leaves Piraeus at dawn. ".repeat(3),
    qas: sentences.map((question, id) => ({
      id: `56be${id}`,
      question,
      answers: Array.from({ length: count }, (_, i) => ({ text: answers[i % 3], answer_start: i })),
    })),
  });
  for (const count of [0, 1, 2, 3, 5]) {
    const value = { version: "1.1", data: [{ title: "Naxos", paragraphs: [paragraph(count)] }] };
    isRead(`${count} each`, value, { field: "question" });
  }
  isRead(
    "answers that stand nowhere in the text",
    {
      data: [
        {
          paragraphs: [
            { background: "A band.", qas: sentences.map((question) => ({ question, answers: ["x", "y"] })) },
          ],
        },
      ],
    },
    { field: "question" },
  );
  it("of Chinese", async () => {
    const questions = ["谁在教堂的天花板上画了画？", "渡轮什么时候开往纳克索斯岛？"];
    const qas = questions.map((question) => ({ question, answers: [{ text: "黎明" }, { text: "米开朗基罗" }] }));
    const value = { data: [{ paragraphs: [{ context: "渡轮黎明出发。米开朗基罗画了天花板。", qas }] }] };
    expect((await readText("a.json", JSON.stringify(value))).texts).toEqual(questions);
  });
});

describe("records where others stand around or within them", () => {
  const rows = sentences.map((body, i) => ({ id: `${i}`, body }));
  isRead(
    "a dump of phpMyAdmin",
    [
      { type: "header", version: "5.1", comment: "Export to JSON plugin for PHPMyAdmin" },
      { type: "database", name: "shop" },
      { type: "table", name: "reviews", data: rows },
    ],
    { field: "body" },
  );
  isRead(
    "dialogues by key",
    {
      "PMUL0.json": { goal: {}, log: sentences.slice(0, 3).map((text) => ({ text, metadata: {} })) },
      "PMUL1.json": { goal: {}, log: sentences.slice(3).map((text) => ({ text, metadata: {} })) },
    },
    { field: "text" },
  );
  isRead("sentences by key", Object.fromEntries(sentences.map((text, i) => [`doc_${i}`, text])), {});
  isRead(
    "splits of rows of cells",
    {
      train: sentences.slice(0, 3).map((text) => [text, "travel"]),
      oos_val: sentences.slice(3, 4).map((text) => [text, "oos"]),
      test: sentences.slice(4).map((text) => [text, "travel"]),
    },
    {},
  );
  isRead(
    "the messages of a group of people",
    {
      name: "Family",
      type: "private_group",
      messages: sentences.map((text, id) => ({ id, type: "message", from: id % 2 === 0 ? "Ann" : "Bob", text })),
    },
    { field: "text", label: "from" },
  );
  isRead(
    "spans of the text beside it",
    sentences.map((review, id) => ({
      id,
      data: { review },
      annotations: [{ result: [{ value: { start: 0, text: review.slice(0, 8), labels: ["A"] } }] }],
    })),
    { field: "data.review" },
  );
  isRead(
    "features of a map",
    {
      type: "FeatureCollection",
      features: sentences.map((description, i) => ({
        type: "Feature",
        properties: { description, kind: i % 2 === 0 ? "cafe" : "bar" },
        geometry: { type: "Point", coordinates: [13.4, 52.5] },
      })),
    },
    { field: "properties.description", label: "properties.kind" },
  );
});

describe("texts beside what belongs to them", () => {
  isRead(
    "questions with passages",
    {
      questions: sentences.map((line, id) => ({
        id,
        body: `${line}?`,
        snippets: [{ text: "A passage of some words" }, { text: "Another passage of some words" }],
      })),
    },
    { field: "body", texts: sentences.map((line) => `${line}?`) },
  );
  isRead(
    "trees of replies",
    sentences.map((text) => ({
      prompt: { text, role: "prompter", replies: [{ text: "A reply", role: "assistant", replies: [] }] },
    })),
    { field: "prompt.text" },
  );
  isRead(
    "texts with their annotations in a list",
    sentences.map((text) => [text, { entities: [[0, 3, "PERSON"]] }]),
    {},
  );
  isRead(
    "reviews with a summary",
    sentences.map((reviewText, i) => ({ overall: (i % 5) + 1, reviewText, summary: `Good ${i}` })),
    { field: "reviewText", label: "overall" },
  );
  isRead(
    "the segments of a transcript",
    { text: sentences.join(" "), segments: sentences.map((text, id) => ({ id, start: id * 2.5, text })) },
    { field: "text" },
  );
  isRead(
    "sentences by names",
    Object.fromEntries(["home_title", "cta", "footer", "err_404", "welcome", "x"].map((key, i) => [key, sentences[i]])),
    {},
  );

  it("but one record with a title and a text is one", async () => {
    const record = { title: sentences[0], text: sentences[1], a: sentences[2], b: sentences[3], c: sentences[4] };
    expect((await readText("a.json", JSON.stringify(record))).texts).toEqual([sentences[1]]);
  });

  it("conversations whose turns have parts", async () => {
    const rows = sentences.map((text) => ({
      contents: [
        { role: "user", parts: [{ text }] },
        { role: "model", parts: [{ text: "I see." }] },
      ],
    }));
    const { texts } = await readText("a.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));
    expect(texts).toEqual(sentences.map((text) => `${text}\nI see.`));
  });
});

describe("rows of cells with a header", () => {
  isRead("of known names", [["text", "kind"], ...sentences.map((text, i) => [text, `k${i % 2}`])], {
    field: "text",
    label: "kind",
  });
  isRead(
    "above numbers",
    { values: [["Satz", "Note"], ...sentences.map((text, i) => [text, i % 3])] },
    { field: "Satz" },
  );

  it("but no row is taken for one", async () => {
    const rows = sentences.map((text, i) => [text, `k${i % 2}`]);
    expect((await readText("a.json", JSON.stringify(rows))).records).toBe(6);
    expect((await readText("a.json", JSON.stringify(rows.map(([text], i) => [text, i])))).records).toBe(6);
  });
});

it("reads a conversation with a model as one record, whose turns may be chosen", async () => {
  const turns = [
    { role: "user", content: "When does the ferry leave?" },
    { role: "assistant", content: "At dawn." },
  ];
  const text = JSON.stringify({ messages: turns });
  expect((await readText("a.json", text)).records).toBe(1);
  expect((await readText("a.json", text, { turns: "each" })).records).toBe(2);
});

it("reads a message of plain and marked pieces whole", async () => {
  const text = JSON.stringify(sentences.map((end) => ({ text: ["See ", { type: "link", text: "here" }, `: ${end}`] })));
  expect((await readText("a.json", text)).texts[0]).toBe(`See here: ${sentences[0] ?? ""}`);
});

it("reads JSON text sequences", async () => {
  const text = sentences.map((line) => `\u001e${JSON.stringify({ text: line })}\n`).join("");
  const { texts, problems } = await readText("a.json", text);
  expect(texts).toEqual(sentences);
  expect(problems).toEqual([]);
});

it("finds the label by a word in its name", async () => {
  const rows = sentences.map((sentence1, i) => ({
    genre: "fiction",
    sentence1,
    sentence2: `Other words ${i}`,
    gold_label: ["neutral", "entailment", "contradiction"][i % 3],
    choices: [{ label: "A" }, { label: "B" }],
  }));
  const { textField, labelField } = await readText("a.json", JSON.stringify(rows));
  expect([textField, labelField]).toEqual(["sentence1", "gold_label"]);
});
