import { StrataError } from "../protocol/errors.ts";
import type { Turns } from "../protocol/reading.ts";
import type { FieldVisitor, Join, Rows, ScalarKind, Span } from "./format.ts";
import type { CollectedRows } from "./jsonCollect.ts";
import type { Member } from "./jsonHolders.ts";
import { chosenLabel, isTask } from "./jsonLabels.ts";
import type { Layout } from "./jsonLayout.ts";
import { ARRAY, BOOLEAN, NUMBER, OBJECT, STRING } from "./jsonReader.ts";
import { JsonTape } from "./jsonTape.ts";
import { isChat, missingTurn, textValue, type TextValue, turnOf } from "./jsonTexts.ts";

/** Deeper levels and later items of arrays are no fields of their own; vectors and long lists would drown the rest. */
const DEEPEST = 8;
const ITEMS = 8;
/** Rows that are looked at to find fields made of several. */
const SAMPLE_ROWS = 100;

/** Both fields of an instruction set as one text. */
export const INSTRUCTION = "instruction + input";
/** The chosen label of a labelled task. */
export const LABEL = "label";
/** The speaker of a turn that is a row. */
export const ROLE = "role";

interface Found extends TextValue {
  readonly tape: JsonTape;
}

/** The rows of a source whose places are known. Each is read when it is asked for, so that none is held in memory. */
export class JsonRows implements Rows {
  readonly count: number;
  private readonly rows: CollectedRows;
  private readonly layout: Layout;
  private readonly turns: Turns;
  private readonly own: JsonTape;
  private readonly inherited: JsonTape;
  /** What inherited fields are called: by their name alone where no other has it. */
  private readonly names: readonly string[];
  /** The conversation whose turns are the rows. */
  private readonly conversation: string | undefined;
  private usual: readonly string[] | undefined;
  private last:
    { readonly row: number; readonly field: string | undefined; readonly found: Found | undefined } | undefined;

  constructor(text: string, rows: CollectedRows, layout: Layout, turns: Turns, conversation: string | undefined) {
    this.count = rows.starts.length;
    this.rows = rows;
    this.layout = layout;
    this.turns = turns;
    this.own = new JsonTape(text);
    this.inherited = new JsonTape(text);
    this.conversation = conversation;
    const { names } = rows.holders;
    this.names = names.map(({ key, path }) => {
      const taken = layout.columns === undefined && layout.record.keys.has(key);
      return taken || names.some((other) => other.key === key && other.path !== path) ? path : key;
    });
  }

  rowSpan(row: number): Span {
    return { start: this.rows.starts.at(row), end: this.rows.ends.at(row) };
  }

  visitFields(row: number, visit: FieldVisitor): void {
    const { own, joinedFields } = this;
    this.last = undefined;
    if (this.readOwn(row)) {
      if (own.kindOf(0) === OBJECT || own.kindOf(0) === ARRAY) this.visitNode(own, 0, visit, "", 0);
      for (const field of joinedFields) this.visitJoined(field, visit);
    }
    const members = this.membersOf(row);
    const last = new Map(members.map((member) => [member.name, member]));
    for (const member of last.values()) this.visitMember(member, visit);
  }

  textAt(row: number, field: string | undefined): string | undefined {
    const found = this.find(row, field);
    if (found === undefined || found.pieces.length === 0) return undefined;
    return found.pieces.map((piece) => found.tape.textOf(piece)).join(found.separator);
  }

  spanOf(row: number, field: string | undefined): Span {
    const found = this.find(row, field);
    if (found === undefined || found.pieces.length === 0) {
      throw new StrataError("internal", { reason: `no field ${field ?? ""} in row ${row}` });
    }
    const spans = found.pieces.map((piece) => found.tape.spanOf(piece));
    return {
      start: spans.reduce((least, { start }) => Math.min(least, start), Infinity),
      end: spans.reduce((most, { end }) => Math.max(most, end), 0),
    };
  }

  joinOf(row: number, field: string | undefined): Join | undefined {
    const found = this.find(row, field);
    if (found === undefined || found.pieces.length < 2) return undefined;
    const { tape, separator, isChat } = found;
    return { pieces: found.pieces.map((piece) => tape.spanOf(piece)), separator: separator.length, isChat };
  }

  hasRepeated(row: number): boolean {
    return this.own.offset === this.rows.starts.at(row) && this.own.repeated;
  }

