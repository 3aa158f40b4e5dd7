// Says what in the given CSS and JavaScript files the oldest browser does not know: node check.mjs FILE…
// Exit 1 with one line per fault. Syntax is that of ES2021, which Chromium 86 has whole but for WeakRef's like.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import DoIUse from "doiuse";
import { Linter } from "eslint";
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";
import postcss from "postcss";

const OLDEST = "chrome 86";
// caniuse lists the whole of a feature as partial where one corner is missing; these corners are not used here.
const PARTLY = ["css-overflow", "css-paged-media", "css-page-break", "css-sticky", "css-text-indent", "multicolumn", "text-decoration"];
// What the lists have no entry for, or only one for the whole of a feature; each came after Chromium 86.
const NEWER_CSS = [
  /overflow[^:;]*:[^;]*\bclip\b/, /\baspect-ratio\s*:/, /\baccent-color\s*:/, /\btext-wrap\s*:/, /\bscrollbar-gutter\s*:/,
  /(?:^|[;{]\s*)(?:translate|rotate|scale)\s*:/, /\b(?:color-mix|oklch|oklab|lch|lab|hwb|light-dark)\(/, /:(?:is|where)\(/,
  /@(?:container|scope|starting-style|view-transition)\b/, /\banimation-timeline\s*:/, /\bfield-sizing\s*:/,
];
const NEWER_SCRIPT = [
  /\.at\(/,
  /\bcrypto\.randomUUID\b/, /\bAbortSignal\.(?:timeout|any)\b/, /\bstartViewTransition\b/, /\b(?:show|hide|toggle)Popover\b/,
  /\bcheckVisibility\b/, /\bnavigation\.navigate\b/, /\bscheduler\.(?:postTask|yield)\b/, /\.inert\b/, /\bshowOpenFilePicker\b/,
];

// What came after ES2021, syntax and methods of well-known types alike (`aggressive`: by their names).
const newer = Object.fromEntries(
  Object.keys(esx.rules)
    .filter((name) => /^ES20(?:2[2-9]|[3-9])/.test(esx.rules[name].meta.docs.category))
    // Named like those of arrays, or like a property of ours; the latter's calls are looked for below.
    .filter((name) => !name.startsWith("no-iterator-prototype-") && !name.endsWith("prototype-at"))
    .map((name) => [`es-x/${name}`, "error"]),
);

/** Return the lines in which one of the patterns stands. */
function lines(file, text, patterns) {
  return text.split("\n").flatMap((line, at) =>
    patterns.some((one) => one.test(line)) ? [`${basename(file)}:${at + 1}: ${line.trim().slice(0, 120)}`] : []);
}

function ofCss(file, text) {
  const found = [];
  const tool = new DoIUse({
    browsers: [OLDEST],
    ignore: PARTLY,
    onFeatureUsage: ({ usage, feature, featureData }) => {
      found.push(`${basename(file)}:${usage.source.start.line}: ${featureData?.title ?? feature}: ${usage.toString().slice(0, 80)}`);
    },
  });
  postcss([tool]).process(text, { from: file }).sync();
  return [...found, ...lines(file, text, NEWER_CSS)];
}

function ofScript(file, text) {
  const bundled = file.includes("/vendor/"); // its names are its own, so methods are not told by them
  const linter = new Linter();
  const config = {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2021, sourceType: /^(?:import|export) /m.test(text) ? "module" : "script", globals: { window: "readonly", document: "readonly" } },
    plugins: { compat, "es-x": esx },
    rules: { "compat/compat": "error", ...newer },
    settings: { browsers: [OLDEST], polyfills: [], "es-x": { aggressive: !bundled } },
    linterOptions: { reportUnusedDisableDirectives: "off" },
  };
  const said = linter.verify(text, [config], { filename: basename(file) })
    .map(({ line, message, ruleId }) => `${basename(file)}:${line}: ${message} (${ruleId ?? "syntax"})`);
  return bundled ? said : [...said, ...lines(file, text, NEWER_SCRIPT)];
}

const faults = process.argv.slice(2).flatMap((file) => {
  const text = readFileSync(file, "utf8");
  return file.endsWith(".css") ? ofCss(file, text) : ofScript(file, text);
});
for (const line of faults) console.log(line);
process.exitCode = faults.length ? 1 : 0;
