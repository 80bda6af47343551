import { ELEMENT_BYTES } from "../../encoding.ts";
import { bitsBefore, FIELD_BYTES, LIMBS, limbsOf, P, widthOf } from "./field.ts";
import { type Arithmetic, CONSTANTS } from "./points.ts";

/** Between bytes and points (RFC 9496 §4.3). For public elements only: it stops at what is wrong. */

/** Constants, working numbers and a zero, in this order from CONSTANTS on. */
const NAMES = "twiceD d one root rotation s u v w r x y t a b c zero".split(" ");
type Slots = Readonly<
  Record<
    "d" | "one" | "root" | "rotation" | "s" | "u" | "v" | "w" | "r" | "x" | "y" | "t" | "a" | "b" | "c" | "zero",
    number
  >
>;
export const WORK_END = CONSTANTS + NAMES.length * FIELD_BYTES;

const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const VALUES: readonly bigint[] = [
  (2n * D) % P,
  D,
  1n,
  // √−1.
  19681161376707505956807079304988542015446066515923890162744021073123829784752n,
  // 1/√(−1 − d).
  54469307008909316920995813868745141605393597292927456921205312896311721017578n,
];

export interface Ristretto {
  /** Reads the element at `offset` into y + x, y − x, 2d·xy at `result`; false when it is refused or the identity. */
  decode(elements: Uint8Array, offset: number, result: number): boolean;
  /** The 32 bytes of a point; all zero for the identity. */
  encode(point: number): Uint8Array;
}

/** Signs and comparisons: questions about a number in its smallest form. */
function createQuestions({ canonical, subtract }: Arithmetic, limbs: Int32Array, { c, zero }: Slots) {
  const isNegative = (value: number): boolean => {
    canonical(c, value);
    return ((limbs[c / 4] ?? 0) & 1) === 1;
  };
  const isZero = (value: number): boolean => {
    canonical(c, value);
    for (let limb = 0; limb < LIMBS; limb += 1) if (limbs[c / 4 + limb] !== 0) return false;
    return true;
  };
  const negate = (value: number): void => subtract(value, zero, value);
  const makeAbsolute = (value: number): void => {
    if (isNegative(value)) negate(value);
  };
  return { isNegative, isZero, negate, makeAbsolute };
}

/** a := value^((p − 5)/8): an exponent of 250 ones, a zero and a one. Uses b, x, y and t. */
function createPower({ multiply, square, add }: Arithmetic, { a, b, x, y, t, zero }: Slots) {
  const copy = (result: number): void => add(result, a, zero);
  const extend = (by: number, factor: number): void => {
    square(b, a, by);
    multiply(a, b, factor);
  };
  return (value: number): void => {
    add(a, value, zero);
    extend(1, value);
    copy(x); // 2 ones
    extend(1, value);
    extend(2, x);
    copy(x); // 5
    extend(5, x);
    copy(t); // 10
    extend(10, t);
    copy(x); // 20
    extend(20, x);
    extend(10, t);
    copy(x); // 50
    extend(50, x);
    copy(y); // 100
    extend(100, y);
    extend(50, x);
    extend(2, value);
  };
}

/** SQRT_RATIO_M1(1, w) of §4.2: r := 1/√w, not negative; false when w is not a square (r is then 1/√(√−1·w)). */
function createInverseRoot(arithmetic: Arithmetic, limbs: Int32Array, slots: Slots) {
  const { multiply, square, add, subtract } = arithmetic;
  const { one, root, u, w, r, a, b } = slots;
  const { isZero, makeAbsolute } = createQuestions(arithmetic, limbs, slots);
  const power = createPower(arithmetic, slots);
  return (): boolean => {
    square(b, w, 1);
    multiply(r, b, w); // w³
    square(b, r, 1);
    multiply(u, b, w); // w⁷
    power(u);
    multiply(r, r, a);
    square(b, r, 1);
    multiply(a, b, w);
    subtract(b, a, one);
    const isOne = isZero(b);
    add(b, a, one);
    const isMinusOne = isZero(b);
    add(b, a, root);
    if (isMinusOne || isZero(b)) multiply(r, r, root);
    makeAbsolute(r);
    return isOne || isMinusOne;
  };
}

