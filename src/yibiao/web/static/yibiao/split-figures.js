// Exact figures for the split desk: decimals as whole numbers of a tiny part, never as floats.

const PLACES = 12;
const ONE = 10n ** BigInt(PLACES);
const LONGEST = 40;

let power = 1n; // what the figures of the page are times of: 1, 10000 (万) or 100000000 (亿)
const MYRIADS = { "": 0n, 万: 10n ** 4n, 亿: 10n ** 8n, 万亿: 10n ** 12n };

/** Let figures that say 万 or 亿 themselves be read in the scale of the page. */
export function inScale(text) { power = BigInt(text); }

/** Return what somebody typed without what figures are dressed in: full width, commas, spaces, a typographic minus. */
export function bare(text) {
  return text.normalize("NFKC").replace(/[,，\s]/g, "").replace(/[−–—]/g, "-");
}

/** Return a figure (1,000 or 3万) as a whole number of parts, null for an empty text, undefined for what is no figure. */
export function parse(text) {
  const typed = bare(text);
  if (typed === "") return null;
  const found = /^(-?)(\d*)(?:\.(\d*))?(万亿|亿|万)?$/.exec(typed);
  if (!found || typed.length > LONGEST || !(found[2] || found[3]) || (found[3] || "").length > PLACES) return undefined;
  const told = MYRIADS[found[4] || ""];
  const parts = (BigInt(found[2] || "0") * ONE + BigInt((found[3] || "").padEnd(PLACES, "0"))) * (told || power);
  if (parts % power !== 0n) return undefined;
  return found[1] ? -parts / power : parts / power;
}

/** Return a figure as text for a field. */
export function plain(parts) {
  const below = parts < 0n;
  const digits = (below ? -parts : parts).toString().padStart(PLACES + 1, "0");
  const rest = digits.slice(-PLACES).replace(/0+$/, "");
  return (below ? "-" : "") + digits.slice(0, -PLACES) + (rest ? "." + rest : "");
}

/** Return a figure to be read: thousands grouped. */
export function grouped(parts) {
  const [whole, rest] = plain(parts).split(".");
  const made = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return rest ? `${made}.${rest}` : made;
}

/** Return a figure with its sign: +12, −3, 0. */
export function signed(parts) {
  if (parts === 0n) return "0";
  return parts < 0n ? "−" + grouped(-parts) : "+" + grouped(parts);
}

/** Return a part of a whole in per cent with one decimal. */
export function percent(part, whole) {
  if (whole <= 0n || part < 0n) return "—";
  const tenths = (part * 2000n + whole) / (whole * 2n);
  return `${tenths / 10n}.${tenths % 10n}`;
}

/** Return the part of a whole as a number between 0 and `most`, for drawing alone. */
export function ratio(part, whole, most) {
  if (whole <= 0n || part <= 0n) return 0;
  return Math.min(most, Number((part * 10000n) / whole) * most / 10000);
}

/** Return the multiple of `step` that lies nearest to a place between 0 and `top`. */
export function at(place, top, step) {
  const wanted = (BigInt(Math.round(place * 1000000)) * top) / 1000000n;
  return step > 0n ? ((wanted + step / 2n) / step) * step : wanted;
}
