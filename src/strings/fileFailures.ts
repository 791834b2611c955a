import type { ErrorDetails, FileKind } from "../protocol/errors.ts";
import type { ModelErrorDetails } from "../protocol/modelErrors.ts";
import type { FailureMessage } from "../protocol/panel.ts";

type FileCode = Exclude<Extract<keyof ErrorDetails, `file${string}` | "encodingUnknown">, keyof ModelErrorDetails>;

/** The longest text in one string, in characters. */
const MOST_CHARACTERS = "536 million";

/** What a kind of file is called, and how its text is got out. */
const kinds: Readonly<Record<FileKind, readonly [name: string, remedy: (path: string) => string]>> = {
  gzip: ["gzip-compressed data", unpackedBy("gzip")],
  bzip2: ["bzip2-compressed data", unpackedBy("bzip2")],
  xz: ["xz-compressed data", unpackedBy("xz")],
  zstd: ["Zstandard-compressed data", unpackedBy("zstd")],
  lz4: ["LZ4-compressed data", unpackedBy("lz4")],
  "7z": ["a 7-Zip archive", unpack],
  rar: ["a RAR archive", unpack],
  tar: ["a tar archive", unpack],
  zip: ["a ZIP archive", unpack],
  parquet: ["a Parquet table", fromPandas("read_parquet")],
  arrow: ["an Arrow table", fromPandas("read_feather")],
  feather: ["a Feather table", fromPandas("read_feather")],
  orc: ["an ORC table", fromPandas("read_orc")],
  avro: ["an Avro file", exported],
  hdf5: ["an HDF5 file", exported],
  numpy: ["a NumPy array", exported],
  pickle: ["a Python pickle", exported],
  sqlite: [
    "an SQLite database",
    (path) => `Export a table: sqlite3 -csv -header ${inShell(path, "FILE")} "select * from TABLE" > table.csv`,
  ],
  excel: ["an Excel workbook", () => "Save the sheet as CSV UTF-8, and open that file."],
  word: ["a Word document", () => "Save it as plain text (.txt), and open that file."],
  office: ["an old Microsoft Office file", () => "Save it as CSV or plain text, and open that file."],
  pdf: ["a PDF", () => "Export its text as .txt, and open that file."],
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
    return `Unpack it first: ${tool} -dc ${inShell(path, "FILE")} > ${inShell(unpacked, "UNPACKED")}`;
  };
}

function unpack(): string {
  return "Unpack it, and open the text file that is in it.";
}

function exported(): string {
  return "Export its texts as JSONL or CSV, and open that file.";
}

function fromPandas(reader: string): (path: string) => string {
  return (path) =>
    `Export it as JSONL, in Python: pandas.${reader}(${JSON.stringify(path)}).to_json("data.jsonl", orient="records", lines=True)`;
}

/** The sentences on files that cannot be read. */
export const fileFailures: { readonly [C in FileCode]: (detail: ErrorDetails[C]) => FailureMessage } = {
  fileNotFound: ({ path }) => ({
    title: "The file is not there",
    explanation: `${path} does not exist.`,
    remedy: "Check the path, or save the file first.",
  }),
  fileNotReadable: ({ path, reason }) => ({
    title: "The file cannot be read",
    explanation: `${path}: ${reason}.`,
    remedy: "Check the permissions of the file.",
  }),
  fileBinary: ({ path, offset }) => ({
    title: "This is not a text file",
    explanation: `${path} holds binary data from byte ${offset} on.`,
    remedy: "Choose a text, Markdown, JSONL, JSON, CSV or TSV file.",
  }),
  fileEmpty: ({ path }) => ({
    title: "The file is empty",
    explanation: `${path} holds no text.`,
    remedy: "Write one text per line, and save it.",
  }),
  fileKind: ({ path, kind }) => ({
    title: "This is not a text file",
    explanation: `${path} is ${kinds[kind][0]}.`,
    remedy: kinds[kind][1](path),
  }),
  filePointer: ({ path }) => ({
    title: "The file itself is not there",
    explanation: `${path} is a pointer of git-lfs: the data it stands for are not fetched.`,
    remedy: "Fetch them: git lfs pull",
  }),
  fileTooLarge: ({ path, bytes }) => ({
    title: "The file is too large",
    explanation: `${path} has ${Math.round(bytes / 1e6)} MB. A text of at most ${MOST_CHARACTERS} characters can be read at once.`,
    remedy: "Split it into smaller files, or keep a sample of its records.",
  }),
  encodingUnknown: ({ encoding, known }) => ({
    title: `There is no encoding "${encoding}"`,
    explanation: `Known are ${known}.`,
    remedy: "Choose one of these, or none: then the encoding is found.",
  }),
};
