/** Benchmarks by name; each prints ratios against a peer in the same run. */
const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  publication: () => import("./publication.ts"),
  pages: () => import("./pages.ts"),
  dashboard: () => import("./dashboard.ts"),
  start: () => import("./start.ts"),
  oprf: () => import("./oprf.ts"),
  ledger: () => import("./ledger.ts"),
  pseudonymise: () => import("./pseudonymise.ts"),
  overlap: () => import("./overlap.ts"),
  disclosure: () => import("./disclosure.ts"),
};

const name = process.argv[2] ?? "";
const load = BENCHES[name];
if (load === undefined) {
  process.stderr.write(`Kies een benchmark: ${Object.keys(BENCHES).join(", ")}\n`);
  process.exitCode = 1;
} else {
  await (await load()).run();
}
