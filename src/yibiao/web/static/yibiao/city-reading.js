// Reads what a chart draws: the numbers of its table, the colours and the type of the page.

/** Return the rows of a figure's table: names, marks of the row, and by series the number and the link of its cell. */
export function cells(figure) {
  return Array.from(figure.querySelectorAll("tbody tr"), (row) => {
    const made = { name: row.querySelector("th").textContent.trim(), x: row.dataset.x, light: row.dataset.light, told: "told" in row.dataset, now: "now" in row.dataset };
    for (const cell of row.querySelectorAll("td[data-series]")) {
      made[cell.dataset.series] = { v: cell.dataset.v === undefined ? null : Number(cell.dataset.v), link: cell.querySelector("a") };
    }
    return made;
  });
}

/** Return the colours of the tokens as they are now, light or dark, and the size of type in a chart. */
export function theme() {
  const style = window.getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const lights = { green: color("green"), yellow: color("yellow"), red: color("red"), done: color("done"), grey: color("grey"), late: color("grey") };
  return {
    ink: color("ink"), muted: color("muted"), line: color("line"), edge: color("edge"), paper: color("paper"), raised: color("raised"),
    planned: color("planned"), series: color("series-1"), soft: color("accent-soft"), onLight: color("on-accent"), lights,
    font: color("text"),
    size: document.body.classList.contains("meeting") ? 17 : 12,
  };
}

/** Write a number with its thousands grouped; 万 and 亿 where the page is Chinese. */
export function grouped(value) {
  const number = Number(value);
  if (document.documentElement.lang === "zh-CN") {
    if (Math.abs(number) >= 1e8) return `${plain(number / 1e8)}亿`;
    if (Math.abs(number) >= 1e5) return `${plain(number / 1e4)}万`;
  }
  return plain(number);
}

function plain(number) {
  return number.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** Return a month as an axis has room for it: 9月, Sep. */
export function shortMonth(period) {
  const month = Number(period.slice(5, 7));
  if (document.documentElement.lang === "zh-CN") return `${month}月`;
  return ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1];
}

/** Let a chart take the room that its box has now. */
export function fit(chart) {
  // eslint-disable-next-line es-x/no-resizable-and-growable-arraybuffers -- a chart, no buffer
  if (chart) chart.resize();
}
