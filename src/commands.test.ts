import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type DataPlace, newDataPlace } from "./testing/running.ts";

/** `npm run import` and `npm run audit` as somebody types them, on an empty data folder. */

const EXAMPLE = "examples/iaof/iaof.json";
const folder = mkdtempSync(join(tmpdir(), "rondetafel-invoer-"));
let place: DataPlace;
before(async () => {
  place = await newDataPlace();
});
after(async () => {
  await place.remove();
  rmSync(folder, { recursive: true, force: true });
});

const run = (command: string, ...args: string[]) => {
  const env = { PATH: process.env.PATH ?? "", ...place.env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [`build/cli/${command}.js`, ...args], {
    encoding: "utf8",
    env,
  });
  assert.doesNotMatch(stderr, /\n\s+at /, "no stack");
  return { status, said: stdout + stderr };
};
const fileWith = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

test("a file that is missing, no JSON, no UTF-8 or too large is refused in words, before anything is opened", () => {
  const broken: readonly [string, RegExp][] = [
    [join(folder, "nergens.json"), /is er niet\. Controleer de naam/],
    [fileWith("half.json", '{"programme":'), /geen geldige JSON/],
    [fileWith("oud.json", Uint8Array.of(0x22, 0xe9, 0x22)), /geen UTF-8-tekst/],
    [fileWith("groot.json", " ".repeat(20_000_001)), /groter dan 20 MB/],
  ];
  for (const [path, sentence] of broken) {
    const { status, said } = run("import", path);
    assert.equal(status, 1, path);
    assert.match(said, sentence);
  }
  assert.match(run("import").said, /Zeg welk bestand: npm run import -- bestand\.json/);
});

test("a broken file names each problem with its path and changes nothing; then it loads, and a second time does nothing", () => {
  const file = JSON.parse(readFileSync(EXAMPLE, "utf8")) as { partners: Record<string, unknown>[] };
  const partners = file.partners.map((partner, index) => (index === 2 ? { ...partner, name: 7 } : partner));
  const refused = run("import", fileWith("fout.json", JSON.stringify({ ...file, partners })));
  assert.equal(refused.status, 1);
  assert.match(refused.said, /Er is niets gewijzigd\. Er is 1 probleem:\n\s+partners\[2\]\.name: .+ – .+/);
  const loaded = run("import", EXAMPLE);
  assert.equal(loaded.status, 0, loaded.said);
  assert.match(loaded.said, /partners: \d+ toegevoegd/);
  assert.doesNotMatch(loaded.said, / [1-9]\d* (gewijzigd|gelijk)/, "nothing of the refused file stayed");
  const again = run("import", EXAMPLE);
  assert.equal(again.status, 0);
  assert.match(again.said, /^Geen wijzigingen\.$/m);
  const audit = run("audit", "verify");
  assert.equal(audit.status, 0, audit.said);
  assert.match(audit.said, /De keten is heel/);
  assert.match(run("audit").said, /Gebruik: npm run audit -- verify/);
});
