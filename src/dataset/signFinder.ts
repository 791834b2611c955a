/** Search back over more than this is done anew. */
const FAR = 1 << 22;

/**
 * Finds where a sign comes next. What was found is kept, so that a walk through the text, with steps back to the start
 * of a row, costs linear time however rare the sign is.
 */
export class SignFinder {
  private readonly text: string;
  private readonly sign: string;
  /** There is no sign from `from` to before `found`. */
  private from = 0;
  private found = -1;

  constructor(text: string, sign: string) {
    this.text = text;
    this.sign = sign;
  }

  /** Offset of the next sign at or behind `offset`; the text's length where there is none. */
  next(offset: number): number {
    if (offset >= this.from && offset <= this.found) return this.found;
    if (offset < this.from && this.from - offset < FAR) {
      for (let at = offset; at < this.from; at++) if (this.text.startsWith(this.sign, at)) return at;
      this.from = offset;
      return this.found;
    }
    const found = this.sign === "" ? -1 : this.text.indexOf(this.sign, offset);
    this.from = offset;
    this.found = found < 0 ? this.text.length : found;
    return this.found;
  }
}
