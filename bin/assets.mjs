// Bundles the style sheet and copies what pages need to build/assets, each under a name with a hash of its content.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "build/assets");
const hashed = (name, body) => {
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 10);
  return name.replace(/\.(\w+)$/, `-${hash}.$1`);
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const manifest = {};
const put = (name, body) => {
  manifest[name] = hashed(name, body);
  writeFileSync(join(target, manifest[name]), body);
};

put("atkinson.woff2", readFileSync(join(root, "src/ui/fonts/atkinson.woff2")));
put("rondetafel.svg", readFileSync(join(root, "src/ui/theme/rondetafel.svg")));

const { outputFiles } = await build({
  entryPoints: [join(root, "src/ui/theme/index.css")],
  bundle: true,
  minify: true,
  write: false,
  legalComments: "none",
  external: ["./atkinson.woff2"],
  target: ["chrome120", "firefox120", "safari17"],
});
put("rondetafel.css", outputFiles[0].text.replace("./atkinson.woff2", manifest["atkinson.woff2"]));
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
