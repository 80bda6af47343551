import { Body } from "./assembler.ts";

/**
 * Numbers modulo p = 2^255 − 19 as ten signed limbs of by turns 26 and 25 bits, each in 32 bits of memory, as D. J.
 * Bernstein laid them out for Ed25519 (ref10). A product has limbs below 2^25.1 and 2^24.1; one addition or subtraction
 * of products, and one more on top of that, may go into a multiplication without a carry in between.
 */
export const LIMBS = 10;
export const FIELD_BYTES = 4 * LIMBS;
export const P = 2n ** 255n - 19n;

export const widthOf = (limb: number): number => (limb % 2 === 0 ? 26 : 25);

/** How many bits come before a limb. */
export const bitsBefore = (limb: number): number => Math.ceil(25.5 * limb);

/** One product of limbs in the result: left limb × its factor × right limb × its factor. */
interface Term {
  readonly left: string;
  readonly right: string;
}

const scaled = (name: string, factor: number): string => (factor === 1 ? name : `${name}*${factor}`);
/** Limbs above the ninth come back at the bottom times 19; two limbs of 25 bits stand one bit higher than their place. */
const wrap = (i: number, j: number): number => (i + j >= LIMBS ? 19 : 1);
const bothOdd = (i: number, j: number): number => (i % 2 === 1 && j % 2 === 1 ? 2 : 1);

const productTerms = (limb: number): Term[] =>
  Array.from({ length: LIMBS }, (_, i) => {
    const j = (limb - i + LIMBS) % LIMBS;
    return { left: scaled(`f${i}`, bothOdd(i, j)), right: scaled(`g${j}`, wrap(i, j)) };
  });

/** As productTerms, with every pair that occurs twice taken once and doubled. */
const squareTerms = (limb: number): Term[] =>
  Array.from({ length: LIMBS }, (_, i) => ({ i, j: (limb - i + LIMBS) % LIMBS }))
    .filter(({ i, j }) => i <= j)
    .map(({ i, j }) => ({
      left: scaled(`f${i}`, i === j ? 1 : 2),
      right: scaled(`f${j}`, bothOdd(i, j) * wrap(i, j)),
    }));

function loadLimbs(body: Body, param: number, name: string): void {
  for (let limb = 0; limb < LIMBS; limb += 1) body.load(param, 4 * limb).set(`${name}${limb}`);
}

function storeLimbs(body: Body, param: number, name: string): void {
  for (let limb = 0; limb < LIMBS; limb += 1) body.store(param, 4 * limb, `${name}${limb}`);
}

/** Computes every multiple ("f3*38") that the terms name. */
function prepareMultiples(body: Body, terms: readonly (readonly Term[])[]): void {
  const names = new Set(terms.flat().flatMap(({ left, right }) => [left, right]));
  for (const name of names) {
    const [limb = "", factor] = name.split("*");
    if (factor !== undefined) body.get(limb).number(Number(factor)).multiply().set(name);
  }
}

function sumTerms(body: Body, limb: number, terms: readonly Term[]): void {
  for (const [index, { left, right }] of terms.entries()) {
    body.get(left).get(right).multiply();
    if (index > 0) body.add();
  }
  body.set(`h${limb}`);
}

/** Moves what is too much for a limb, rounded to nearest, to the next one. */
function carry(body: Body, limb: number): void {
  const [own, next, width] = [`h${limb}`, `h${(limb + 1) % LIMBS}`, widthOf(limb)];
  body
    .get(own)
    .number(2 ** (width - 1))
    .add()
    .shiftRight(width)
    .set("c");
  body.get(next).get("c");
  if (limb === LIMBS - 1) body.number(19).multiply();
  body.add().set(next);
  body.get(own).get("c").shiftLeft(width).subtract().set(own);
}

/** Two chains side by side, then round the corner; the order is that of ref10, whose bounds hold for it. */
const CARRIES = [0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 9, 0];

function multiplication(): Body {
  const body = new Body(3);
  const terms = Array.from({ length: LIMBS }, (_, limb) => productTerms(limb));
  loadLimbs(body, 1, "f");
  loadLimbs(body, 2, "g");
  prepareMultiples(body, terms);
  for (const [limb, own] of terms.entries()) sumTerms(body, limb, own);
  for (const limb of CARRIES) carry(body, limb);
  storeLimbs(body, 0, "h");
  return body;
}

/** (result, value, n): value^(2^n), n at least 1. */
function squaring(): Body {
  const body = new Body(3);
  const terms = Array.from({ length: LIMBS }, (_, limb) => squareTerms(limb));
  loadLimbs(body, 1, "f");
  body.repeat(2, () => {
    prepareMultiples(body, terms);
    for (const [limb, own] of terms.entries()) sumTerms(body, limb, own);
    for (const limb of CARRIES) carry(body, limb);
    for (let limb = 0; limb < LIMBS; limb += 1) body.get(`h${limb}`).set(`f${limb}`);
  });
  storeLimbs(body, 0, "f");
  return body;
}

function limbwise(combine: (body: Body) => Body): Body {
  const body = new Body(3);
  for (let limb = 0; limb < LIMBS; limb += 1) {
    combine(body.load(1, 4 * limb).load(2, 4 * limb)).set("h");
    body.store(0, 4 * limb, "h");
  }
  return body;
}

/** (result, value): the same number with the limbs of its smallest non-negative form. */
function canonical(): Body {
  const body = new Body(2);
  loadLimbs(body, 1, "h");
  // q: how many times p fits, found by carrying h + 19 all the way through.
  body
    .number(19)
    .get("h9")
    .multiply()
    .number(2 ** 24)
    .add()
    .shiftRight(25)
    .set("q");
  for (let limb = 0; limb < LIMBS; limb += 1) body.get(`h${limb}`).get("q").add().shiftRight(widthOf(limb)).set("q");
  body.get("h0").number(19).get("q").multiply().add().set("h0");
  for (let limb = 0; limb < LIMBS; limb += 1) {
    const [own, width] = [`h${limb}`, widthOf(limb)];
    body.get(own).shiftRight(width).set("c");
    if (limb < LIMBS - 1)
      body
        .get(`h${limb + 1}`)
        .get("c")
        .add()
        .set(`h${limb + 1}`);
    body.get(own).get("c").shiftLeft(width).subtract().set(own);
  }
  storeLimbs(body, 0, "h");
  return body;
}

/** The field's functions, on addresses: result first. Their order is their number for Body.call. */
export const fieldFunctions = (): Map<string, Body> =>
  new Map([
    ["multiply", multiplication()],
    ["square", squaring()],
    ["add", limbwise((body) => body.add())],
    ["subtract", limbwise((body) => body.subtract())],
    ["canonical", canonical()],
  ]);

/** The ten limbs of a number from 0 to p. */
export function limbsOf(value: bigint): number[] {
  return Array.from({ length: LIMBS }, (_, limb) =>
    Number(BigInt.asUintN(widthOf(limb), value >> BigInt(bitsBefore(limb)))),
  );
}
