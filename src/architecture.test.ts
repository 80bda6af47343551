import assert from "node:assert/strict";
import { test } from "node:test";
import { type Import, importsOf, readSources, type Source, source } from "./testing/sources.ts";

/**
 * The nine rules of the house (docs/architecture.md), as tests. Each rule is a function from sources to offences, and is
 * shown to bite by an offence that is planted for it.
 */
type Rule = (sources: readonly Source[]) => string[];

/** The order is the rank: a module imports only modules before it. */
const RANK = [
  "identity",
  "partners",
  "programme",
  "plans",
  "indicators",
  "progress",
  "meetings",
  "commitments",
  "knowledge",
  "evaluation",
  "research",
  "publications",
];
const NOUNS: Readonly<Record<string, string>> = {
  identity: "identity",
  partners: "partner",
  programme: "programme",
  plans: "action",
  indicators: "indicator",
  progress: "round",
  commitments: "commitment",
  research: "study",
  publications: "dossier",
};
const PROCESSES = [
  "server.ts",
  "worker.ts",
  "site.ts",
  "keyholder.ts",
  "engine.ts",
  "boot.ts",
  "process.ts",
  "open.ts",
];
/** Programs of their own beside the platform, each with what it may know of our own code (decision 0014). */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  oprf: [],
  disclosure: [],
  keyholder: ["oprf"],
  pseudonymise: ["oprf", "keyholder"],
  engine: ["disclosure"],
};
/** Those that run as a process of their own, and so have files, a clock and a network of their own. */
const OWN_WORLD = ["keyholder", "pseudonymise", "engine"];

const isTest = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || path.startsWith("testing/") || /\/testing\.ts$/.test(path);
const moduleOf = (path: string): string | null => /^modules\/([^/]+)\//.exec(path)?.[1] ?? null;
const layerOf = (path: string): string => path.split("/")[0] ?? "";

const forEachImport = (sources: readonly Source[], offence: (from: string, to: Import) => boolean): string[] =>
  sources.flatMap((one) =>
    importsOf(one)
      .filter((to) => offence(one.path, to))
      .map(({ to }) => `${one.path} → ${to}`),
  );
const matches = (sources: readonly Source[], pattern: RegExp): string[] =>
  sources.filter(({ code }) => pattern.test(code)).map(({ path }) => path);

const throughTheDoor: Rule = (sources) =>
  forEachImport(sources, (from, { to }) => {
    const target = moduleOf(to);
    return target !== null && moduleOf(from) !== target && to !== `modules/${target}/index.ts`;
  });

const knowsNoModule: Rule = (sources) =>
  forEachImport(
    sources,
    (from, { to }) =>
      ["platform", "documents", "oprf", "ui"].includes(layerOf(from)) && !isTest(from) && moduleOf(to) !== null,
  );

/** Pure: types, rules and words; nothing that reads, writes or waits. */
const pureNouns: Rule = (sources) => {
  const isPure = (path: string): boolean => {
    const module = moduleOf(path);
    return (
      module !== null && [`modules/${module}/permissions.ts`, `modules/${module}/${NOUNS[module]}.ts`].includes(path)
    );
  };
  const allowed =
    /^(platform\/(errors|actor)\.ts|modules\/[^/]+\/(messages\.nl|index|permissions|\w+)\.ts|documents\/index\.ts|ui\/.*)$/;
  const forbidden = /\/(queries|commands|table|routes|jobs)\.tsx?$/;
  const impure = forEachImport(
    sources.filter(({ path }) => isPure(path)),
    (_from, { to, typeOnly }) => !typeOnly && (!allowed.test(to) || forbidden.test(to)),
  );
  return [
    ...impure,
    ...matches(
      sources.filter(({ path }) => isPure(path)),
      /\bawait\b|\basync\b|selectFrom\(/,
    ),
  ];
};

/** Table name → the module whose table.ts declares it. */
function ownersOf(sources: readonly Source[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { path, code } of sources) {
    const module = moduleOf(path);
    if (module === null || !path.endsWith("/table.ts")) continue;
    for (const [, name = ""] of code.matchAll(/^ {4}"?([\w.]+)"?: \{/gm)) owners.set(name, module);
  }
  return owners;
}

const ownTables: Rule = (sources) => {
  const owners = ownersOf(sources);
  const verbs = /(?:selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin)\(\s*"([\w.]+?)(?: as \w+)?"/g;
  return sources
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, code }) =>
      [...code.matchAll(verbs)]
        .map(([, name = ""]) => name)
        .filter((name) => owners.has(name) && owners.get(name) !== moduleOf(path))
        // The public site reads the published copies: that is what they are for.
        .filter((name) => !(layerOf(path) === "site" && name.startsWith("published.")))
        .map((name) => `${path}: ${name}`),
    );
};

