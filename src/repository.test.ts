import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { readConfig } from "./config.ts";
import { finalStates, STATE_TABLES, stateDiagram, stateFiles, unreachableStates } from "./stateDiagrams.ts";
import {
  forgottenPlatforms,
  isAllowed,
  licenceOf,
  lockedFromHosts,
  looseVersions,
  type Packages,
  productionPackages,
  withoutHash,
} from "./testing/packages.ts";
import {
  decisionsNamed,
  difference,
  forbiddenWords,
  layoutPaths,
  linkedFiles,
  pathsNamed,
  readTexts,
  repositoryPaths,
  scriptsNamed,
  settingsDocumented,
  settingsRead,
} from "./testing/repository.ts";

/** What the repository promises about itself. Each rule is shown to bite by an offence that is planted for it. */

interface Manifest {
  readonly license: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const read = (path: string): string => readFileSync(path, "utf8");
const manifest: Manifest = JSON.parse(read("package.json"));
const packages: Packages = JSON.parse(read("package-lock.json")).packages;
const texts = readTexts(repositoryPaths());
const pages = texts.filter(({ path }) => path.endsWith(".md"));
const readme = read("README.md");

describe("publiccode.yml", () => {
  const validate = new Ajv({ allErrors: true }).compile(parse(read("src/testing/publiccode.schema.yml")));
  const described: Record<string, unknown> = parse(read("publiccode.yml"));
  const problems = (value: unknown): string[] =>
    validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

  test("it is as the standard asks, in Dutch and in English", () => {
    assert.deepEqual(problems(described), []);
    assert.deepEqual(Object.keys(Object(described.description)), ["nl", "en"]);
  });

  test("its licence and logo are ours", () => {
    assert.deepEqual(described.legal, { license: manifest.license });
    assert.ok(existsSync(String(described.logo)));
  });

  test("a missing, misspelt or impossible key is refused", () => {
    const { maintenance: _, ...without } = described;
    for (const offence of [
      without,
      { ...described, publiccodeYmlVersion: "0.2" },
      { ...described, categorys: ["blog"] },
      { ...described, categories: ["made-up"] },
      { ...described, maintenance: { type: "community" } },
      { ...described, description: { nl: { shortDescription: "Kort", longDescription: "Te kort", features: [] } } },
    ])
      assert.notDeepEqual(problems(offence), []);
  });
});

describe("licence", () => {
  const words = (text: string): string => text.replaceAll(/^#+ /gm, "").replaceAll(/\s+/g, " ").trim();
  // The same text came along with a package of another house: an independent copy to compare with.
  const official = words(read("node_modules/@utrecht/component-library-css/LICENSE.md"));

  test("LICENSE is the whole EUPL-1.2 and nothing more, and package.json says so", () => {
    assert.equal(words(read("LICENSE")), official);
    assert.match(official, /^EUROPEAN UNION PUBLIC LICENCE v\. 1\.2 .* new EUPL version\.$/);
    assert.equal(manifest.license, "EUPL-1.2");
  });

  test("a changed word would be seen", () => {
    assert.notEqual(words(read("LICENSE").replace("royalty-free", "royalty-paid")), official);
  });

  test("every package that runs in production has a licence that goes with ours", () => {
    const production = productionPackages(packages);
    assert.ok(production.length > 50, `${production.length} packages`);
    const offences = production.map((path) => `${path}: ${licenceOf(path, packages)}`);
    assert.deepEqual(
      offences.filter((line) => !isAllowed(line.split(": ")[1] ?? "")),
      [],
    );
  });

  test("another licence, and none, are refused", () => {
    for (const licence of ["SSPL-1.0", "UNLICENSED", "none", "SEE LICENSE IN LICENSE.md", "(MIT AND BUSL-1.1)", ""])
      assert.equal(isAllowed(licence), false, licence);
    assert.ok(isAllowed("(MIT OR GPL-3.0)"));
    assert.equal(licenceOf("nowhere", { nowhere: {} }), "none");
  });

  test("the fonts we send along carry their licence", () => {
    for (const folder of ["src/ui/fonts", "src/documents/fonts"])
      assert.match(read(join(folder, "OFL.txt")), /SIL OPEN FONT LICENSE/i);
  });
});

describe("packages", () => {
  test("versions are exact", () => {
    assert.deepEqual(looseVersions({ ...manifest.dependencies, ...manifest.devDependencies }), []);
    assert.deepEqual(looseVersions({ a: "^1.2.3", b: "latest", c: "1.2", d: "1.2.3" }), [
      "a@^1.2.3",
      "b@latest",
      "c@1.2",
    ]);
  });

  test("the lockfile names no host, has a hash for each package, and forgets no platform", () => {
    assert.ok(Object.keys(packages).length > 100);
    assert.deepEqual(lockedFromHosts(packages), []);
    assert.deepEqual(withoutHash(packages), []);
    assert.deepEqual(forgottenPlatforms(packages), []);
  });

  test("a host, a missing hash and a forgotten platform are found", () => {
    const planted: Packages = {
      "": {},
      "node_modules/a": { resolved: "https://elders.example/a.tgz", optionalDependencies: { "a-linux": "1.0.0" } },
      "node_modules/a/node_modules/b": { integrity: "sha512-x", optionalDependencies: { "b-mac": "1.0.0" } },
      "node_modules/a/node_modules/b-mac": { integrity: "sha512-y" },
    };
    assert.deepEqual(lockedFromHosts(planted), ["node_modules/a"]);
    assert.deepEqual(withoutHash(planted), ["node_modules/a"]);
    assert.deepEqual(forgottenPlatforms(planted), ["node_modules/a: a-linux"]);
  });
});

describe("words", () => {
  test("no file says where, from what or with what it was made", () => {
    assert.ok(texts.length > 150, `${texts.length} files`);
    assert.deepEqual(forbiddenWords(texts), []);
  });

  test("each forbidden word is found, and what only looks like one is not", () => {
    const planted = [
      ["see", "/tmp", "/proef"].join("").replace("see", "see "),
      ["https://regis", "try.example.org/x"].join(""),
      ["made with A", "I."].join(""),
      ["thanks to Chat", "GPT"].join(""),
    ];
    for (const text of planted) assert.equal(forbiddenWords([{ path: "a.md", text }]).length, 1, text);
    for (const text of ["kst-33328-AI", 'number: "AI"', "https://example.nl/home/x", "./work/x", "SAID"])
      assert.deepEqual(forbiddenWords([{ path: "a.md", text }]), [], text);
  });
});

describe("README", () => {
  test("the settings table and config.ts name the same variables", () => {
    const inCode = settingsRead(read("src/config.ts"));
    assert.ok(inCode.length >= 6, inCode.join());
    assert.deepEqual(difference(inCode, [...settingsDocumented(readme).keys()], ["config.ts", "README"]), []);
    assert.deepEqual(difference(["PORT", "X"], ["PORT", "Y"], ["config.ts", "README"]), [
      "X: only in config.ts",
      "Y: only in README",
    ]);
    assert.deepEqual(settingsRead("const environment = z.object({\n  PORT: x,\n  NEW_ONE: y,\n});"), [
      "PORT",
      "NEW_ONE",
    ]);
  });

  test("the defaults in the table are those of the code", () => {
    const documented = settingsDocumented(readme);
    const config = readConfig({});
    assert.equal(documented.get("PORT"), `\`${config.port}\``);
    assert.equal(documented.get("DATA_DIR"), `\`${config.dataDir}\``);
    assert.equal(documented.get("BASE_URL")?.replace("<PORT>", String(config.port)), `\`${config.baseUrl}\``);
  });

  test("every path in the layout exists", () => {
    const paths = layoutPaths(readme);
    assert.ok(paths.length > 15, paths.join());
    assert.deepEqual(
      paths.filter((path) => !existsSync(path)),
      [],
    );
    assert.deepEqual(layoutPaths("## Indeling\n\n```text\nsrc/nergens/  niets\n```"), ["src/nergens/"]);
  });

  test("every script that a page names exists, and the README names them all", () => {
    const known = Object.keys(manifest.scripts);
    for (const { path, text } of pages)
      assert.deepEqual(
        scriptsNamed(text).filter((name) => !known.includes(name)),
        [],
        path,
      );
    // `dev` is another name for `start`.
    assert.deepEqual(
      known.filter((name) => name !== "dev" && !scriptsNamed(readme).includes(name)),
      [],
    );
    assert.deepEqual(scriptsNamed("npm run bestaat-niet, npm test en npm start"), ["bestaat-niet", "test", "start"]);
  });
});

describe("pages", () => {
  test("every file that a page links to exists", () => {
    assert.ok(pages.length > 15, `${pages.length} pages`);
    for (const page of pages)
      assert.deepEqual(
        linkedFiles(page).filter((path) => !existsSync(path)),
        [],
        page.path,
      );
    const planted = { path: "docs/a.md", text: "[x](../weg.md#kop) ![y](beeld.png) [z](https://example.nl) [w](#kop)" };
    assert.deepEqual(linkedFiles(planted), ["weg.md", "docs/beeld.png"]);
  });

  test("every path that a page names exists", () => {
    for (const { path, text } of pages)
      assert.deepEqual(
        pathsNamed(text).filter((named) => !existsSync(named)),
        [],
        path,
      );
    assert.deepEqual(pathsNamed("In `src/weg.ts` en `bin/`, niet in `npm start`."), ["src/weg.ts", "bin/"]);
  });

  test("a decision that is referred to exists, and the numbers are without a gap", () => {
    const numbers = readdirSync("docs/decisions").map((name) => name.slice(0, 4));
    assert.deepEqual(
      numbers.sort(),
      numbers.map((_, index) => String(index).padStart(4, "0")),
    );
    const named = decisionsNamed(texts.filter(({ path }) => path !== "src/repository.test.ts"));
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((number) => !numbers.includes(number)),
      [],
    );
    assert.deepEqual(decisionsNamed([{ path: "a.ts", text: "// as said (ADR 9999)." }]), ["9999"]);
  });
});

describe("states", () => {
  test("the drawings in docs/states are those of the tables; else run: npm run states", () => {
    const files = stateFiles();
    assert.deepEqual(readdirSync("docs/states").sort(), [...files.keys()].sort());
    for (const [name, text] of files) assert.equal(read(join("docs/states", name)), text, name);
  });

  test("every transition table in the code is drawn", () => {
    const inCode = texts.filter(
      ({ path, text }) => path.startsWith("src/modules/") && /^export const TRANSITIONS = \{/m.test(text),
    );
    assert.deepEqual(inCode.map(({ path }) => path).sort(), STATE_TABLES.map(({ source }) => source).sort());
  });

  test("every state can be reached from the first", () => {
    for (const table of STATE_TABLES) assert.deepEqual(unreachableStates(table), [], table.noun);
  });

  test("a new step changes the drawing, and an island is found", () => {
    const [table] = STATE_TABLES;
    assert.ok(table);
    const planted = { ...table, transitions: { ...table.transitions, sink: { from: ["island"], to: "sunk" } } };
    assert.notEqual(stateDiagram(planted), stateDiagram(table));
    assert.match(stateDiagram(planted), /island --> sunk: sink/);
    assert.deepEqual(unreachableStates(planted), ["island", "sunk"]);
    assert.deepEqual(finalStates(planted), ["sunk"]);
  });
});
