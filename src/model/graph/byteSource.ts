import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { reasonOf, StrataError } from "../../protocol/errors.ts";

const WINDOW_BYTES = 1 << 16;

/** A file ends before the message in it does. */
export class CutOff extends StrataError<"modelNotReadable"> {}

/** Random access to a file of any size: small reads go through one window, so that weights are never touched. */
export class ByteSource {
  readonly path: string;
  readonly size: number;
  readonly #descriptor: number;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  /** Throws `modelNotReadable` where the file cannot be opened. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#descriptor = openSync(path, "r");
      this.size = fstatSync(this.#descriptor).size;
    } catch (cause) {
      throw new StrataError("modelNotReadable", { path, reason: reasonOf(cause) }, { cause });
    }
  }

  /** A view of the bytes from `start` to `end`, valid until the next call. Throws where they leave the file. */
  view(start: number, end: number): Buffer {
    if (start < 0 || end < start || end > this.size) throw this.damaged(start, `no bytes ${start} to ${end}`);
    if (end - start > WINDOW_BYTES) return this.copy(start, end);
    if (start < this.#windowStart || end > this.#windowStart + this.#window.length) {
      const next = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, this.size - start));
      this.read(next, start);
      this.#window = next;
      this.#windowStart = start;
    }
    return this.#window.subarray(start - this.#windowStart, end - this.#windowStart);
  }

  /** The bytes from `start` to `end`, the caller's own. */
  copy(start: number, end: number): Buffer {
    const bytes = Buffer.allocUnsafe(end - start);
    this.read(bytes, start);
    return bytes;
  }

  /** Fills `target` with the bytes that begin at `start`. */
  read(target: Uint8Array, start: number): void {
    for (let done = 0; done < target.length;) {
      const count = this.#readSome(target.subarray(done), start + done);
      if (count === 0) throw this.damaged(start + done, "the file ends early");
      done += count;
    }
  }

  #readSome(target: Uint8Array, start: number): number {
    try {
      return readSync(this.#descriptor, target, 0, target.length, start);
    } catch (cause) {
      throw this.damaged(start, reasonOf(cause));
    }
  }

  /** The error for bytes that are no ONNX model. */
  damaged(position: number, reason: string): StrataError {
    return new StrataError("modelNotReadable", { path: this.path, reason: `${reason} (at byte ${position})` });
  }

  /** The error for a message that is longer than the file. */
  cutOff(position: number, reason: string): StrataError {
    return new CutOff("modelNotReadable", { path: this.path, reason: `${reason} (at byte ${position})` });
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