const followsRank: Rule = (sources) =>
  forEachImport(sources, (from, { to }) => {
    const [own, other] = [moduleOf(from), moduleOf(to)];
    return own !== null && other !== null && own !== other && RANK.indexOf(other) >= RANK.indexOf(own);
  });

const siteKnowsLittle: Rule = (sources) =>
  forEachImport(
    sources.filter(({ path }) => path.startsWith("site/")),
    (_from, { to, typeOnly }) => {
      if (/^(site|platform|ui|documents)\//.test(to)) return false;
      return to === "modules/publications/index.ts" ? !typeOnly : moduleOf(to) !== null || to.endsWith(".ts");
    },
  );

const researchIsApart: Rule = (sources) =>
  forEachImport(
    sources,
    (from, { to }) =>
      moduleOf(to) === "research" &&
      moduleOf(from) !== "research" &&
      moduleOf(from) !== "publications" &&
      from !== "modules/indicators/import.ts" &&
      // Those who join the modules: the application, its start, its drawings, the table of the tests.
      !["app.ts", "boot.ts", "stateDiagrams.ts"].includes(from) &&
      !isTest(from),
  );

const OUTSIDE = /process\.env|\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|(?<![.\w])fetch\(\s*[`"']/;
const worldLivesInPlatform: Rule = (sources) => {
  const inside = sources.filter(
    ({ path }) =>
      layerOf(path) !== "platform" &&
      !OWN_WORLD.includes(layerOf(path)) &&
      !path.startsWith("cli/") &&
      !PROCESSES.includes(path) &&
      path !== "config.ts" &&
      !isTest(path),
  );
  return [
    ...matches(inside, OUTSIDE),
    ...forEachImport(inside, (_from, { to }) =>
      /^node:(fs|net|http|https|child_process|dns|tls|os|worker_threads)/.test(to),
    ),
  ];
};

/** A key holder that knew the platform could be reached through it; a tool that did would be too large to read. */
const standsAlone: Rule = (sources) =>
  forEachImport(
    sources.filter(({ path }) => layerOf(path) in PROGRAMS && !isTest(path)),
    (from, { to }) =>
      to.endsWith(".ts") && layerOf(to) !== layerOf(from) && PROGRAMS[layerOf(from)]?.includes(layerOf(to)) !== true,
  );

/** The house knows a program through its index.ts: the platform never, a module never its inside. */
const programsHaveDoors: Rule = (sources) =>
  forEachImport(
    sources.filter(({ path }) => !isTest(path) && !PROCESSES.includes(path)),
    (from, { to }) =>
      layerOf(to) in PROGRAMS &&
      layerOf(to) !== layerOf(from) &&
      // The shapes of disclosure control are shared by the engine, which must not load its solver.
      to !== "disclosure/table.ts" &&
      (to !== `${layerOf(to)}/index.ts` || ["platform", "ui", "documents", "site"].includes(layerOf(from))),
  );

const plainTypeScript: Rule = (sources) => [
  ...matches(sources, /(?::|as|<)\s*any\b|\bany\[\]/),
  ...matches(sources, /^\s*(export\s+)?(const\s+)?enum\s/m),
  ...matches(sources, /^export default /m),
  ...sources.map(({ path }) => path).filter((path) => /(^|\/)(utils?|helpers?)(\/|\.)/i.test(path)),
];

const RULES: readonly { name: string; rule: Rule; planted: readonly Source[] }[] = [
  {
    name: "1. a module is entered only through its index.ts",
    rule: throughTheDoor,
    planted: [source("app.ts", 'import { x } from "./modules/plans/queries.ts";')],
  },
  {
    name: "2. platform, documents, oprf and ui know no module",
    rule: knowsNoModule,
    planted: [source("ui/Page.tsx", 'import type { X } from "../modules/plans/index.ts";')],
  },
  {
    name: "3. noun files and permissions are pure",
    rule: pureNouns,
    planted: [source("modules/plans/permissions.ts", 'import { getAction } from "./queries.ts";')],
  },
  {
    name: "4. a table is named only by the module that owns it",
    rule: ownTables,
    planted: [
      source(
        "modules/plans/table.ts",
        'declare module "x" {\n  interface Tables {\n    action: { id: string };\n  }\n}',
      ),
      source("modules/progress/queries.ts", 'tx.selectFrom("action as a").selectAll();'),
    ],
  },
  {
    name: "5. imports follow the rank",
    rule: followsRank,
    planted: [source("modules/plans/queries.ts", 'export { x } from "../progress/index.ts";')],
  },
  {
    name: "6. the site knows platform, ui, documents and the type of a snapshot",
    rule: siteKnowsLittle,
    planted: [source("site/data.ts", 'import { publish } from "../modules/publications/index.ts";')],
  },
  {
    name: "7. only publications, indicators' import and app.ts may know research",
    rule: researchIsApart,
    planted: [source("modules/plans/commands.ts", 'import type { Study } from "../research/index.ts";')],
  },
  {
    name: "8. clock, environment, network and files live in platform, config.ts and the processes",
    rule: worldLivesInPlatform,
    planted: [source("modules/plans/commands.ts", "const today = new Date();")],
  },
  {
    name: "9. no any, enum, default export, utils or helpers",
    rule: plainTypeScript,
    planted: [source("modules/plans/commands.ts", "const x = value as any;")],
  },
  {
    name: "10. a key holder, the partner's tool, the engine and their mathematics stand alone",
    rule: standsAlone,
    planted: [source("keyholder/holder.ts", 'import { asActor } from "../platform/actor.ts";')],
  },
  {
    name: "11. such a program is entered through its index.ts, and the platform does not know it",
    rule: programsHaveDoors,
    planted: [source("modules/research/intake.ts", 'import { x } from "../../engine/ingest.ts";')],
  },
];

// This file holds the planted offences.
const sources = readSources().filter(({ path }) => path !== "architecture.test.ts");

for (const { name, rule, planted } of RULES) {
  test(name, () => {
    assert.deepEqual(rule(sources), []);
    assert.notDeepEqual(rule(planted), [], "the planted offence is found");
  });
}

test("every module is in the rank and has its slice of files", () => {
  const modules = new Set(sources.map(({ path }) => moduleOf(path)).filter((name) => name !== null));
  for (const name of modules) {
    assert.ok(RANK.includes(name), `${name} in the rank`);
    for (const file of [
      "index.ts",
      "permissions.ts",
      "table.ts",
      "queries.ts",
      "commands.ts",
      "messages.nl.ts",
      `${NOUNS[name]}.ts`,
    ])
      assert.ok(
        sources.some(({ path }) => path === `modules/${name}/${file}`),
        `modules/${name}/${file}`,
      );
  }
});

test("a word in a comment is not code, and an import of types is told from an import of code", () => {
  assert.equal(source("x.ts", "// as any\nconst a = 1; /* enum */").code.includes("any"), false);
  const imports = importsOf(
    source("modules/plans/x.ts", 'import { type A, type B } from "./a.ts";\nimport { type A, b } from "../b.ts";'),
  );
  assert.deepEqual(imports, [
    { to: "modules/plans/a.ts", typeOnly: true },
    { to: "modules/b.ts", typeOnly: false },
  ]);
});
