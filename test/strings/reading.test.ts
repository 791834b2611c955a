import { describe, expect, it } from "vitest";
import { problemEffects, type ProblemKind, type ReadingNotice } from "../../src/protocol/reading.ts";
import { failureMessage } from "../../src/strings.ts";
import {
  dialectWords,
  effectSummary,
  effectsWarn,
  effectWords,
  problemSentence,
  readingNoticeWords,
} from "../../src/strings/reading.ts";

const none = { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 };

describe("the words for what became of a place", () => {
  it("are different for every effect", () => {
    expect(new Set(Object.values(effectWords)).size).toBe(4);
  });

  it("count each effect that occurred, the worst first", () => {
    expect(effectSummary({ notRead: 1, asItStands: 2, leftOut: 0, guessed: 1200 })).toBe(
      "1 not read, 1\u202f200 guessed, 2 read as they stand",
    );
    expect(effectSummary({ ...none, asItStands: 1 })).toBe("1 read as it stands");
    expect(effectSummary(none)).toBe("");
  });

  it("warn of all but what was read as it stands", () => {
    expect(effectsWarn({ ...none, asItStands: 3 })).toBe(false);
    for (const effect of ["notRead", "leftOut", "guessed"]) expect(effectsWarn({ ...none, [effect]: 1 })).toBe(true);
  });

  it.each(Object.keys(problemEffects) as ProblemKind[])("end the sentence of a problem: %s", (kind) => {
    const sentence = problemSentence({ line: 2, start: 0, end: 1, kind, reason: "the reason" });
    expect(sentence).toBe(`Line 3: the reason (${effectWords[problemEffects[kind]]})`);
  });
});

describe("the words for a dialect", () => {
  it.each([
    [{ delimiter: ";", quote: '"', escape: "doubled", header: true } as const, "semicolon, quoted, header"],
    [{ delimiter: "\t", quote: "", escape: "doubled", header: false } as const, "tab, no quotes, no header"],
    [
      { delimiter: "||", quote: "'", escape: "backslash", header: true } as const,
      "“||”, single quotes, backslash, header",
    ],
    [{ delimiter: "", quote: '"', escape: "doubled", header: true } as const, "one column, quoted, header"],
  ])("%j: %s", (dialect, words) => {
    expect(dialectWords(dialect)).toBe(words);
  });
});

describe("the words for a notice on reading", () => {
  it("say which array was read, and what else there is", () => {
    const other = (path: string, records: number) => ({ path, records, textFields: [] });
    const notice: ReadingNotice = {
      kind: "arrayChosen",
      path: "data[].paragraphs[].qas[]",
      records: 1204,
      others: [other("data[]", 3), other("data[].paragraphs[]", 12)],
    };
    const words = readingNoticeWords(notice);
    expect(words).toMatchObject({ short: "one of 3 arrays", warns: true, command: "chooseArray" });
    expect(words.sentence).toBe(
      "The records are the items of data[].paragraphs[].qas[], 1\u202f204 in all. The file also has data[] (3) and data[].paragraphs[] (12).",
    );
  });

  it("name the encoding that was guessed", () => {
    const words = readingNoticeWords({ kind: "encodingGuessed", encoding: "Shift JIS" });
    expect(words.sentence).toBe("The bytes are not UTF-8. They are read as Shift JIS, which fits them best.");
    expect(words.command).toBe("chooseEncoding");
  });

  it("count lines and times as people do", () => {
    expect(readingNoticeWords({ kind: "linesBeforeHeader", lines: 1 }).sentence).toMatch(/^1 line above .* is no row:/);
    expect(readingNoticeWords({ kind: "linesBeforeHeader", lines: 2 }).sentence).toMatch(/^2 lines .* are no rows:/);
    expect(readingNoticeWords({ kind: "headerRepeated", line: 6, times: 1 })).toMatchObject({
      short: "header 2 times",
      sentence: "The header stands again in line 7, which is left out.",
    });
    expect(readingNoticeWords({ kind: "headerRepeated", line: 6, times: 3 }).sentence).toContain(
      "3 times, first in line 7",
    );
  });

  it("count the records whose label has no number", () => {
    const words = readingNoticeWords({ kind: "labelsBeyond", kept: 65_534, records: 4466 });
    expect(words.sentence).toBe(
      "There are more than 65\u202f534 labels. 4\u202f466 records of the rarest are drawn without a label.",
    );
    expect(words.warns).toBe(true);
  });

  it("name the dialects that fit alike", () => {
    const words = readingNoticeWords({ kind: "dialectGuessed", delimiter: ",", next: "" });
    expect(words.sentence).toBe("The cells are told apart by comma; one column fits nearly as well.");
    const column = readingNoticeWords({ kind: "dialectGuessed", delimiter: "", next: "|" });
    expect(column.sentence).toBe("The file is read as one column; pipe as delimiter fits nearly as well.");
    const quoted = readingNoticeWords({ kind: "rowsInQuotes", delimiter: ";" });
    expect(quoted).toMatchObject({ short: "rows in quotes", warns: true, command: "chooseDialect" });
    expect(quoted.sentence).toContain("a table told apart by semicolon");
  });

  it("say what a first row might be, and where spaces and carriage returns stand", () => {
    const header = readingNoticeWords({ kind: "headerGuessed", line: 0, header: true });
    expect(header).toMatchObject({ short: "header guessed", warns: true, command: "chooseDialect" });
    expect(header.sentence).toMatch(/^Line 1 is read as the header/);
    const record = readingNoticeWords({ kind: "headerGuessed", line: 2, header: false });
    expect(record.sentence).toMatch(/^Line 3 is read as a record/);
    const spaces = readingNoticeWords({ kind: "spacesAroundQuotes", line: 1, times: 2 });
    expect(spaces.sentence).toMatch(/^In 2 rows, the first in line 2, spaces stand/);
    expect(readingNoticeWords({ kind: "loneReturns", line: 4, times: 1 }).sentence).toMatch(
      /^1 row, the first in line 5, ends with a carriage return alone/,
    );
  });

  it("name what was read as no label, also where nothing stands", () => {
    const words = readingNoticeWords({ kind: "labelMissing", words: ["NA", ""], records: 5 });
    expect(words.sentence).toBe("5 records have no label: “NA” and nothing are read as none.");
    const one = readingNoticeWords({ kind: "labelMissing", words: ["None"], records: 1 });
    expect(one.sentence).toBe("1 record has no label: “None” is read as none.");
  });
});

describe("a command to be copied", () => {
  const remedyOf = (file: string) => failureMessage({ code: "fileKind", detail: { path: file, kind: "gzip" } }).remedy;

  it("has the file in quotes", () => {
    expect(remedyOf("/my data/a.csv.gz")).toBe('Unpack it first: gzip -dc "/my data/a.csv.gz" > "/my data/a.csv"');
  });

  it.each(["$(reboot)", "`reboot`", 'a" ; reboot "', "%PATH%", "a\nreboot"])(
    "has no name a shell would run: %j",
    (name) => {
      expect(remedyOf(`/data/${name}.gz`)).toBe("Unpack it first: gzip -dc FILE > UNPACKED");
    },
  );
});