/** Not negative, below p, and not the identity: the only encodings that are looked at further. */
function mayDecode(elements: Uint8Array, offset: number): boolean {
  if (((elements[offset] ?? 0) & 1) === 1) return false;
  const top = elements[offset + 31] ?? 0;
  const middle = elements.subarray(offset + 1, offset + 31);
  if (top < 0x7f) return top > 0 || elements[offset] !== 0 || middle.some((byte) => byte !== 0);
  return top === 0x7f && ((elements[offset] ?? 0) < 0xed || middle.some((byte) => byte !== 0xff));
}

function readLimbs(elements: Uint8Array, offset: number, limbs: Int32Array, at: number): void {
  const words = new DataView(elements.buffer, elements.byteOffset + offset, ELEMENT_BYTES);
  for (let limb = 0; limb < LIMBS; limb += 1) {
    const [bits, width] = [bitsBefore(limb), widthOf(limb)];
    limbs[at / 4 + limb] = (words.getUint32(bits >>> 3, true) >>> (bits & 7)) & (2 ** width - 1);
  }
}

function writeLimbs(limbs: Int32Array, at: number): Uint8Array {
  let value = 0n;
  for (let limb = LIMBS - 1; limb >= 0; limb -= 1)
    value = (value << BigInt(widthOf(limb))) | BigInt(limbs[at / 4 + limb] ?? 0);
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse());
}

export function createRistretto(arithmetic: Arithmetic): Ristretto {
  const { multiply, square, add, subtract, canonical } = arithmetic;
  const limbs = new Int32Array(arithmetic.memory.buffer);
  const slots = Object.fromEntries(NAMES.map((name, index) => [name, CONSTANTS + index * FIELD_BYTES])) as Slots;
  const { d, one, root, rotation, s, u, v, w, r, x, y, t, a, b, c, zero } = slots;
  for (const [index, value] of VALUES.entries()) limbs.set(limbsOf(value), (CONSTANTS + index * FIELD_BYTES) / 4);
  const { isNegative, isZero, negate, makeAbsolute } = createQuestions(arithmetic, limbs, slots);
  const inverseRoot = createInverseRoot(arithmetic, limbs, slots);

  /** §4.3.1; the names are those of the RFC, with v·u₂² in w and its inverse root in r. */
  function decode(elements: Uint8Array, offset: number, result: number): boolean {
    if (!mayDecode(elements, offset)) return false;
    const [yPlusX, yMinusX, twiceDxy] = [result, result + FIELD_BYTES, result + 2 * FIELD_BYTES];
    readLimbs(elements, offset, limbs, s);
    square(a, s, 1);
    subtract(yPlusX, one, a); // u₁
    add(yMinusX, one, a); // u₂
    square(a, yPlusX, 1);
    multiply(a, a, d);
    square(b, yMinusX, 1); // u₂²
    add(v, a, b);
    negate(v);
    multiply(w, v, b);
    const isSquare = inverseRoot();
    multiply(a, r, yMinusX); // den_x
    multiply(b, r, a);
    multiply(b, b, v); // den_y
    multiply(x, s, a);
    add(x, x, x);
    makeAbsolute(x);
    multiply(y, yPlusX, b);
    multiply(t, x, y);
    add(yPlusX, y, x);
    subtract(yMinusX, y, x);
    multiply(twiceDxy, t, CONSTANTS);
    return isSquare && !isNegative(t) && !isZero(y);
  }

  /** §4.3.2; u₁ in s, u₂ in v, den₁ and den₂ in a and b, z_inv in t. */
  function encode(point: number): Uint8Array {
    const [x0, y0, z0, t0] = [0, 1, 2, 3].map((index) => point + index * FIELD_BYTES) as [
      number,
      number,
      number,
      number,
    ];
    add(a, z0, y0);
    subtract(b, z0, y0);
    multiply(s, a, b);
    multiply(v, x0, y0);
    square(a, v, 1);
    multiply(w, s, a);
    inverseRoot();
    multiply(a, r, s);
    multiply(b, r, v);
    multiply(t, a, b);
    multiply(t, t, t0);
    multiply(u, t0, t);
    const isRotated = isNegative(u);
    if (isRotated) multiply(b, a, rotation);
    multiply(x, isRotated ? y0 : x0, isRotated ? root : one);
    multiply(y, isRotated ? x0 : y0, isRotated ? root : one);
    multiply(u, x, t);
    if (isNegative(u)) negate(y);
    subtract(a, z0, y);
    multiply(s, b, a);
    makeAbsolute(s);
    add(s, s, zero);
    canonical(c, s);
    return writeLimbs(limbs, c);
  }

  return { decode, encode };
}
