// Makes this folder ready to run: packages from the lockfile, the pinned Node, the build. Plain JavaScript without
// dependencies, because it runs on whatever Node the machine happens to have.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
export const pinnedNode = join(root, "node_modules/node/bin/node");
const MAJOR = "v26.";

const say = (line) => process.stdout.write(`${line}\n`);
export const fail = (line) => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

const hash = (parts) => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part).update("\0");
  return sum.digest("hex");
};
const stampIs = (file, value) => existsSync(file) && readFileSync(file, "utf8") === value;

/** Environment in which `node` means the pinned one. */
export const pinnedEnvironment = () => ({
  ...process.env,
  PATH: `${dirname(pinnedNode)}:${join(root, "node_modules/.bin")}:${process.env.PATH ?? ""}`,
});

export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", env: pinnedEnvironment(), ...options });
}

function step(label, work) {
  const start = Date.now();
  work();
  say(`  ${label} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}

function install() {
  const stamp = join(root, "node_modules/.rondetafel");
  const wanted = hash([readFileSync(join(root, "package-lock.json"))]);
  if (stampIs(stamp, wanted) && existsSync(pinnedNode)) return;
  step("Pakketten geïnstalleerd", () => {
    const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    if (done.error) fail("npm is niet gevonden. Installeer Node met npm en probeer het opnieuw.");
    if (done.status !== 0)
      fail(
        `Het installeren is mislukt. Is er verbinding met het pakketregister en ruimte op de schijf?\n${done.stderr.slice(-1500)}`,
      );
    writeFileSync(stamp, wanted);
  });
}

function checkNode() {
  const version = existsSync(pinnedNode)
    ? spawnSync(pinnedNode, ["--version"], { encoding: "utf8" }).stdout?.trim()
    : undefined;
  if (version?.startsWith(MAJOR)) return;
  rmSync(join(root, "node_modules/.rondetafel"), { force: true });
  fail(
    `De vastgezette Node 26 ontbreekt of werkt hier niet (gevonden: ${version ?? "niets"}). Verwijder node_modules en start opnieuw.`,
  );
}

const sourceFiles = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? sourceFiles(join(folder, entry.name)) : [join(folder, entry.name)]));

function build() {
  const stamp = join(root, "build/.stamp");
  const files = [...sourceFiles("src"), ...sourceFiles("bin"), "package-lock.json"];
  const wanted = hash(
    files.map((file) => `${file}:${statSync(join(root, file)).size}:${statSync(join(root, file)).mtimeMs}`),
  );
  if (stampIs(stamp, wanted)) return;
  step("Gebouwd", () => {
    mkdirSync(join(root, "build"), { recursive: true });
    if (run(pinnedNode, ["bin/build"]).status !== 0) fail("Het bouwen is mislukt; de fout staat hierboven.");
    writeFileSync(stamp, wanted);
  });
}

/** Two starts at once must not install over each other: a folder can be made by one of them only. */
function withLock(work) {
  const lock = join(root, ".setup-lock");
  for (let waited = 0; ; waited += 1) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
      if (age > 15 * 60_000) rmSync(lock, { recursive: true, force: true });
      if (waited === 0) say("  Een andere start is bezig; even wachten …");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", release);
  work();
  process.removeListener("exit", release);
  release();
}

export function setup() {
  withLock(() => {
    install();
    checkNode();
    build();
  });
}
