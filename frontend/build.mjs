// Bundles what the browser gets into src/ama_net/static/built: hashed names, a manifest, and .br/.gz beside each file.
// Run by `npm run build`. The folder is ignored by git and may be deleted at any time.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const STATIC = join(ROOT, "src/ama_net/static");
const BUILT = join(STATIC, "built");
const COMPRESSIBLE = new Set([".css", ".js", ".svg", ".json"]);
// Five-year-old phones must work: nesting and the newest syntax are lowered to what they know.
const TARGET = ["chrome90", "firefox90", "safari14.1"];
const ENTRIES = ["css/app.css", "css/office.css", "js/app.js", "js/office.js"];

async function bundle(outdir) {
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES.map((entry) => join(STATIC, entry)),
    outdir,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    legalComments: "none",
    loader: { ".woff2": "file" },
    target: TARGET,
    metafile: true,
    logLevel: "warning",
  });
  return logicalNames(result.metafile);
}

/** Maps the names that templates ask for (app.css, atkinson…-400-normal.woff2) to the hashed ones. */
function logicalNames(metafile) {
  const manifest = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const hashed = path.split("/").pop();
    if (output.entryPoint) manifest[output.entryPoint.split("/").pop()] = hashed;
    else if (path.endsWith(".woff2")) manifest[Object.keys(output.inputs)[0].split("/").pop()] = hashed;
  }
  return manifest;
}

async function copyImages(outdir) {
  const manifest = {};
  for (const name of await readdir(join(STATIC, "img"))) {
    const content = await readFile(join(STATIC, "img", name));
    const digest = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
    const extension = extname(name);
    manifest[name] = `${name.slice(0, -extension.length)}-${digest}${extension}`;
    await writeFile(join(outdir, manifest[name]), content);
  }
  return manifest;
}

async function compress(outdir) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  for (const name of await readdir(outdir)) {
    if (!COMPRESSIBLE.has(extname(name))) continue;
    const content = await readFile(join(outdir, name));
    await writeFile(join(outdir, `${name}.br`), brotliCompressSync(content, quality));
    await writeFile(join(outdir, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
}

// Built aside and swapped in at the end: a failed build leaves the last good one in place.
const fresh = join(ROOT, "node_modules/.built");
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
const manifest = { ...(await bundle(fresh)), ...(await copyImages(fresh)) };
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => a.localeCompare(b)));
await compress(fresh);
await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
await rm(BUILT, { recursive: true, force: true });
await rename(fresh, BUILT);
console.log(`Built ${Object.keys(sorted).length} assets in src/ama_net/static/built`);
