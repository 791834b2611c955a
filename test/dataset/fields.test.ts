import { describe, expect, it } from "vitest";
import type { ReadingChoice } from "../../src/protocol/reading.ts";
import { readText } from "./readText.ts";

const read = (rows: readonly unknown[], fields?: ReadingChoice) =>
  readText("a.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"), fields);
const repeat = (count: number, row: (i: number) => unknown) => Array.from({ length: count }, (_, i) => row(i));

describe("the text field", () => {
  it.each([
    ["by name", { title: "a much longer string than the other", text: "b" }, "text"],
    ["by rank of the name", { question: "a", sentence: "b" }, "sentence"],
    ["by name, whatever the case", { Other: "longer string", Text: "b" }, "Text"],
    [
      "by the last key of a nested name",
      { meta: { note: "longer string" }, post: { id: "u", content: "b" } },
      "post.content",
    ],
    ["at the top before nested", { a: { text: "longer string" }, content: "b" }, "content"],
    ["by length where no name is known", { id: 123456789012, a: "short", b: "longer" }, "b"],
    ["not a number of that name", { text: 1, b: "longer" }, "b"],
  ])("is found %s", async (_, row, expected) => {
    expect((await read([row, row])).textField).toBe(expected);
  });

  it("is one that most records have", async () => {
    const rows = repeat(10, (i) => (i === 0 ? { text: "rare", other: "some string" } : { other: "some string" }));
    expect((await read(rows)).textField).toBe("other");
  });

  it("is the chosen one", async () => {
    const dataset = await read([{ text: "a", deep: { x: ["b", "c"] } }], { text: "deep.x.1" });
    expect(dataset.texts).toEqual(["c"]);
  });

  it("may lie deeper than those listed", async () => {
    const rows = [{ text: "a", list: repeat(20, (i) => `item ${i}`) }];
    const dataset = await read(rows, { text: "list.17" });
    expect(dataset.texts).toEqual(["item 17"]);
    expect(dataset.fields.map(({ name }) => name)).toEqual(["text", "list", ...repeat(8, (i) => `list.${i}`)]);
  });

  it("is missing: the sentence lists the fields", async () => {
    await expect(read([{ a: "x", b: { c: 1 } }], { text: "nope" })).rejects.toMatchObject({
      code: "fieldMissing",
      detail: { path: "a.jsonl", field: "nope", fields: "a, b.c" },
    });
    await expect(readText("a.txt", "plain", { label: "x" })).rejects.toMatchObject({
      code: "fieldMissing",
      detail: { field: "x", fields: "" },
    });
    await expect(read([{ a: 1, b: true }])).rejects.toMatchObject({
      code: "noTextField",
      detail: { path: "a.jsonl", fields: "a, b" },
    });
  });
});

describe("the text field is never, while another varies and is for people,", () => {
  const say = (i: number) => `Sentence number ${i} says that ${"so ".repeat(i % 5)}it goes`;
  it.each<[string, (i: number) => unknown, string]>([
    ["one that is always the same", (i) => ({ prompt: "You are a helpful assistant", reply: say(i) }), "reply"],
    ["one with few values", (i) => ({ prompt: `Template ${i % 3} to fill in`, reply: say(i) }), "reply"],
    ["a hash", (i) => ({ text: `${i}`.padStart(32, "abcdef01"), note: say(i) }), "note"],
    ["a UUID", (i) => ({ content: `0b7f9a52-7c1e-4b8e-9f6a-${`${i}`.padStart(12, "0")}`, note: say(i) }), "note"],
    ["an identifier", (i) => ({ value: `train-${i}`, note: `word${"x".repeat(i % 7)}y` }), "note"],
    ["an ISO date", (i) => ({ text: `2024-05-${10 + (i % 20)}T10:${10 + i}:00+02:00`, note: say(i) }), "note"],
    ["a date in words", (i) => ({ text: `Mon Apr 06 22:${10 + i}:45 PDT 2009`, note: say(i) }), "note"],
    [
      "an address",
      (i) => ({ url: `https://example.com/a/very/long/path/${i}?q=some+words`, t: say(i).slice(0, 25) }),
      "t",
    ],
    ["a path", (i) => ({ image_path: `data/train/some folder/picture ${i}.png`, t: say(i).slice(0, 25) }), "t"],
    ["a file name", (i) => ({ summary: `recording_of_a_session_${i}.wav`, t: say(i).slice(0, 25) }), "t"],
    ["an e-mail address", (i) => ({ author: `somebody.with.a.name${i}@example.com`, t: say(i).slice(0, 25) }), "t"],
    ["base64", (i) => ({ data: Buffer.from(say(i).repeat(3)).toString("base64"), t: say(i) }), "t"],
    ["numbers as strings", (i) => ({ text: `1,${100 + i}.50 €`, t: say(i) }), "t"],
    [
      "a long label",
      (i) => ({ kind: `A very long name of a category, ${i % 3}`, t: `short one ${"ab".repeat(i)}` }),
      "t",
    ],
    ["empty in most", (i) => ({ text: i % 5 === 0 ? say(i) : "", comments: say(i) }), "comments"],
    ["a name beside a comment", (i) => ({ name: `Ada Lovelace the ${i}th`, comment: say(i) }), "comment"],
    ["a title beside a body", (i) => ({ title: `On sentence ${i}`, body: say(i) }), "body"],
    ["a title beside a review", (i) => ({ title: `On sentence ${i}`, review_text: say(i), tags: "a" }), "review_text"],
    ["a title beside a longer text", (i) => ({ title: `On number ${i}`, plot: say(i) }), "plot"],
    [
      "a span of the text",
      (i) => ({ data: { review: say(i) }, spans: [{ text: `Sentence number ${i}` }] }),
      "data.review",
    ],
    ["a heading beside a text", (i) => ({ heading: say(i) + say(i), reviewText: say(i) }), "reviewText"],
    ["first of two", (i) => ({ id: i, text: say(i), "text (2)": say(i + 1) + say(i), label: "a" }), "text"],
  ])("%s", async (_, row, expected) => {
    expect((await read(repeat(40, row))).textField).toBe(expected);
  });

  it("but what there is, where there is nothing else", async () => {
    expect((await read(repeat(9, (i) => ({ text: "the same", id: `n${i}` })))).textField).toBe("id");
    expect((await read(repeat(9, (i) => ({ text: "the same", n: i })))).textField).toBe("text");
  });

  it("a value of languages without spaces", async () => {
    const rows = repeat(9, (i) => ({ code: `abc-def-ghi-jkl-mno-${i}`, t: `電車が遅れた${"た".repeat(i)}` }));
    expect((await read(rows)).textField).toBe("t");
  });
});

