import { inertJson } from "./inertJson.ts";
import type { PageData } from "./panel.ts";

/** The typed arrays a page may hold, by the tag they travel under. */
const arrayTypes = { f64: Float64Array, f32: Float32Array, u32: Uint32Array, u16: Uint16Array } as const;

type Tag = keyof typeof arrayTypes;
type PackedArray = Float64Array | Float32Array | Uint32Array | Uint16Array;

/** A typed array in JSON: its tag and its bytes, little endian. */
interface Packed {
  readonly $: Tag;
  readonly b: string;
}

/**
 * The data of a stand-alone page as JSON, typed arrays as `{"$":"f32","b":"<base64>"}`.
 * No `<` is left in it, so no record's text can end the script element that holds it.
 */
export function encodePage(page: PageData): string {
  const json = JSON.stringify(page, (_, value: unknown) => (isPackable(value) ? pack(value) : value));
  return inertJson(json);
}

/** The inverse of `encodePage`; throws a `SyntaxError` where the text is not JSON. */
export function decodePage(json: string): PageData {
  return JSON.parse(json, (_, value: unknown) => (isPacked(value) ? unpack(value) : value)) as PageData;
}

function isPackable(value: unknown): value is PackedArray {
  return Object.values(arrayTypes).some((type) => value instanceof type);
}

function isPacked(value: unknown): value is Packed {
  return typeof value === "object" && value !== null && "$" in value && "b" in value;
}

function pack(array: PackedArray): Packed {
  const tag = (Object.keys(arrayTypes) as Tag[]).find((name) => array instanceof arrayTypes[name]);
  if (tag === undefined) throw new TypeError(`No tag for ${array.constructor.name}`);
  return { $: tag, b: toBase64(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) };
}

function unpack({ $: tag, b: text }: Packed): PackedArray {
  return new arrayTypes[tag](fromBase64(text).buffer);
}

/** Bytes turned into a string at once: more overflow the stack of `fromCharCode`. */
const CHUNK = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  // eslint-disable-next-line no-restricted-syntax -- no more than CHUNK
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
