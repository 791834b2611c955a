import { Diagnostic, DiagnosticSeverity, languages, Range, type Disposable } from "vscode";
import { problemEffects, type Problem, type ProblemEffect } from "../protocol/reading.ts";
import { capital, productName } from "../strings.ts";
import { editorText } from "../strings/editor.ts";
import { problemWords } from "../strings/reading.ts";
import type { DocumentRun } from "./documentRun.ts";

const SEVERITY: Readonly<Record<ProblemEffect, DiagnosticSeverity>> = {
  notRead: DiagnosticSeverity.Error,
  leftOut: DiagnosticSeverity.Warning,
  guessed: DiagnosticSeverity.Warning,
  asItStands: DiagnosticSeverity.Information,
};

/** Lines that could not be read or drawn, in the list of problems. */
export class ProblemList implements Disposable {
  readonly #collection = languages.createDiagnosticCollection("strata");

  /** Of the reading, and of the run where it has ended. */
  show({ uri, dataset, state }: DocumentRun): void {
    if (!dataset) return;
    const run = state.kind === "ready" ? state.result : undefined;
    const diagnostics = [...dataset.problems, ...(run?.problems ?? [])].map(toDiagnostic);
    const problemCount = dataset.problemCount + (run?.problemCount ?? 0);
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

function toDiagnostic(problem: Problem): Diagnostic {
  const { line, start, end, kind } = problem;
  return diagnostic(new Range(line, start, line, end), capital(problemWords(problem)), SEVERITY[problemEffects[kind]]);
}

function diagnostic(range: Range, message: string, severity = DiagnosticSeverity.Information): Diagnostic {
  const made = new Diagnostic(range, message, severity);
  made.source = productName;
  return made;
}
