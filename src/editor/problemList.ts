import { Diagnostic, DiagnosticSeverity, languages, Range, type DiagnosticCollection, type Disposable } from "vscode";
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
  /** By picture. */
  readonly #collections = new Map<string, DiagnosticCollection>();

  /** Of the reading, and of the run where it has ended. */
  show({ id, files, dataset, state }: DocumentRun): void {
    if (!dataset) return;
    const run = state.kind === "ready" ? state.result : undefined;
    const problems = [...dataset.problems, ...(run?.problems ?? [])];
    const diagnostics = files.map((_, i) => problems.filter(({ file = 0 }) => file === i).map(toDiagnostic));
    const problemCount = dataset.problemCount + (run?.problemCount ?? 0);
    if (problemCount > problems.length)
      diagnostics[0]?.push(diagnostic(new Range(0, 0, 0, 0), editorText.moreProblems(problems.length, problemCount)));
    this.#collectionOf(id).set(files.map((uri, i) => [uri, diagnostics[i] ?? []]));
  }

  clear({ id }: DocumentRun): void {
    this.#collections.get(id)?.dispose();
    this.#collections.delete(id);
  }

  /** Files may be in several pictures: each picture has its own list. */
  #collectionOf(id: string): DiagnosticCollection {
    const known = this.#collections.get(id) ?? languages.createDiagnosticCollection("strata");
    this.#collections.set(id, known);
    known.clear();
    return known;
  }

  dispose(): void {
    for (const collection of this.#collections.values()) collection.dispose();
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
