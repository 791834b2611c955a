import * as l10n from "@vscode/l10n";
import type { ErrorDetails, FileKind } from "../protocol/errors.ts";
import type { ModelErrorDetails } from "../protocol/modelErrors.ts";
import type { FailureMessage } from "../protocol/panel.ts";

type FileCode = Exclude<Extract<keyof ErrorDetails, `file${string}` | "encodingUnknown">, keyof ModelErrorDetails>;

/** The longest text in one string, in characters. */
const MOST_CHARACTERS = 536e6;

/** What a kind of file is called, and how its text is got out. */
const kinds: Readonly<Record<FileKind, readonly [name: string, remedy: (path: string) => string]>> = {
  gzip: [l10n.t("gzip-compressed data"), unpackedBy("gzip")],
  bzip2: [l10n.t("bzip2-compressed data"), unpackedBy("bzip2")],
  xz: [l10n.t("xz-compressed data"), unpackedBy("xz")],
  zstd: [l10n.t("Zstandard-compressed data"), unpackedBy("zstd")],
  lz4: [l10n.t("LZ4-compressed data"), unpackedBy("lz4")],
  "7z": [l10n.t("a 7-Zip archive"), unpack],
  rar: [l10n.t("a RAR archive"), unpack],
  tar: [l10n.t("a tar archive"), unpack],
  zip: [l10n.t("a ZIP archive"), unpack],
  parquet: [l10n.t("a Parquet table"), fromPandas("read_parquet")],
  arrow: [l10n.t("an Arrow table"), fromPandas("read_feather")],
  feather: [l10n.t("a Feather table"), fromPandas("read_feather")],
  orc: [l10n.t("an ORC table"), fromPandas("read_orc")],
  avro: [l10n.t("an Avro file"), exported],
  hdf5: [l10n.t("an HDF5 file"), exported],
  numpy: [l10n.t("a NumPy array"), exported],
  pickle: [l10n.t("a Python pickle"), exported],
  sqlite: [
    l10n.t("an SQLite database"),
    (path) =>
      l10n.t("Export a table: {0}", `sqlite3 -csv -header ${inShell(path, "FILE")} "select * from TABLE" > table.csv`),
  ],
  excel: [l10n.t("an Excel workbook"), () => l10n.t("Save the sheet as CSV UTF-8, and open that file.")],
  word: [l10n.t("a Word document"), () => l10n.t("Save it as plain text (.txt), and open that file.")],
  office: [l10n.t("an old Microsoft Office file"), () => l10n.t("Save it as CSV or plain text, and open that file.")],
  pdf: [l10n.t("a PDF"), () => l10n.t("Export its text as .txt, and open that file.")],
};

/** A file's name in a command to be copied; where a shell would read more than a name in it, a word in its place. */
function inShell(path: string, word: string): string {
  return /["$`!%\p{Cc}]/u.test(path) ? word : `"${path}"`;
}

/** The tool takes files of any name this way. */
function unpackedBy(tool: string): (path: string) => string {
  return (path) => {
    const bare = path.replace(/\.(?:gz|bz2|xz|zst|lz4)$/i, "");
    const unpacked = bare === path ? path.replace(/(\.[^./\\]*)?$/, "-unpacked$1") : bare;
    return l10n.t("Unpack it first: {0}", `${tool} -dc ${inShell(path, "FILE")} > ${inShell(unpacked, "UNPACKED")}`);
  };
}

function unpack(): string {
  return l10n.t("Unpack it, and open the text file that is in it.");
}

function exported(): string {
  return l10n.t("Export its texts as JSONL or CSV, and open that file.");
}

function fromPandas(reader: string): (path: string) => string {
  return (path) =>
    l10n.t(
      "Export it as JSONL, in Python: {0}",
      `pandas.${reader}(${JSON.stringify(path)}).to_json("data.jsonl", orient="records", lines=True)`,
    );
}

/** The sentences on files that cannot be read. */
export const fileFailures: { readonly [C in FileCode]: (detail: ErrorDetails[C]) => FailureMessage } = {
  fileNotFound: ({ path }) => ({
    title: l10n.t("The file is not there"),
    explanation: l10n.t("{0} does not exist.", path),
    remedy: l10n.t("Check the path, or save the file first."),
  }),
  fileNotReadable: ({ path, reason }) => ({
    title: l10n.t("The file cannot be read"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Check the permissions of the file."),
  }),
  fileBinary: ({ path, offset }) => ({
    title: l10n.t("This is not a text file"),
    explanation: l10n.t("{0} holds binary data from byte {1} on.", path, offset),
    remedy: l10n.t("Choose a text, Markdown, JSONL, JSON, CSV or TSV file."),
  }),
  fileEmpty: ({ path }) => ({
    title: l10n.t("The file is empty"),
    explanation: l10n.t("{0} holds no text.", path),
    remedy: l10n.t("Write one text per line, and save it."),
  }),
  fileKind: ({ path, kind }) => ({
    title: l10n.t("This is not a text file"),
    explanation: l10n.t("{0} is {1}.", path, kinds[kind][0]),
    remedy: kinds[kind][1](path),
  }),
  filePointer: ({ path }) => ({
    title: l10n.t("The file itself is not there"),
    explanation: l10n.t("{0} is a pointer of git-lfs: the data it stands for are not fetched.", path),
    remedy: l10n.t("Fetch them: git lfs pull"),
  }),
  fileTooLarge: ({ path, bytes }) => ({
    title: l10n.t("The file is too large"),
    explanation: l10n.t(
      "{0} has {1} MB. A text of at most {2} million characters can be read at once.",
      path,
      Math.round(bytes / 1e6),
      MOST_CHARACTERS / 1e6,
    ),
    remedy: l10n.t("Split it into smaller files, or keep a sample of its records."),
  }),
  encodingUnknown: ({ encoding, known }) => ({
    title: l10n.t('There is no encoding "{0}"', encoding),
    explanation: l10n.t("Known are {0}.", known),
    remedy: l10n.t("Choose one of these, or none: then the encoding is found."),
  }),
};