  isInherited(field: string): boolean {
    if (this.layout.columns !== undefined) return false;
    return this.names.some((name) => field === name || field.startsWith(`${name}.`));
  }

  strayIn(row: number, field: string | undefined): readonly Span[] {
    const found = this.find(row, field);
    return found?.others?.map((node) => found.tape.spanOf(node)) ?? [];
  }

  whyMissing(row: number, field: string | undefined): string | undefined {
    return this.find(row, field)?.isChat === true ? missingTurn(this.turns) : undefined;
  }

  /** Dotted names of the conversations in a row. */
  chatsOf(row: number): readonly string[] {
    if (!this.readOwn(row)) return [];
    const names: string[] = [];
    this.visitNode(
      this.own,
      0,
      () => undefined,
      "",
      0,
      (name, node) => {
        if (isChat(this.own, node) && !this.isReply(name)) names.push(name);
      },
    );
    return names;
  }

  /** Whether a list lies in a turn itself: the replies to it. */
  private isReply(name: string): boolean {
    const end = name.lastIndexOf(".");
    const holder = end < 0 ? 0 : this.own.find(0, name.slice(0, end), (node) => this.own.kindOf(node) === OBJECT);
    return holder !== undefined && turnOf(this.own, holder) !== undefined;
  }

  /** Fields made of several that the first rows have. */
  get joinedFields(): readonly string[] {
    this.usual ??= this.findJoined();
    return this.usual;
  }

  private findJoined(): readonly string[] {
    const sample = Array.from({ length: Math.min(this.count, SAMPLE_ROWS) }, (_, row) => row);
    return [INSTRUCTION, LABEL].filter((field) => sample.some((row) => this.hasJoined(row, field)));
  }

  /** Whether a row has both fields of an instruction set, or a label that was chosen. */
  private hasJoined(row: number, field: string): boolean {
    if (!this.readOwn(row)) return false;
    const found = this.joined(field);
    return field === LABEL ? found !== undefined : (found?.pieces.length ?? 0) > 1;
  }

  /** Whether the row has a value of its own, which is then on the tape. */
  private readOwn(row: number): boolean {
    if (this.layout.columns !== undefined) return false;
    if (this.last?.row !== row) this.last = undefined;
    this.own.read(this.rowSpan(row));
    return true;
  }

  private membersOf(row: number): readonly Member[] {
    const holder = this.rows.holderOf.at(row);
    return holder === 0 ? [] : this.rows.holders.membersOf(holder);
  }

  /** A text, its place and how it was joined are asked for one after another. */
  private find(row: number, field: string | undefined): Found | undefined {
    if (this.last?.row !== row || this.last.field !== field) {
      this.last = { row, field, found: this.findAnew(row, field) };
    }
    return this.last.found;
  }

  private findAnew(row: number, field: string | undefined): Found | undefined {
    const hasOwn = this.readOwn(row);
    const { own } = this;
    if (field === undefined) {
      return hasOwn && own.kindOf(0) === STRING ? { ...this.valueOf(own, 0), tape: own } : undefined;
    }
    if (hasOwn) {
      const found = this.findOwn(field);
      if (found !== undefined) return { ...found, tape: own };
    }
    return this.findInherited(row, field);
  }

  private findOwn(field: string): TextValue | undefined {
    const { own } = this;
    const turn = this.conversation === undefined ? undefined : turnOf(own, 0);
    if (turn !== undefined && field === ROLE) return this.valueOf(own, turn.speaker);
    if (turn !== undefined && field === this.conversation) return textValue(own, turn.content, this.turns);
    const node = own.find(0, field, (found) => textValue(own, found, this.turns) !== undefined, this.layout.names);
    const column = node === undefined && this.layout.names !== undefined ? this.cellOf(field) : node;
    if (column !== undefined) return textValue(own, column, this.turns);
    return this.joined(field);
  }

  /** The cell of a column without a name. */
  private cellOf(field: string): number | undefined {
    const number = Number(/^column ([1-9]\d*)$/.exec(field)?.[1] ?? 0);
    const cell = this.own.kindOf(0) === ARRAY ? this.own.childrenOf(0)[number - 1] : undefined;
    return cell !== undefined && textValue(this.own, cell, this.turns) !== undefined ? cell : undefined;
  }

