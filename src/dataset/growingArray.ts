/** A list of whole numbers below 2³² in four bytes each. */
export class GrowingArray {
  private buffer = new Uint32Array(1024);
  length = 0;

  push(item: number): void {
    if (this.length === this.buffer.length) {
      const larger = new Uint32Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.length++] = item;
  }

  get items(): Uint32Array {
    return this.buffer.slice(0, this.length);
  }

  set(index: number, item: number): void {
    if (index < this.length) this.buffer[index] = item;
  }

  /** Leaves the first items only. */
  cut(length: number): void {
    this.length = Math.min(this.length, length);
  }

  at(index: number): number {
    return index < this.length ? (this.buffer[index] ?? 0) : 0;
  }
}
