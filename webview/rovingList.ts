const vertical: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const horizontal: Readonly<Record<string, number>> = { ...vertical, ArrowRight: 1, ArrowLeft: -1 };

/**
 * Makes a list one stop of the Tab key: the arrow keys move within it, from row to row. Rows are the elements that
 * match the selector, and may be replaced at any time; in an element with `data-across` they stand side by side.
 */
export function rovingList(list: HTMLElement, selector: string): { refresh(): void } {
  const rows = (): HTMLElement[] => Array.from(list.querySelectorAll<HTMLElement>(selector));
  let current = 0;

  const mark = (): void => {
    const all = rows();
    current = Math.min(current, Math.max(0, all.length - 1));
    all.forEach((row, i) => (row.tabIndex = i === current ? 0 : -1));
  };
  list.addEventListener("focusin", ({ target }) => {
    const at = rows().indexOf(target as HTMLElement);
    if (at < 0 || at === current) return;
    current = at;
    mark();
  });
  list.addEventListener("keydown", (event) => {
    const across = event.target instanceof Element && event.target.closest("[data-across]") !== null;
    const step = (across ? horizontal : vertical)[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    rows()[Math.max(0, Math.min(rows().length - 1, current + step))]?.focus();
  });
  return { refresh: mark };
}
