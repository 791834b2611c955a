const FIRST = 1024;

/** Whole numbers below 2³² that are added one by one; a quarter of what an array of numbers and objects takes. */
export class GrowingUint32 {
  length = 0;
  private values = new Uint32Array(FIRST);

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return index < this.length ? (this.values[index] ?? 0) : 0;
  }

  set(index: number, value: number): void {
    if (index < this.length) this.values[index] = value;
  }

  /** Leaves the first values only. */
  cut(length: number): void {
    this.length = Math.min(this.length, length);
  }
}
