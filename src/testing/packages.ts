import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The rules about packages: which licences, which versions, what the lockfile must hold. */

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export type Packages = Readonly<Record<string, LockedPackage>>;

/**
 * Licences that may be combined with and distributed beside EUPL-1.2: permissive ones, and those of its appendix that
 * we need. A package with another licence is a decision, not an accident: add it here with a record in docs/decisions.
 */
export const ALLOWED_LICENCES: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "EUPL-1.2",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "OFL-1.1",
]);

/** An SPDX expression: of "A OR B" one must be allowed, of "A AND B" all. */
export function isAllowed(expression: string): boolean {
  const bare = expression.replaceAll(/[()]/g, " ");
  return bare
    .split(/\bOR\b/)
    .some((choice) => choice.split(/\bAND\b/).every((one) => ALLOWED_LICENCES.has(one.trim())));
}

/** What runs in production: everything that is not there for development alone. */
export const productionPackages = (packages: Packages): string[] =>
  Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && dev !== true && devOptional !== true)
    .map(([path]) => path);

/** As the package itself says; one for another platform is not installed, and then the lockfile says it. */
export function licenceOf(path: string, packages: Packages): string {
  const manifest = join(path, "package.json");
  const own: unknown = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : packages[path];
  if (typeof own !== "object" || own === null || !("license" in own)) return "none";
  return typeof own.license === "string" ? own.license : JSON.stringify(own.license);
}

export const lockedFromHosts = (packages: Packages): string[] =>
  Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined)
    .map(([path]) => path);

// Typst for other platforms: the registry with which the lockfile was made does not hold them, so that it names them
// without a hash (ADR 0013). Whoever can fetch them adds the hash.
const UNSEEN = /^node_modules\/@myriaddreamin\/typst-ts-node-compiler-(android|darwin|linux-arm|win32)/;

/** Packages that would be taken as they come. */
export const withoutHash = (packages: Packages): string[] =>
  Object.entries(packages)
    .filter(([path, { integrity, optional }]) => integrity === undefined && !(optional === true && UNSEEN.test(path)))
    .map(([path]) => path)
    .filter((path) => path !== "");

/**
 * Packages for other platforms that the lockfile forgot: `npm ci` would fail there. npm looks for a package beside its
 * user first and then in each folder above.
 */
export function forgottenPlatforms(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !placesOf(path, name).some((place) => place in packages))
      .map((name) => `${path || "package.json"}: ${name}`),
  );
}

function placesOf(user: string, name: string): string[] {
  const parts = user.split("/node_modules/");
  const above = parts.map((_, index) => parts.slice(0, parts.length - index).join("/node_modules/"));
  return [...above.filter((path) => path !== "").map((path) => `${path}/node_modules/${name}`), `node_modules/${name}`];
}

/** Dependencies of package.json whose version leaves a choice. */
export const looseVersions = (dependencies: Readonly<Record<string, string>>): string[] =>
  Object.entries(dependencies)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name}@${version}`);
