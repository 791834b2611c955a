import type { ByteSource } from "./byteSource.ts";

/**
 * Protocol-buffer wire format (https://protobuf.dev/programming-guides/encoding): enough to walk an ONNX file and to
 * write small messages. Payloads are never decoded, only located.
 */

/** A range of bytes in a file, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One field of a message. `start` is where its tag begins; the payload, or the scalar, lies from `from` to `end`. */
export interface Field extends Span {
  readonly number: number;
  readonly wireType: number;
  readonly from: number;
  /** Value of a varint, exact up to 53 bits; 0 for other wire types. */
  readonly value: number;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Tag and length of a field together. */
const MAX_HEADER_BYTES = 20;

/** The fields of the message that lies from `from` to `end`. Throws `modelNotReadable` at the first that is broken. */
export function* fields(source: ByteSource, from: number, end: number): Generator<Field> {
  let position = from;
  while (position < end) {
    const field = fieldAt(source, position, end);
    yield field;
    position = field.end;
  }
}

function fieldAt(source: ByteSource, start: number, limit: number): Field {
  const header = source.view(start, Math.min(start + MAX_HEADER_BYTES, limit));
  const tag = varint(header, 0) ?? fail(source, start);
  const wireType = tag.value % 8;
  const number = Math.floor(tag.value / 8);
  let from = start + tag.next;
  let end: number;
  let value = 0;
  if (wireType === VARINT || wireType === LENGTH_DELIMITED) {
    const scalar = varint(header, tag.next) ?? fail(source, start);
    value = wireType === VARINT ? scalar.value : 0;
    end = start + scalar.next;
    if (wireType === LENGTH_DELIMITED) {
      from = end;
      end += scalar.value;
    }
  } else if (wireType === FIXED64) end = from + 8;
  else if (wireType === FIXED32) end = from + 4;
  else throw source.damaged(start, `no ONNX model: wire type ${wireType}`);
  if (number === 0) throw source.damaged(start, "no ONNX model: field 0");
  if (end > limit) {
    const reason = `field ${number} runs ${end - limit} bytes past the end: cut off?`;
    throw limit === source.size ? source.cutOff(start, reason) : source.damaged(start, reason);
  }
  return { number, wireType, start, from, end, value };
}

function fail(source: ByteSource, position: number): never {
  throw source.damaged(position, "no ONNX model: broken number");
}

/** The varint at `position` and where it ends; `undefined` where none ends in time. */
function varint(bytes: Uint8Array, position: number): { value: number; next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let next = position; next < position + 10; next++) {
    const byte = bytes[next];
    if (byte === undefined) return undefined;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: next + 1 };
    scale *= 128;
  }
  return undefined;
}

/** The payload of a field as text. */
export function textOf(source: ByteSource, field: Field): string {
  return source.view(field.from, field.end).toString("utf8");
}

/** Bytes of a varint; negative numbers as 64-bit two's complement. */
export function encodeVarint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** Tag and length before a payload of `length` bytes. */
export function header(number: number, length: number): Buffer {
  return Buffer.concat([encodeVarint(number * 8 + LENGTH_DELIMITED), encodeVarint(length)]);
}

export function integerField(number: number, value: number): Buffer {
  return Buffer.concat([encodeVarint(number * 8 + VARINT), encodeVarint(value)]);
}

export function floatField(number: number, value: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeFloatLE(value);
  return Buffer.concat([encodeVarint(number * 8 + FIXED32), payload]);
}

export function bytesField(number: number, payload: Uint8Array): Buffer {
  return Buffer.concat([header(number, payload.length), payload]);
}

export function textField(number: number, text: string): Buffer {
  return bytesField(number, Buffer.from(text, "utf8"));
}

/** A sub-message made of encoded fields. */
export function messageField(number: number, parts: readonly Uint8Array[]): Buffer {
  return bytesField(number, Buffer.concat(parts));
}
