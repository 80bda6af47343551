import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { countrySpecs, isValidIBAN } from "ibantools";
import { luhnDigit } from "./device.ts";
import { IBAN_COUNTRIES, iban } from "./iban.ts";
import { NORMALISERS, normaliserFor, normaliserHash } from "./index.ts";

const options = (defaultRegion: string | undefined) => ({ defaultRegion });

for (const { name, vectors, normalise } of NORMALISERS) {
  test(`${name}: every golden vector comes out as written`, () => {
    for (const [raw, canonical, region] of vectors.accepted)
      assert.deepEqual(normalise(raw, options(region)), { ok: true, value: canonical }, raw);
    for (const [raw, reason, region] of vectors.refused)
      assert.deepEqual(normalise(raw, options(region)), { ok: false, reason }, raw);
    assert.ok(vectors.accepted.length >= 3 && vectors.refused.length >= 3);
  });

  test(`${name}: what is canonical stays as it is, with case and blanks around it too`, () => {
    for (const [, canonical] of vectors.accepted) {
      assert.deepEqual(normalise(canonical), { ok: true, value: canonical });
      assert.deepEqual(normalise(`\t ${canonical}\n`), { ok: true, value: canonical });
    }
  });

  test(`${name}: whatever is written is refused or becomes a fixed point, and never throws`, () => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.emailAddress(),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom(...vectors.accepted.map(([raw]) => raw)).chain((raw) => fc.constant(`${raw}x`)),
    );
    fc.assert(
      fc.property(texts, (raw) => {
        const first = normalise(raw);
        if (first.ok) assert.deepEqual(normalise(first.value), first);
      }),
      { numRuns: 400 },
    );
  });
}

test("the country table of IBAN is the registry as ibantools knows it", () => {
  const registry = Object.entries(countrySpecs).filter(([, spec]) => spec.IBANRegistry === true);
  assert.deepEqual([...IBAN_COUNTRIES].sort(), registry.map(([code]) => code).sort());
});

test("IBANs that are well formed are judged as ibantools judges them, for every country", () => {
  const specs = Object.entries(countrySpecs).filter(([, { IBANRegistry, chars }]) => IBANRegistry && chars);
  const candidates = fc.constantFrom(...specs).chain(([code, { chars }]) => {
    const unit = fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const length = (chars ?? 5) - 4;
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
    const mixture = fc.string({ unit, minLength: length, maxLength: length });
    const bank = fc.string({ unit: fc.constantFrom(..."ABCXYZ"), minLength: 4, maxLength: 4 });
    const mixed = fc.tuple(bank, digits).map(([head, tail]) => (head + tail).slice(0, length));
    return fc.oneof(digits, mixed, mixture).map((bban) => [code, bban] as const);
  });
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(candidates, fc.integer({ min: 2, max: 98 }), fc.boolean(), ([code, bban], random, repair) => {
      const check = repair ? checkDigits(code, bban) : random;
      const candidate = `${code}${String(check).padStart(2, "0")}${bban}`;
      seen[isValidIBAN(candidate) ? "yes" : "no"] += 1;
      // BR, ES, NO and others have digits of their own inside, which only some tools check; ours follows the registry.
      if (isValidIBAN(candidate)) assert.deepEqual(iban.normalise(candidate), { ok: true, value: candidate });
      else if (iban.normalise(candidate).ok) assert.ok(NATIONAL_CHECK.has(code), candidate);
    }),
    { numRuns: 4000 },
  );
  assert.ok(seen.yes > 200 && seen.no > 200, JSON.stringify(seen));
});

const NATIONAL_CHECK: ReadonlySet<string> = new Set(
  Object.entries(countrySpecs)
    .filter(([, spec]) => "bban_validation_func" in spec && spec.bban_validation_func !== undefined)
    .map(([code]) => code),
);

function checkDigits(code: string, bban: string): number {
  const number = [...`${bban}${code}00`].map((sign) => Number.parseInt(sign, 36)).join("");
  return 98 - Number(BigInt(number) % 97n);
}

test("one changed sign in an IBAN is always noticed", () => {
  const valid = "NL91ABNA0417164300";
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 17 }), fc.integer({ min: 0, max: 9 }), (at, digit) => {
      fc.pre(valid[at] !== String(digit));
      const changed = valid.slice(0, at) + digit + valid.slice(at + 1);
      assert.deepEqual(iban.normalise(changed), { ok: false, reason: "checkDigits" });
    }),
  );
});

test("an IMEI with its check digit, without it and with a software version is one device", () => {
  const imei = normaliserFor("device:imei:v1");
  const bodies = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(bodies, fc.integer({ min: 10, max: 99 }), (body, version) => {
      fc.pre(new Set(body).size > 1);
      const wanted = { ok: true, value: body };
      assert.deepEqual(imei?.normalise(body), wanted);
      assert.deepEqual(imei?.normalise(`${body}${luhnDigit(body)}`), wanted);
      assert.deepEqual(imei?.normalise(`${body}${version}`), wanted);
    }),
  );
});

test("every spelling of a Dutch mobile number is one number", () => {
  const phone = normaliserFor("phone");
  fc.assert(
    fc.property(fc.integer({ min: 10_000_000, max: 59_999_999 }), (subscriber) => {
      const [a, b] = [String(subscriber).slice(0, 4), String(subscriber).slice(4)];
      const spellings = [`06${a}${b}`, `06-${a} ${b}`, `+31 6 ${a} ${b}`, `0031 6${a}${b}`, `+31 (0)6 ${a}${b}`];
      for (const spelling of spellings) {
        const result = phone?.normalise(spelling, { defaultRegion: "NL" });
        assert.deepEqual(result, { ok: true, value: `+316${subscriber}` }, spelling);
      }
    }),
    { numRuns: 50 },
  );
});

test("a type names its normaliser, and an unknown type names none", () => {
  assert.equal(normaliserFor("iban")?.name, "iban");
  assert.equal(normaliserFor("device:adid:v1")?.name, "device-adid");
  assert.equal(normaliserFor("device:leverancier-x:v3")?.name, "device-fingerprint");
  for (const type of ["bsn", "device", "device:x", "device:X:v1", "device:x:v0", "constructor"])
    assert.equal(normaliserFor(type), null, type);
});

test("the hash of a normaliser changes with its version, its pinned data and its vectors", () => {
  const hashes = NORMALISERS.map(normaliserHash);
  assert.equal(new Set(hashes).size, NORMALISERS.length);
  assert.match(hashes[0] ?? "", /^[0-9a-f]{64}$/);
  const other = [
    { ...iban, version: 2 },
    { ...iban, pinned: ["other"] },
    { ...iban, vectors: { ...iban.vectors, refused: [] } },
  ];
  for (const one of other) assert.notEqual(normaliserHash(one), normaliserHash(iban));
});

test("the pinned data is the data that is installed", () => {
  const require = createRequire(import.meta.url);
  const metadata = readFileSync(require.resolve("libphonenumber-js/metadata.max.json"));
  // A new release of the package changes this hash: then raise the version of the normaliser, on purpose.
  assert.equal(
    createHash("sha256").update(metadata).digest("hex"),
    "b51534061ff677c1f6aab244196460532e95332ca1894a25127768c590407c55",
  );
  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
  const pinned = NORMALISERS.flatMap((one) => one.pinned);
  assert.ok(pinned.includes(`libphonenumber-js ${versionOf("libphonenumber-js")} max`));
  assert.ok(pinned.includes(`tldts ${versionOf("tldts")} icann+private`));
});
