let manifest: Readonly<Record<string, string>> = {};

/** Called once by the process at start: logical name → name that carries a hash of the content. */
export function setAssets(built: Readonly<Record<string, string>>): void {
  manifest = built;
}

/** Address of a built file; without a build it keeps its plain name. */
export const asset = (name: string): string => `/assets/${manifest[name] ?? name}`;
