import { Diagnostic, DiagnosticSeverity, languages, Range, type Disposable } from "vscode";
import type { Problem } from "../protocol/engine.ts";
import { productName } from "../strings.ts";
import { editorText } from "../strings/editor.ts";
import type { DocumentRun } from "./documentRun.ts";

const SEVERITY: Readonly<Record<Problem["kind"], DiagnosticSeverity>> = {
  syntax: DiagnosticSeverity.Error,
  notAnObject: DiagnosticSeverity.Error,
  missingField: DiagnosticSeverity.Warning,
  emptyText: DiagnosticSeverity.Information,
};

/** Lines that could not be read, in the list of problems. */
export class ProblemList implements Disposable {
  readonly #collection = languages.createDiagnosticCollection("strata");

  show({ uri, dataset }: DocumentRun): void {
    if (!dataset) return;
    const diagnostics = dataset.problems.map(toDiagnostic);
    const { problemCount } = dataset;
    if (problemCount > diagnostics.length)
      diagnostics.push(diagnostic(new Range(0, 0, 0, 0), editorText.moreProblems(diagnostics.length, problemCount)));
    this.#collection.set(uri, diagnostics);
  }

  clear({ uri }: DocumentRun): void {
    this.#collection.delete(uri);
  }

  dispose(): void {
    this.#collection.dispose();
  }
}

function toDiagnostic({ line, start, end, kind, reason }: Problem): Diagnostic {
  return diagnostic(new Range(line, start, line, end), reason, SEVERITY[kind]);
}

function diagnostic(range: Range, message: string, severity = DiagnosticSeverity.Information): Diagnostic {
  const made = new Diagnostic(range, message, severity);
  made.source = productName;
  return made;
}
