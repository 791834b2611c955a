import type { ScalarKind } from "./format.ts";

/** What a cell looks like, to tell columns and dialects apart. */
export type CellLook = "empty" | "number" | "time" | "token" | "text";

const NUMBER = /^[+-]?(?:[$€£¥]\s?)?(?:\d[\d.,'\u00A0\u202F]*|[.,]\d+)(?:e[+-]?\d+)?\s?[%€$£]?$/i;
const NOT_A_NUMBER = /^[+-]?(?:nan|inf|infinity)$/i;
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}.{0,24})?$/;
const TIME_OF_DAY = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AP]M)?$/i;
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/\S+|[^\s@,;|]+@[^\s@,;|]+\.\w+)$/i;
const TOKEN = /^[\p{L}\p{M}\p{N}\p{So}_.\-@+/#&*!?()<>%$'’]+$/u;
const LONGEST_LOOKED_AT = 200;

/** How a cell looks; addresses are tokens. */
export function lookOf(cell: string): CellLook {
  const value = cell.length > LONGEST_LOOKED_AT ? cell.slice(0, LONGEST_LOOKED_AT) : cell.trim();
  if (value === "") return "empty";
  if (NUMBER.test(value) || NOT_A_NUMBER.test(value)) return "number";
  if (DATE.test(value) || TIME_OF_DAY.test(value)) return "time";
  return TOKEN.test(value) || ADDRESS.test(value) ? "token" : "text";
}

/** Whether a cell is a number without separators of thousands, and not the part of one behind such a separator. */
export function isPlainNumber(cell: string): boolean {
  return /^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(cell.trim());
}

/** What a cell holds, to tell numbers from texts; all cells are read as text. */
export function kindOf(value: string): ScalarKind {
  if (/^(?:true|false)$/i.test(value)) return "boolean";
  return value.trim() !== "" && Number.isFinite(Number(value)) ? "number" : "string";
}