  private findInherited(row: number, field: string): Found | undefined {
    const tape = this.inherited;
    const isNamed = (name: number, start: string): boolean =>
      this.names[name] === start || this.rows.holders.names[name]?.path === start;
    const members = this.membersOf(row);
    for (let i = members.length - 1; i >= 0; i--) {
      const member = members[i];
      if (member === undefined) continue;
      const names = [this.names[member.name] ?? "", this.rows.holders.names[member.name]?.path ?? ""];
      const name = names.find((start) => field === start || field.startsWith(`${start}.`));
      if (name === undefined) continue;
      tape.read(member);
      const fits = (node: number): boolean => textValue(tape, node, this.turns) !== undefined;
      const rest = field.slice(name.length + 1);
      const node = isNamed(member.name, field) ? (fits(0) ? 0 : undefined) : tape.find(0, rest, fits);
      if (node !== undefined) return { ...this.valueOf(tape, node), tape };
    }
    return undefined;
  }

  private valueOf(tape: JsonTape, node: number): TextValue {
    return textValue(tape, node, this.turns) ?? { pieces: [], separator: "", isChat: false };
  }

  /** A field that is made of several: of a row that has no field of that name. */
  private joined(field: string): TextValue | undefined {
    const { own } = this;
    if (field === INSTRUCTION) {
      const fields = [own.child(0, "instruction"), own.child(0, "input")];
      const given = fields.flatMap((node) => (node !== undefined && own.kindOf(node) === STRING ? [node] : []));
      const [instruction, input] = given;
      if (instruction === undefined || input === undefined) return undefined;
      const pieces = own.textOf(input).trim() === "" ? [instruction] : [instruction, input];
      return { pieces, separator: "\n", isChat: false };
    }
    if (field !== LABEL || !isTask(own, 0)) return undefined;
    const pieces = chosenLabel(own, 0);
    return pieces === undefined ? undefined : { pieces, separator: ", ", isChat: false };
  }

  private visitJoined(field: string, visit: FieldVisitor): void {
    if (this.own.kindOf(0) !== OBJECT || this.own.child(0, field) !== undefined) return;
    const found = this.joined(field);
    if (found === undefined) return;
    visit(field, "string", found.pieces.map((piece) => this.own.textOf(piece)).join(found.separator));
  }

  private visitMember({ name, start, end }: Member, visit: FieldVisitor): void {
    const tape = this.inherited;
    tape.read({ start, end });
    this.visitValue(tape, 0, visit, this.names[name] ?? "", 0);
  }

  /** Calls `visit` for what a container holds, nested ones by dotted path (`messages.0.content`). */
  private visitNode(
    tape: JsonTape,
    node: number,
    visit: FieldVisitor,
    prefix: string,
    depth: number,
    visitList?: (name: string, node: number) => void,
  ): void {
    if (depth === DEEPEST) return;
    const children = tape.childrenOf(node);
    const isList = tape.kindOf(node) === ARRAY;
    const isRow = node === 0 && depth === 0 && this.layout.names !== undefined;
    if (isList && !isRow && children.length > ITEMS && children.every((child) => tape.kindOf(child) === NUMBER)) return;
    const turn = depth === 0 && this.conversation !== undefined ? turnOf(tape, node) : undefined;
    const length = isList && !isRow ? Math.min(children.length, ITEMS) : children.length;
    for (let item = 0; item < length; item++) {
      const child = children[item] ?? 0;
      const key = isList ? (isRow ? this.columnName(item) : String(item)) : tape.keyOf(child);
      const name = child === turn?.speaker ? ROLE : prefix === "" ? key : prefix + key;
      this.visitValue(tape, child, visit, name, depth, visitList);
    }
  }

  private columnName(column: number): string {
    return this.layout.names?.[column] ?? `column ${column + 1}`;
  }

  private visitValue(
    tape: JsonTape,
    node: number,
    visit: FieldVisitor,
    name: string,
    depth: number,
    visitList?: (name: string, node: number) => void,
  ): void {
    if (tape.isScalar(node)) {
      visit(name, scalarKind(tape.kindOf(node)), tape.textOf(node));
      return;
    }
    if (tape.kindOf(node) === ARRAY) {
      visitList?.(name, node);
      const list = textValue(tape, node, this.turns);
      if (list !== undefined && list.pieces.length > 0) {
        visit(name, "string", list.pieces.map((piece) => tape.textOf(piece)).join(list.separator));
      }
    }
    this.visitNode(tape, node, visit, `${name}.`, depth + 1, visitList);
  }
}

function scalarKind(kind: number): ScalarKind {
  if (kind === STRING) return "string";
  return kind === BOOLEAN ? "boolean" : "number";
}
