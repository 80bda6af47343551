import { assemble, Body } from "./assembler.ts";
import { FIELD_BYTES, fieldFunctions } from "./field.ts";

/**
 * Points of the Edwards curve under ristretto255, −x² + y² = 1 + d·x²·y², as X:Y:Z:T with x = X/Z, y = Y/Z, xy = T/Z
 * (H. Hisil et al., "Twisted Edwards Curves Revisited", ASIACRYPT 2008). The addition is complete: it holds for equal
 * points and for the identity as well. A decoded point, with Z = 1, is kept as y + x, y − x, 2d·xy.
 */
export const POINT_BYTES = 4 * FIELD_BYTES;
export const DECODED_BYTES = 3 * FIELD_BYTES;

/** Fixed places at the bottom of the memory: eight scratch numbers of the additions, then the constants. */
const scratch = (index: number): number => index * FIELD_BYTES;
export const CONSTANTS = 8 * FIELD_BYTES;
export const TWICE_D = CONSTANTS;

type Operand = readonly [param: number | null, offset: number];
const [A, B, C, D, E, F, G, H] = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => [null, scratch(index)] as Operand) as [
  ...Operand[],
] as [Operand, Operand, Operand, Operand, Operand, Operand, Operand, Operand];
/** Coordinates of the point that a parameter points at. */
const coordinate = (param: number, index: number): Operand => [param, index * FIELD_BYTES];

type Step = readonly [name: string, result: Operand, left: Operand, right: Operand];

function compile(params: number, steps: readonly Step[], numbers: readonly string[]): Body {
  const body = new Body(params);
  for (const [name, ...operands] of steps) {
    for (const [param, offset] of operands) body.address(param, offset);
    body.call(numbers.indexOf(name));
  }
  return body;
}

const [X1, Y1, Z1, T1] = [0, 1, 2, 3].map((index) => coordinate(0, index)) as [Operand, Operand, Operand, Operand];

/** From A, B, C and D to the sum, in place of the first point; F and G change places for a difference. */
const finish = (f: Operand, g: Operand): Step[] => [
  ["subtract", E, B, A],
  ["subtract", f, D, C],
  ["add", g, D, C],
  ["add", H, B, A],
  ["multiply", X1, E, F],
  ["multiply", Y1, G, H],
  ["multiply", Z1, F, G],
  ["multiply", T1, E, H],
];

/** (point, other): point += other. */
const addition = (): Step[] => [
  ["subtract", A, Y1, X1],
  ["subtract", B, coordinate(1, 1), coordinate(1, 0)],
  ["multiply", A, A, B],
  ["add", B, Y1, X1],
  ["add", C, coordinate(1, 1), coordinate(1, 0)],
  ["multiply", B, B, C],
  ["multiply", C, T1, coordinate(1, 3)],
  ["multiply", C, C, [null, TWICE_D]],
  ["multiply", D, Z1, coordinate(1, 2)],
  ["add", D, D, D],
  ...finish(F, G),
];

/** (point, decoded): point ± decoded. The negative of a point has y + x and y − x, and the sign of T, exchanged. */
const mixed = (isDifference: boolean): Step[] => [
  ["subtract", A, Y1, X1],
  ["multiply", A, A, coordinate(1, isDifference ? 0 : 1)],
  ["add", B, Y1, X1],
  ["multiply", B, B, coordinate(1, isDifference ? 1 : 0)],
  ["multiply", C, T1, coordinate(1, 2)],
  ["add", D, Z1, Z1],
  ...(isDifference ? finish(G, F) : finish(F, G)),
];

export type Arithmetic = Readonly<
  Record<
    "multiply" | "square" | "add" | "subtract" | "canonical" | "addPoint" | "addDecoded" | "subtractDecoded",
    (...addresses: number[]) => void
  >
> & { readonly memory: WebAssembly.Memory };

/** Field and point arithmetic as a WebAssembly module with that much memory. */
export function createArithmetic(bytes: number): Arithmetic {
  const functions = fieldFunctions();
  const numbers = [...functions.keys()];
  functions.set("addPoint", compile(2, addition(), numbers));
  functions.set("addDecoded", compile(2, mixed(false), numbers));
  functions.set("subtractDecoded", compile(2, mixed(true), numbers));
  const module = new WebAssembly.Module(assemble(functions, Math.ceil(bytes / 65_536)));
  return new WebAssembly.Instance(module).exports as unknown as Arithmetic;
}
