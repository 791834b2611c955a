/** A list of whole numbers below 2³² in four bytes each. */
export class GrowingArray {
  private items = new Uint32Array(1024);
  length = 0;

  push(item: number): void {
    if (this.length === this.items.length) {
      const larger = new Uint32Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = item;
  }

  at(index: number): number {
    return index < this.length ? (this.items[index] ?? 0) : 0;
  }
}
