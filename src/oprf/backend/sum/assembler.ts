/** Just enough of the WebAssembly binary format (core specification §5) for straight arithmetic on memory. */

const OP = {
  loop: 0x03,
  end: 0x0b,
  brIf: 0x0d,
  call: 0x10,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  load32: 0x34,
  store32: 0x3e,
  const32: 0x41,
  const64: 0x42,
  add32: 0x6a,
  sub32: 0x6b,
  add64: 0x7c,
  sub64: 0x7d,
  mul64: 0x7e,
  shl64: 0x86,
  shr64: 0x87,
} as const;
const [I32, I64, EMPTY_BLOCK] = [0x7f, 0x7e, 0x40];

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(last ? byte : byte | 0x80);
    if (last) return bytes;
  }
}

/** The body of one function: its parameters are 32-bit addresses or counts, its named locals 64-bit numbers. */
export class Body {
  readonly params: number;
  readonly code: number[] = [];
  readonly locals = new Map<string, number>();

  constructor(params: number) {
    this.params = params;
  }

  local(name: string): number[] {
    const known = this.locals.get(name) ?? this.params + this.locals.size;
    this.locals.set(name, known);
    return unsigned(known);
  }

  get(name: string): this {
    return this.push(OP.localGet, ...this.local(name));
  }
  set(name: string): this {
    return this.push(OP.localSet, ...this.local(name));
  }
  param(index: number): this {
    return this.push(OP.localGet, ...unsigned(index));
  }
  number(value: number): this {
    return this.push(OP.const64, ...signed(value));
  }
  add(): this {
    return this.push(OP.add64);
  }
  subtract(): this {
    return this.push(OP.sub64);
  }
  multiply(): this {
    return this.push(OP.mul64);
  }
  shiftLeft(bits: number): this {
    return this.number(bits).push(OP.shl64);
  }
  /** Keeps the sign: rounds towards minus infinity. */
  shiftRight(bits: number): this {
    return this.number(bits).push(OP.shr64);
  }
  /** Pushes the signed 32-bit number at parameter + offset. */
  load(param: number, offset: number): this {
    return this.param(param).push(OP.load32, 2, ...unsigned(offset));
  }
  /** Stores the low 32 bits of a local. */
  store(param: number, offset: number, name: string): this {
    return this.param(param)
      .get(name)
      .push(OP.store32, 2, ...unsigned(offset));
  }
  /** Pushes parameter + offset, or a fixed address when there is no parameter. */
  address(param: number | null, offset: number): this {
    if (param === null) return this.push(OP.const32, ...signed(offset));
    this.param(param);
    return offset === 0 ? this : this.push(OP.const32, ...signed(offset), OP.add32);
  }
  call(index: number): this {
    return this.push(OP.call, ...unsigned(index));
  }
  /** Runs the steps as often as the parameter says, at least once; the parameter is used up. */
  repeat(param: number, steps: () => void): this {
    this.push(OP.loop, EMPTY_BLOCK);
    steps();
    this.param(param).push(OP.const32, 1, OP.sub32, OP.localTee, ...unsigned(param), OP.brIf, 0, OP.end);
    return this;
  }

  private push(...bytes: number[]): this {
    for (const byte of bytes) this.code.push(byte);
    return this;
  }
}

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];
const named = (name: string, kind: number, index: number): number[] => [
  ...sized([...new TextEncoder().encode(name)]),
  kind,
  ...unsigned(index),
];

/** A module that exports every function by its name, and its memory (64 KiB pages) as "memory". */
export function assemble(functions: ReadonlyMap<string, Body>, pages: number): Uint8Array<ArrayBuffer> {
  const bodies = [...functions.values()];
  const types = bodies.map(({ params }) => [0x60, ...vector(Array(params).fill([I32])), 0]);
  const exports = [...functions.keys()].map((name, index) => named(name, 0, index));
  const code = bodies.map(({ code, locals }) => sized([1, ...unsigned(locals.size), I64, ...code, OP.end]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(3, vector(bodies.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0, ...unsigned(pages)]])),
    ...section(7, vector([named("memory", 2, 0), ...exports])),
    ...section(10, vector(code)),
  ]);
}
