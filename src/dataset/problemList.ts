import { problemEffects, type EffectCounts, type Problem, type ProblemEffect } from "../protocol/reading.ts";
import type { Report, Span } from "./format.ts";
import type { SourceText } from "./sourceText.ts";

const KEPT = 1000;

/** Collects problems: the first ones in full, 1 000 unless told otherwise, of the others their number. */
export class ProblemList {
  private readonly source: SourceText;
  private readonly most: number;
  private readonly kept: Problem[] = [];
  private total = 0;
  private readonly perEffect: Record<ProblemEffect, number> = { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 };

  constructor(source: SourceText, most = KEPT) {
    this.source = source;
    this.most = most;
  }

  get count(): number {
    return this.total;
  }

  /** All problems, by what became of their places. */
  get effects(): EffectCounts {
    return this.perEffect;
  }

  /** The kept problems in the order of the source. */
  get inOrder(): readonly Problem[] {
    return this.kept.toSorted((a, b) => a.line - b.line || a.start - b.start);
  }

  readonly report: Report = (span, kind, reason) => {
    this.total++;
    this.perEffect[problemEffects[kind]]++;
    if (this.kept.length < this.most) this.kept.push({ ...this.onOneLine(span), kind, reason });
  };

  /** A problem points at one line: of a longer stretch at what its first line has of it, and at one character at least. */
  private onOneLine(span: Span): Pick<Problem, "line" | "start" | "end"> {
    const { line, character } = this.source.positionAt(span.start);
    const { start: lineStart, end: lineEnd } = this.source.lineSpan(line);
    const length = lineEnd - lineStart;
    const start = Math.max(0, Math.min(character, length - 1));
    return { line, start, end: Math.max(Math.min(span.end - lineStart, length), Math.min(start + 1, length)) };
  }
}
