// Unpacks the oldest browser that the pages serve (Chromium 86, as its package brings it): node browser.mjs FOLDER
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const out = process.argv[2];
const packed = join(dirname(fileURLToPath(import.meta.url)), "node_modules", "chrome-aws-lambda", "bin", "chromium.br");
const made = join(out, "chromium-86");
if (!existsSync(made)) {
  mkdirSync(out, { recursive: true });
  writeFileSync(made, brotliDecompressSync(readFileSync(packed)));
  chmodSync(made, 0o755);
}
console.log(made);
