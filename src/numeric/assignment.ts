/**
 * The assignment of rows to columns that gives the greatest sum, each row to one column at most and each column to one row:
 * shortest augmenting paths (Jonker and Volgenant 1987, doi:10.1007/BF02278710). Time grows with rows² × columns.
 * @param values `[rows × columns]`, not negative; a pair of value 0 is as good as none
 * @returns `[rows]` the column of each, -1 where it has none
 */
export function greatestAssignment(values: Float64Array, rows: number, columns: number): Int32Array {
  if (rows > columns) {
    const turned = new Float64Array(values.length);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        turned[column * rows + row] = values[row * columns + column] ?? 0;
    const of = new Int32Array(rows).fill(-1);
    for (const [column, row] of greatestAssignment(turned, columns, rows).entries()) if (row >= 0) of[row] = column;
    return of;
  }
  // Columns are counted from 1; the column 0 holds the row that is to be assigned.
  const rowOf = new Int32Array(columns + 1).fill(-1);
  const before = new Int32Array(columns + 1);
  const rowPrices = new Float64Array(rows);
  const prices = new Float64Array(columns + 1);
  const least = new Float64Array(columns + 1);
  const isReached = new Uint8Array(columns + 1);
  for (let row = 0; row < rows; row++) {
    rowOf[0] = row;
    least.fill(Infinity);
    isReached.fill(0);
    let column = 0;
    while ((rowOf[column] ?? -1) >= 0) {
      isReached[column] = 1;
      const current = rowOf[column] ?? 0;
      let step = Infinity;
      let next = 0;
      for (let other = 1; other <= columns; other++) {
        if (isReached[other] === 1) continue;
        const cost = -(values[current * columns + other - 1] ?? 0) - (rowPrices[current] ?? 0) - (prices[other] ?? 0);
        if (cost < (least[other] ?? 0)) {
          least[other] = cost;
          before[other] = column;
        }
        if ((least[other] ?? 0) < step) {
          step = least[other] ?? 0;
          next = other;
        }
      }
      for (let other = 0; other <= columns; other++) {
        if (isReached[other] === 1) {
          const own = rowOf[other] ?? 0;
          rowPrices[own] = (rowPrices[own] ?? 0) + step;
          prices[other] = (prices[other] ?? 0) - step;
        } else {
          least[other] = (least[other] ?? 0) - step;
        }
      }
      column = next;
    }
    while (column !== 0) {
      const from = before[column] ?? 0;
      rowOf[column] = rowOf[from] ?? -1;
      column = from;
    }
  }
  const of = new Int32Array(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column] ?? -1;
    if (row >= 0 && (values[row * columns + column - 1] ?? 0) > 0) of[row] = column - 1;
  }
  return of;
}
