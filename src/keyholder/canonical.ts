/**
 * Canonical JSON (RFC 8785) of plain data: what is signed or hashed has exactly one spelling. Keys are sorted by UTF-16
 * code units (§3.2.3), numbers and strings are written as ECMAScript does (§3.2.2), nothing stands between them.
 * Stricter than the RFC: whatever JSON would silently change or drop is refused instead.
 */
export type PlainData = null | boolean | number | string | readonly PlainData[] | { readonly [key: string]: PlainData };

/** A value that is not plain data, or that does not survive JSON. A bug of the caller, so not a Dutch sentence. */
export class NotCanonicalError extends TypeError {
  override readonly name = "NotCanonicalError";
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NotCanonicalError("not a finite number");
  // JSON.stringify is what §3.2.2.3 asks for; −0 becomes 0 there as well.
  return JSON.stringify(value);
}

/** A lone surrogate has no UTF-8 form (§3.2.2.2): two readers would hash different bytes. */
function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new NotCanonicalError("not well-formed Unicode");
  return JSON.stringify(value);
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotCanonicalError("not plain data");
  // A field that is undefined is an absent field, as in JSON.
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([key, field]) => `${canonicalString(key)}:${canonicalJson(field)}`).join(",")}}`;
}

/**
 * The canonical text of plain data: null, booleans, finite numbers, strings, arrays and plain objects.
 * @throws NotCanonicalError for anything else.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return canonicalNumber(value);
  if (typeof value === "string") return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") return canonicalObject(value);
  throw new NotCanonicalError("not plain data");
}

/** True when the text is the one canonical spelling of what it says (so: no double keys, no spaces). */
export function isCanonicalJson(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}
