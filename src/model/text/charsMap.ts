import type { Origins, Rewritten } from "./origins.ts";

/** Characters below this are ASCII. */
const ASCII = 128;

/**
 * The normaliser of a SentencePiece model: a double-array trie (Darts) of UTF-8 texts, each with what stands in its
 * place. Where several begin at one character the longest is replaced, as SentencePiece's `Normalizer::NormalizePrefix`
 * does; Hugging Face's tokenizers take the shortest, and lose marks by it.
 */
export class CharsMap {
  readonly #units: Uint32Array;
  readonly #replacements: Uint8Array;
  /** ASCII characters with which a text of ASCII alone begins that is replaced. */
  readonly #changed = new Uint8Array(ASCII);

  /** Throws an error in plain words where `base64` is no map: size, trie, then replacements that end with NUL. */
  constructor(base64: string) {
    const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
    const size = bytes.length < 4 ? 0 : new DataView(bytes.buffer).getUint32(0, true);
    if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length)
      throw new Error(`its character map is damaged: ${bytes.length} bytes, of which ${size} are said to be its trie`);
    const view = new DataView(bytes.buffer, 4, size);
    this.#units = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(index * 4, true));
    this.#replacements = bytes.subarray(4 + size);
    for (let byte = 0; byte < ASCII; byte++) this.#changed[byte] = Number(this.#changesAscii(byte));
  }

  normalize(text: string, origins?: Origins): string {
    if (!this.#mayChange(text)) return text;
    const bytes = Buffer.from(text, "utf8");
    const written = new ByteWriter(bytes.length * 2);
    const rewritten: Rewritten[] = [];
    let start = 0;
    for (let position = 0; position < bytes.length;) {
      const { length, value } = this.#longest(bytes, position);
      const end = position + (length > 0 ? length : characterLength(bytes[position] ?? 0));
      if (length > 0) written.append(this.#replacements, value, this.#replacementEnd(value));
      else written.append(bytes, position, end);
      if (origins !== undefined) {
        const [old, by] = [bytes.toString("utf8", position, end), length > 0 ? this.#replacement(value) : undefined];
        if (by !== undefined) for (const each of rewrittenBy(old, by, start)) rewritten.push(each);
        start += old.length;
      }
      position = end;
    }
    origins?.rewrite(rewritten);
    return written.text();
  }

  /** Text of ASCII alone is only looked through. */
  #mayChange(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= ASCII || this.#changed[unit] === 1) return true;
    }
    return false;
  }

  /** The longest text of the map that stands at `start`: its length in bytes, 0 for none, and where its value stands. */
  #longest(bytes: Uint8Array, start: number): { length: number; value: number } {
    let node = offsetOf(this.#unit(0));
    let length = 0;
    let value = 0;
    for (let index = start; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0;
      node ^= byte;
      const unit = this.#unit(node);
      if (labelOf(unit) !== byte) break;
      node ^= offsetOf(unit);
      if (!hasLeaf(unit)) continue;
      length = index - start + 1;
      value = this.#unit(node) & 0x7fffffff;
    }
    return { length, value };
  }

  /** Whether a text of ASCII characters that begins with this one is in the map. */
  #changesAscii(first: number): boolean {
    const waiting = [{ byte: first, parent: offsetOf(this.#unit(0)) }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const unit = this.#unit(next.parent ^ next.byte);
      if (labelOf(unit) !== next.byte) continue;
      if (hasLeaf(unit)) return true;
      const parent = next.parent ^ next.byte ^ offsetOf(unit);
      for (let byte = 1; byte < ASCII; byte++)
        if (labelOf(this.#unit(parent ^ byte)) === byte) waiting.push({ byte, parent });
    }
    return false;
  }

  #replacement(start: number): string {
    return Buffer.from(this.#replacements.subarray(start, this.#replacementEnd(start))).toString("utf8");
  }

  #replacementEnd(start: number): number {
    const end = this.#replacements.indexOf(0, start);
    return end < 0 ? this.#replacements.length : end;
  }

  #unit(node: number): number {
    return this.#units[node] ?? 0;
  }
}

/** Character for character; the last one of a text that is replaced by a longer one has the rest. */
function rewrittenBy(old: string, by: string, base: number): Rewritten[] {
  const characters = Array.from(old);
  const written = Array.from(by);
  let start = base;
  return characters.map((character, index) => {
    const rest = written.slice(index, index + 1 < characters.length ? index + 1 : undefined);
    const part = { start, end: start + character.length, units: rest.join("").length };
    start = part.end;
    return part;
  });
}

/** Bytes of UTF-8 one behind the other. */
class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  append(source: Uint8Array, start: number, end: number): void {
    if (this.#length + end - start > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length + end - start);
    for (let index = start; index < end; index++) this.#bytes[this.#length++] = source[index] ?? 0;
  }

  text(): string {
    return this.#bytes.toString("utf8", 0, this.#length);
  }
}

/** The parts of a unit of the trie, as in Darts-clone's `DoubleArrayUnit`. */
function hasLeaf(unit: number): boolean {
  return ((unit >>> 8) & 1) === 1;
}

function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
}

function characterLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
