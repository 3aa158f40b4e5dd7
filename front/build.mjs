// Bundles the libraries into src/yibiao/web/static/vendor, with their licences beside them. No source maps:
// storage with a manifest fails on addresses of maps that are not there.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "yibiao", "web", "static", "vendor");
const shared = { bundle: true, minify: true, target: "chrome86", legalComments: "eof", logLevel: "warning" };
const licences = { echarts: ["LICENSE", "NOTICE"], zrender: ["LICENSE"], tslib: ["LICENSE.txt"], "htmx.org": ["LICENSE"] };

mkdirSync(out, { recursive: true });
await build({ ...shared, entryPoints: [join(here, "charts.js")], outfile: join(out, "echarts.js"), format: "iife" });
await build({ ...shared, entryPoints: [join(here, "htmx.js")], outfile: join(out, "htmx.js"), format: "iife" });
const texts = Object.entries(licences).flatMap(([name, files]) =>
  files.map((file) => `== ${name}: ${file}\n\n${readFileSync(join(here, "node_modules", name, file), "utf8")}`),
);
writeFileSync(join(out, "LICENSES.txt"), texts.join("\n\n"));
