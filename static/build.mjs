/** Bundle static/app and static/css into static/dist. `--watch` rebuilds with source maps; `--dev` builds once like it. */

import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, context } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const watching = process.argv.includes("--watch");
const developing = watching || process.argv.includes("--dev");

const common = {
  bundle: true,
  minify: !developing,
  // Words stand in the parts as they are: the server looks there which are needed first.
  charset: "utf8",
  sourcemap: developing,
  outdir: join(here, "dist"),
  logLevel: "info",
  legalComments: "linked",
};

const bundles = [
  {
    ...common,
    entryPoints: [join(here, "app/main.ts")],
    entryNames: "app",
    chunkNames: "chunk-[hash]",
    format: "esm",
    splitting: true,
    target: ["es2022", "chrome110", "firefox115", "safari16.4"],
    tsconfig: join(here, "../tsconfig.json"),
  },
  {
    ...common,
    entryPoints: ["account", "guest", "proof"].map((name) => join(here, `app/${name}.ts`)),
    format: "iife",
    target: ["es2020"],
  },
  {
    ...common,
    entryPoints: [join(here, "app/too-old.ts")],
    format: "iife",
    // Whatever cannot be said in it fails the build.
    target: ["es5"],
  },
  {
    ...common,
    entryPoints: [join(here, "css/app.css")],
    entryNames: "app",
    target: ["chrome112", "firefox117", "safari16.5"],
    // Fonts and pictures are served from where they are, under /static/.
    external: ["/static/*"],
  },
].filter(({ entryPoints }) => existsSync(entryPoints[0]));

// Chunks carry hashes, so those of earlier builds would pile up.
if (!watching) rmSync(common.outdir, { recursive: true, force: true });

if (watching) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map(build));
}