describe("the label field", () => {
  it.each([
    ["by name", repeat(4, (i) => ({ text: `t${i}`, few: i % 2, label: `l${i}` })), "label"],
    ["by rank of the name", repeat(4, (i) => ({ text: `t${i}`, topic: "a", category: "b" })), "category"],
    ["by few values", repeat(40, (i) => ({ text: `t${i}`, id: i, genre2: `g${i % 5}` })), "genre2"],
    ["strings before numbers", repeat(40, (i) => ({ text: `t${i}`, stars: i % 5, kind2: `g${i % 5}` })), "kind2"],
    ["numbers where there are no strings", repeat(40, (i) => ({ text: `t${i}`, stars: i % 5 })), "stars"],
    ["not where there is one value", repeat(40, (i) => ({ text: `t${i}`, same: "x" })), undefined],
    ["not where there are too many", repeat(40, (i) => ({ text: `t${i}`, many: `m${i % 20}` })), undefined],
    ["not by name where every record has its own", repeat(1200, (i) => ({ text: `t${i}`, label: `l${i}` })), undefined],
    [
      "not by name where nearly every record has its own",
      repeat(40, (i) => ({ text: `t${i}`, label: `l${i}` })),
      undefined,
    ],
    ["not a subject of its own", repeat(9, (i) => ({ text: `t${i}`, subject: `Re: our talk ${i}` })), undefined],
    ["by name where it is a scale", repeat(1200, (i) => ({ text: `t${i}`, label: i / 7 })), "label"],
    ["not by a name that never varies", repeat(9, (i) => ({ text: `t${i}`, type: "a", topic: `b${i % 2}` })), "topic"],
    ["as a score where there is nothing else", repeat(40, (i) => ({ text: `t${i}`, score: i / 7 })), "score"],
    ["not the text field", repeat(40, (i) => ({ text: `t${i % 2}` })), undefined],
  ])("is found %s", async (_, rows, expected) => {
    expect((await read(rows)).labelField).toBe(expected);
  });

  it("is the chosen one, or none", async () => {
    const rows = repeat(4, (i) => ({ text: `t${i}`, label: "a", other: i }));
    expect((await read(rows, { label: "other" })).labels).toEqual(["0", "1", "2", "3"]);
    expect(await read(rows, { label: null })).toMatchObject({ labelField: undefined, labels: [] });
  });
});

it("counts what each field has", async () => {
  const rows = [
    { text: "aa", n: 1, b: true, m: 1, v: repeat(20, (i) => i), z: null },
    { text: "bbbb", n: 20, b: true, m: "x", o: { "a.b": "c" } },
    { text: "aa", n: 1 },
  ];
  expect((await read(rows)).fields).toEqual([
    { name: "text", kind: "string", present: 3, distinct: 2, meanLength: 8 / 3 },
    { name: "n", kind: "number", present: 3, distinct: 2, meanLength: 4 / 3 },
    { name: "b", kind: "boolean", present: 2, distinct: 1, meanLength: 4 },
    { name: "m", kind: "mixed", present: 2, distinct: 2, meanLength: 1 },
    { name: "o.a.b", kind: "string", present: 1, distinct: 1, meanLength: 1 },
  ]);
});

it("stops counting distinct values at 1 000, and fields at 1 000", async () => {
  const many = await read(repeat(1500, (i) => ({ text: `t${i}` })));
  expect(many.fields[0]?.distinct).toBe(1000);
  const wide = await read([Object.fromEntries(repeat(1100, (i) => [`f${i}`, "x"]) as [string, string][])]);
  expect(wide.fields.length).toBe(1000);
});

describe("fields the settings prefer", () => {
  const rows =
    '{"title":"first title","body":"a longer text of the body","kind":"x"}\n{"title":"second","body":"more","kind":"y"}';

  it("are read where the file has them", async () => {
    const dataset = await readText("a.jsonl", rows, { preferred: { text: "title", label: "kind" } });
    expect(dataset).toMatchObject({ textField: "title", labelField: "kind" });
  });

  it.each(["a.jsonl", "a.txt"])("are passed over in %s, which has none of these", async (path) => {
    const dataset = await readText(path, rows, { preferred: { text: "review", label: "stars" } });
    expect(dataset).toMatchObject(await readText(path, rows));
  });

  it("give way to what the user chose", async () => {
    const choice = { text: "body", label: null, preferred: { text: "title", label: "kind" } };
    const dataset = await readText("a.jsonl", rows, choice);
    expect(dataset).toMatchObject({ textField: "body", labelField: undefined });
  });
});
