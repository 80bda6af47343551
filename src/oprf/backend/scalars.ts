import { ELEMENT_BYTES, HASH_BYTES, pairedCount } from "../encoding.ts";
import { OprfError } from "../errors.ts";
import type { Apply } from "./chunks.ts";
import type { Sodium, SodiumCall } from "./sodium.ts";

/** Arithmetic modulo the group order, all of it by libsodium in constant time. */
export function createScalars(sodium: Sodium, apply: Apply) {
  const pairs =
    (call: SodiumCall) =>
    (left: Uint8Array, right: Uint8Array): Uint8Array => {
      const result = new Uint8Array(pairedCount(left, right) * ELEMENT_BYTES);
      apply(call, result, { bytes: left, width: ELEMENT_BYTES }, { bytes: right, width: ELEMENT_BYTES });
      return result;
    };

  function reduceScalars(wide: Uint8Array): Uint8Array {
    const result = new Uint8Array(wide.length / 2);
    apply((out, only) => sodium.scalarReduce(out, only), result, { bytes: wide, width: HASH_BYTES });
    return result;
  }

  function invertScalar(scalar: Uint8Array): Uint8Array {
    const result = new Uint8Array(ELEMENT_BYTES);
    const operand = { bytes: scalar, width: ELEMENT_BYTES };
    if (apply((out, only) => sodium.scalarInvert(out, only), result, operand) >= 0) throw new OprfError("zeroScalar");
    return result;
  }

  return {
    reduceScalars,
    invertScalar,
    addScalars: pairs(sodium.scalarAdd),
    subtractScalars: pairs(sodium.scalarSub),
    multiplyScalars: pairs(sodium.scalarMul),
  };
}
