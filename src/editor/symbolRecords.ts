import { setTimeout } from "node:timers/promises";
import {
  commands,
  SymbolKind,
  workspace,
  type CancellationToken,
  type DocumentSymbol,
  type Range,
  type Uri,
} from "vscode";
import type { FileSource } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";

/** Symbols that are records of their own; what is inside of others, as a variable, is a part of them. */
const KINDS: ReadonlyMap<SymbolKind, string> = new Map([
  [SymbolKind.Class, "class"],
  [SymbolKind.Interface, "interface"],
  [SymbolKind.Enum, "enum"],
  [SymbolKind.Struct, "struct"],
  [SymbolKind.Module, "module"],
  [SymbolKind.Namespace, "namespace"],
  [SymbolKind.Function, "function"],
  [SymbolKind.Method, "method"],
  [SymbolKind.Constructor, "constructor"],
  [SymbolKind.Property, "property"],
  [SymbolKind.Variable, "variable"],
  [SymbolKind.Constant, "constant"],
  // Headings of Markdown.
  [SymbolKind.String, "section"],
]);
const CONTAINERS = new Set([
  SymbolKind.Class,
  SymbolKind.Interface,
  SymbolKind.Struct,
  SymbolKind.Module,
  SymbolKind.Namespace,
  SymbolKind.String,
]);

const ATTEMPTS = 30;
const BETWEEN_MS = 500;

interface SymbolRecord {
  readonly name: string;
  readonly kind: string;
  readonly range: Range;
}

/**
 * The text of a program with its symbols as records: functions and methods whole, of classes what is before those. Throws
 * `noSymbols`, and `cancelled` where the token says so while the language's extension starts.
 */
export async function symbolRecords(uri: Uri, token: CancellationToken): Promise<FileSource> {
  const document = await workspace.openTextDocument(uri);
  const records = [...recordsOf(await symbolsOf(uri, token))];
  if (records.length === 0) throw new StrataError("noSymbols", { path: uri.path });
  return {
    kind: "text",
    path: document.fileName,
    text: document.getText(),
    records: {
      kind: "ranges",
      ranges: Uint32Array.from(
        records.flatMap(({ range: { start, end } }) => [start.line, start.character, end.line, end.character]),
      ),
      kinds: records.map(({ kind }) => kind),
      names: records.map(({ name }) => name),
    },
  };
}

/** What a language's extension tells of a document; one that has just been started gets some time. */
async function symbolsOf(uri: Uri, token: CancellationToken): Promise<readonly DocumentSymbol[]> {
  for (let attempt = 0; ; attempt++) {
    const found: unknown = await commands.executeCommand("vscode.executeDocumentSymbolProvider", uri);
    const symbols = (Array.isArray(found) ? found : []).filter(isDocumentSymbol);
    if (symbols.length > 0 || attempt === ATTEMPTS) return symbols;
    await setTimeout(BETWEEN_MS);
    if (token.isCancellationRequested) throw new StrataError("cancelled", { what: "waiting for the symbols" });
  }
}

/** What the command answers has the parts of one, not its class. */
function isDocumentSymbol(symbol: unknown): symbol is DocumentSymbol {
  return typeof symbol === "object" && symbol !== null && "children" in symbol && "range" in symbol;
}

/** In the order of the text, none within another. */
function* recordsOf(symbols: readonly DocumentSymbol[]): Generator<SymbolRecord> {
  const ordered = symbols.toSorted((a, b) => a.range.start.compareTo(b.range.start));
  for (const { name, kind, range, children } of ordered) {
    const word = KINDS.get(kind);
    if (word === undefined) continue;
    const inner = CONTAINERS.has(kind) ? [...recordsOf(children)] : [];
    const [first] = inner;
    yield { name, kind: word, range: first ? range.with(undefined, first.range.start) : range };
    yield* inner;
  }
}
