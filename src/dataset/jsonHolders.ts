import type { Span } from "./format.ts";
import { GrowingArray } from "./growingArray.ts";

/** A value that a row has from what holds it: its name, the name with the path, its place. */
export interface Member extends Span {
  readonly name: number;
}

/** The values that rows inherit: of each object around them its own fields, of a split its name. Holder 0 is none. */
export class JsonHolders {
  readonly names: { readonly key: string; readonly path: string }[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly parents = new GrowingArray();
  /** Of each holder its last member plus 1, and of each member the one before it of the same holder plus 1. */
  private readonly lasts = new GrowingArray();
  private readonly befores = new GrowingArray();
  private readonly memberNames = new GrowingArray();
  private readonly starts = new GrowingArray();
  private readonly ends = new GrowingArray();

  constructor() {
    this.add(0);
  }

  add(parent: number): number {
    this.parents.push(parent);
    this.lasts.push(0);
    return this.parents.length - 1;
  }

  /** @param path of the holder, to tell fields of one name apart */
  addMember(holder: number, path: string, key: string, { start, end }: Span): void {
    this.befores.push(this.lasts.at(holder));
    this.memberNames.push(this.numberOf(path, key));
    this.starts.push(start);
    this.ends.push(end);
    this.lasts.set(holder, this.starts.length);
  }

  private numberOf(path: string, key: string): number {
    const name = path === "" ? key : `${path}.${key}`;
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.names.push({ key, path: name });
    this.numbers.set(name, this.names.length - 1);
    return this.names.length - 1;
  }

  /** The members of the holders around one and of itself, outermost first, each in the order of the source. */
  membersOf(holder: number): readonly Member[] {
    const members: Member[] = [];
    for (let at = holder; at > 0; at = this.parents.at(at)) {
      for (let member = this.lasts.at(at); member > 0; member = this.befores.at(member - 1)) {
        const i = member - 1;
        members.push({ name: this.memberNames.at(i), start: this.starts.at(i), end: this.ends.at(i) });
      }
    }
    return members.reverse();
  }
}
