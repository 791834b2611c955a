const SIGN = 0x8000;
const INFINITY = 0x7c00;
const NOT_A_NUMBER = 0x7e00;

/** float32 bit patterns, without the sign: the smallest normal float16, the first value that rounds to infinity, and so on. */
const SMALLEST_NORMAL = 0x38800000;
const HALF_OF_SMALLEST = 0x33000000;
const FIRST_TOO_LARGE = 0x477ff000;
const INFINITY_32 = 0x7f800000;

/** Every float16 as the float32 of the same value: a table is the fastest decoder in plain typed arrays. */
const DECODED = Float32Array.from({ length: 0x10000 }, (_, half) => valueOf(half));

/**
 * Encodes `count` float32 values, given by their bit patterns, as float16, rounded to nearest, ties to even (IEEE 754).
 * Returns false where a finite value was too large for float16 and became an infinity.
 */
export function encodeFloat16(
  bits: Uint32Array,
  start: number,
  target: Uint16Array,
  targetStart: number,
  count: number,
): boolean {
  let fits = true;
  for (let i = 0; i < count; i++) {
    const pattern = bits[start + i] ?? 0;
    const magnitude = pattern & 0x7fffffff;
    let half: number;
    if (magnitude >= SMALLEST_NORMAL && magnitude < FIRST_TOO_LARGE) {
      half = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    } else {
      half = encodeUnusual(magnitude);
      if (half === INFINITY && magnitude < INFINITY_32) fits = false;
    }
    target[targetStart + i] = half | ((pattern >>> 16) & SIGN);
  }
  return fits;
}

/** Decodes `count` float16 values to float32, exactly. */
export function decodeFloat16(
  source: Uint16Array,
  start: number,
  target: Float32Array,
  targetStart: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[targetStart + i] = DECODED[source[start + i] ?? 0] ?? 0;
}

/** Zero, subnormal, too large, infinite or not a number. */
function encodeUnusual(magnitude: number): number {
  if (magnitude > INFINITY_32) return NOT_A_NUMBER;
  if (magnitude >= FIRST_TOO_LARGE) return INFINITY;
  if (magnitude < HALF_OF_SMALLEST) return 0;
  const shift = 126 - (magnitude >>> 23);
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  return (mantissa + (1 << (shift - 1)) - 1 + ((mantissa >>> shift) & 1)) >>> shift;
}

function valueOf(half: number): number {
  const sign = half & SIGN ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
