import { StrataError } from "../protocol/errors.ts";
import { WHOLE_OBJECT, type ArrayReading, type ReadingChoice, type ReadingNotice } from "../protocol/reading.ts";
import type { Layout } from "./jsonLayout.ts";
import {
  coverText,
  hasWords,
  isQuestion,
  isModelChat,
  isTakenFrom,
  NAMES,
  NOTHING,
  textFieldsOf,
  TEXTS,
} from "./jsonQuality.ts";

const LISTED_FIELDS = 20;
const CONVERSATION = /(?:^|\.)(?:messages|conversations?|contents|dialog(?:ue)?s?|turns|chat|history)\[\]$/i;
/** A question may be short. */
const FEW_WORDS = 2;
/** Arrays that complete a record. */
const DETAIL = /(?:^|\.)(?:\w+_)?(?:answers?|choices|options|spans|entities|mentions|tokens|evidences?)\[\]$/i;

/** The layout that is read, and what is told of the choice. */
export interface ChosenLayout {
  readonly layout: Layout;
  /** The text field, where it was given by its full path. */
  readonly text: string | undefined;
  readonly arrays: readonly ArrayReading[];
  readonly notices: readonly ReadingNotice[];
}

/**
 * Chooses the records of a source: those the user named, else those with most records among those with texts.
 * @throws StrataError `arrayMissing`
 */
export function chooseLayout(layouts: readonly Layout[], choice: ReadingChoice): ChosenLayout | undefined {
  const arrays = layouts.filter(({ quality }) => quality > NOTHING).map(readingOf);
  const named = byChoice(layouts, choice);
  if (named !== undefined) return { ...named, arrays: choosable(arrays), notices: [] };
  const found = mostRecords(layouts);
  if (found === undefined) return undefined;
  const layout = withField(layouts, found, choice.text ?? choice.preferred?.text);
  const others = layouts
    .filter(
      (other) => other !== layout && other.path !== WHOLE_OBJECT && other.quality > NOTHING && !isReadBy(layout, other),
    )
    .map(readingOf);
  const told = layout === found && isAmbiguous(layouts, layout) && others.length > 0;
  const notice: ReadingNotice = { kind: "arrayChosen", path: layout.path, records: layout.records, others };
  return { layout, text: undefined, arrays: choosable(arrays), notices: told ? [notice] : [] };
}

function choosable(arrays: readonly ArrayReading[]): readonly ArrayReading[] {
  return arrays.length > 1 ? arrays : [];
}

function readingOf({ path, records, record }: Layout): ArrayReading {
  return { path, records, textFields: textFieldsOf(record).slice(0, LISTED_FIELDS) };
}

function byChoice(
  layouts: readonly Layout[],
  { array, text }: ReadingChoice,
): Pick<ChosenLayout, "layout" | "text"> | undefined {
  const byText = layouts
    .filter(({ path }) => text?.startsWith(`${path}.`) === true && path !== "")
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  const field = byText === undefined ? undefined : text?.slice(byText.path.length + 1);
  if (array === undefined) return byText === undefined ? undefined : { layout: byText, text: field };
  const layout = layouts.find(({ path }) => path === array);
  if (layout === undefined) {
    throw new StrataError("arrayMissing", { array, arrays: layouts.map(({ path }) => path).join(", ") });
  }
  return { layout, text: byText === layout ? field : undefined };
}

/** A field that the chosen records lack, but others have, asks for those. */
function withField(layouts: readonly Layout[], found: Layout, field: string | undefined): Layout {
  if (field === undefined) return found;
  const having = layouts.filter(({ record, columns }) => columns === undefined && textFieldsOf(record).includes(field));
  if (having.length === 0 || having.includes(found) || found.columns !== undefined) return found;
  return having.toSorted((a, b) => b.records - a.records)[0] ?? found;
}

function mostRecords(layouts: readonly Layout[]): Layout | undefined {
  const top = layouts.filter(({ holders }) => holders.length === 0);
  const whole = top.find(({ path }) => path === WHOLE_OBJECT);
  const whollyRead = (layout: Layout) => top.some((other) => other !== layout && isReadBy(other, layout));
  const beside = top.filter((layout) => layout !== whole && !isPartOf(layout, whole) && !whollyRead(layout));
  const [best] = beside.toSorted((a, b) => b.quality - a.quality || b.records - a.records);
  let current = best ?? whole;
  if (whole !== undefined && best !== undefined && whole.quality > best.quality) current = whole;
  for (let inner = current; inner !== undefined;) {
    current = inner;
    inner = better(layouts, current, whole !== undefined);
  }
  return current;
}

/** Whether an array is but a field of the whole object: tags beside a text, or names taken from it. */
function isPartOf(layout: Layout, whole: Layout | undefined): boolean {
  if (whole === undefined || layout.columns !== undefined || layout.steps.at(-1)?.kind === "any") return false;
  if (isModelChat(layout.record) && CONVERSATION.test(layout.path)) return true;
  if (whole.quality === NOTHING) return false;
  if (layout.record.objects === 0 && layout.names === undefined && layout.quality < TEXTS) return true;
  return (
    whole.quality === TEXTS && isTakenFrom(layout.record, [whole.record]) && !coverText(layout.record, whole.record)
  );
}

/** Records within the records that are rather meant: they have texts where those have but names, or more of them. */
function better(layouts: readonly Layout[], current: Layout, isDocument: boolean): Layout | undefined {
  const inner = layouts.filter(
    ({ holders, quality, isChat }) =>
      holders.includes(current.record) && isChat !== true && quality >= current.quality && quality > NOTHING,
  );
  const meant = inner.filter((layout) => {
    if (isDetail(layout)) return false;
    if (current.quality <= NAMES && layout.quality > NAMES) return true;
    return isDocument && layout.quality === TEXTS && layout.records > current.records;
  });
  return meant.toSorted((a, b) => b.quality - a.quality || b.records - a.records)[0];
}

/**
 * Whether records but tell of those that hold them: what belongs to a question, words and answers beside sentences, names
 * taken from a text.
 */
function isDetail({ path, record, holders }: Layout): boolean {
  const holder = holders.at(-1);
  if (holder !== undefined && isQuestion(holder)) return true;
  const texts = holders.filter((holder) => hasWords(holder));
  if (texts.length === 0) return false;
  return (
    DETAIL.test(path) || !(record.strings > record.objects || hasWords(record, FEW_WORDS)) || isTakenFrom(record, texts)
  );
}

/** Whether an array is one of several that are read together: the lists of a split, the columns of a table. */
function isReadBy({ steps }: Layout, other: Layout): boolean {
  const any = steps.findIndex(({ kind }) => kind === "any");
  const step = steps[any];
  const key = other.steps[any];
  if (step?.kind !== "any" || key?.kind !== "key" || step.keys?.has(key.key) === false) return false;
  return JSON.stringify(steps.slice(0, any)) === JSON.stringify(other.steps.slice(0, any));
}

/** Whether others could have been meant: records in an object beside others, or within records. */
function isAmbiguous(layouts: readonly Layout[], { holders, path }: Layout): boolean {
  const isPlain = holders.length === 0 && path === "[]";
  return !isPlain && path !== WHOLE_OBJECT && layouts.length > 1;
}
