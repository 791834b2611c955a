import { writeFileSync } from "node:fs";
import path from "node:path";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { decodeFile } from "../../src/dataset/decodeFile.ts";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { encodingId, encodingLabel, encodings } from "../../src/protocol/encodings.ts";
import { languageTexts } from "./languageTexts.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const folder = temporaryFolder();
const english = [
  "The harbour lights went out one by one",
  "My parcel arrived two weeks late",
  "The soup was warm and well seasoned",
  "Our train stood still for an hour",
  "A heron waited at the edge of the pond",
  "The battery died after a single day",
];
const shapes: Readonly<Record<string, (texts: readonly string[]) => string>> = {
  prose: (texts) => texts.join("\n"),
  csv: (texts) => ["id,text,label", ...texts.map((text, i) => `${i},"${text}",positive`)].join("\r\n"),
  jsonl: (texts) =>
    texts
      .map((text, id) => JSON.stringify({ id, text, source: "https://example.com/a", label: "positive" }))
      .join("\n"),
  "csv, mostly English": (texts) =>
    [
      "text,label",
      ...english
        .flatMap((text) => [text, text])
        .concat(texts)
        .map((text) => `"${text}",calm`),
    ].join("\n"),
};
const combinations = languageTexts.flatMap(({ language, encodings: ids, texts }) =>
  ids.flatMap((encoding) => Object.keys(shapes).map((shape) => ({ language, encoding, shape, texts }))),
);

function fileWith(bytes: Uint8Array, name = "file.txt"): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

it.each(combinations)("finds $language in $encoding, in $shape", async ({ encoding, shape, texts }) => {
  const text = shapes[shape]?.(texts) ?? "";
  const file = fileWith(iconv.encode(text, encoding));
  const decoded = await decodeFile(file);
  expect(decoded).toMatchObject({ text, guessed: true });
});

it.each(
  languageTexts.flatMap(({ language, texts }) => Object.keys(shapes).map((shape) => ({ language, shape, texts }))),
)("finds $language in Unicode without a mark, in $shape", async ({ shape, texts }) => {
  const text = shapes[shape]?.(texts) ?? "";
  for (const encoding of ["utf8", "utf16le", "utf16be", "utf32le", "utf32be"]) {
    const decoded = await decodeFile(fileWith(iconv.encode(text, encoding, { addBOM: false })));
    expect(decoded).toMatchObject({ text, encoding: encodingLabel(encoding) });
  }
});

it("takes short lines whose bytes are UTF-8 by chance for what they are", async () => {
  const text = Array.from({ length: 8 }, (_, i) => `{"text":"港口的灯一盏一盏地熄灭了。${i}","label":"calm"}`).join(
    "\n",
  );
  const decoded = await decodeFile(fileWith(iconv.encode(text, "gb18030")));
  expect(decoded).toMatchObject({ text, guessed: true });
});

describe("a few words that are not ASCII", () => {
  const words = (
    "café naïve Müller José São señor façade Zoë £5 €5 20°C ½ “great” don’t – © ™ … Ångström smørrebrød straße ¿qué? ¡hola! " +
    "crème brûlée résumé Noël 5×4 ±2 §3 «oui» niño coöperatie Curaçao jalapeño Malmö œuvre 3º 1ª µm m² æ"
  ).split(" ");
  it.each(words)("are Windows-1252: %s", async (word) => {
    for (const place of [0, english.length - 1]) {
      const lines = english.map((text, i) => (i === place ? `"${text} ${word} and so on",x` : `"${text}",x`));
      const text = ["text,label", ...lines].join("\n");
      const decoded = await decodeFile(fileWith(iconv.encode(text, "windows1252")));
      expect(decoded).toMatchObject({ text, encoding: "Windows 1252", guessed: true });
    }
  });

  it("are UTF-8 where most of them are, and the broken ones have their lines", async () => {
    const lines = english.map((text, i) => (i === 3 ? `Caf? and ? ${text}` : `Café ${text}`));
    const bytes = Buffer.from(lines.join("\n"));
    for (let at = bytes.indexOf("?"); at >= 0; at = bytes.indexOf("?", at)) bytes[at] = 0xe9;
    const dataset = await readDataset({ kind: "file", path: fileWith(bytes) }, {});
    expect(dataset.reading).toMatchObject({ encoding: "UTF-8", notices: [] });
    expect(dataset.problems).toEqual([
      {
        line: 3,
        start: 3,
        end: 4,
        kind: "encoding",
        reason: "“\uFFFD” stands where the bytes are no character of UTF-8",
      },
    ]);
  });
});

describe("the chosen encoding", () => {
  it("wins over the bytes, a byte order mark and the editor's", async () => {
    const file = fileWith(Buffer.from("\uFEFFäö"));
    expect(await decodeFile(file, { chosen: "CP-1252", shown: { encoding: "utf16le", settled: true } })).toMatchObject({
      text: "ï»¿Ã¤Ã¶",
      encoding: "Windows 1252",
      guessed: false,
    });
    expect(await decodeFile(file, { shown: { encoding: "utf16le", settled: true } })).toMatchObject({ text: "äö" });
  });

  it("is the editor's where that is settled, not where it is but taken", async () => {
    const file = fileWith(iconv.encode("Grüße", "windows1252"));
    const shown = { encoding: "koi8r", settled: true };
    expect(await decodeFile(file, { shown })).toMatchObject({ text: "GrЭъe", encoding: "KOI8-R", guessed: false });
    expect(await decodeFile(file, { shown: { ...shown, settled: false } })).toMatchObject({ text: "Grüße" });
  });

  it("has places that no character stands for, said with their lines", async () => {
    const file = fileWith(Buffer.from("a\nb\x81c\x81\nd\n\x8d", "latin1"));
    const { problems } = await readDataset({ kind: "file", path: file }, { encoding: "windows1252" });
    expect(problems.map(({ line, start, kind }) => [line, start, kind])).toEqual([
      [1, 1, "encoding"],
      [3, 0, "encoding"],
    ]);
  });

  it("is unknown: the sentence lists those there are", async () => {
    await expect(decodeFile(fileWith(Buffer.from("a")), { chosen: "klingon" })).rejects.toMatchObject({
      code: "encodingUnknown",
      detail: { encoding: "klingon", known: expect.stringContaining("utf8, utf8bom, utf16le") as string },
    });
  });

  it.each(encodings)("can be $label", async ({ id, label }) => {
    const file = fileWith(iconv.encode("plain text", id === "utf8bom" ? "utf8" : id, { addBOM: false }));
    expect(await decodeFile(file, { chosen: label })).toMatchObject({ text: "plain text", encoding: label });
  });
});

it.each([
  ["latin1", "iso88591"],
  ["ISO-8859-1", "iso88591"],
  ["cp1252", "windows1252"],
  ["Windows-1252", "windows1252"],
  ["utf-8", "utf8"],
  ["UTF-8-SIG", "utf8bom"],
  ["sjis", "shiftjis"],
  ["Shift_JIS", "shiftjis"],
  ["cp932", "shiftjis"],
  ["IBM866", "cp866"],
  ["big5", "cp950"],
  ["macintosh", "macroman"],
  ["Mac Roman", "macroman"],
  ["KOI8-R", "koi8r"],
  ["constructor", undefined],
  ["", undefined],
])("%s is named %s", (name, id) => {
  expect(encodingId(name)).toBe(id);
});

describe("ranges in an editor that shows the file as UTF-8", () => {
  it.each([
    ["windows1252", "Café Müller,froh\nGrüße,ernst"],
    ["shiftjis", "角の店ではパンを売る,良い\n電車が遅れた,悪い"],
    ["gb18030", "街角的商店卖面包,好\n火车晚点了两个小时,坏"],
  ])("select the right text: %s", async (encoding, rows) => {
    const bytes = iconv.encode(`label,text\n${rows.replaceAll(/(.*),(.*)/g, "$2,$1")}\n`, encoding);
    const shown = bytes.toString("utf8").split("\n");
    const source = {
      kind: "file",
      path: fileWith(bytes, "file.csv"),
      shown: { encoding: "utf8", settled: false },
    } as const;
    const { texts, ranges } = await readDataset(source, { text: "text", encoding });
    expect(texts).toEqual(rows.split("\n").map((row) => row.split(",")[0]));
    const selected = texts.map((_, i) => shown[ranges[i * 4] ?? 0]?.slice(ranges[i * 4 + 1], ranges[i * 4 + 3]));
    expect(selected).toEqual(texts.map((text) => iconv.encode(text, encoding).toString("utf8")));
  });

  it("costs time by the length of a line, and places problems there, too", async () => {
    const row = (i: number) => `{"text":"Grüße über die Brücke ${i}"${i % 50 === 7 ? "," : ""}}`;
    const rows = Array.from({ length: 20_000 }, (_, i) => row(i));
    const bytes = iconv.encode(`[${rows.join(",")}]`, "windows1252");
    const shown = bytes.toString("utf8");
    const source = {
      kind: "file",
      path: fileWith(bytes, "long.json"),
      shown: { encoding: "utf8", settled: false },
    } as const;
    const started = performance.now();
    const { texts, ranges, problems } = await readDataset(source, {});
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(texts).toHaveLength(rows.length);
    for (const record of [0, 7, 9999, rows.length - 1])
      expect(shown.slice(ranges[4 * record + 1], ranges[4 * record + 3])).toMatch(
        new RegExp(`^Gr\\uFFFD+e \\uFFFDber die Br\\uFFFDcke ${record}$`),
      );
    expect(problems).toHaveLength(rows.length / 50);
    for (const { start, end } of problems) expect(shown.slice(start, end)).toBe(",");
  });
});
