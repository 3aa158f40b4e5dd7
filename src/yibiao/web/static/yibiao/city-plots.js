// What each kind of chart looks like. Every chart is read from the table beside it, so that the two cannot differ.
import { cells, grouped, shortMonth, theme } from "./city-reading.js";

const GLYPHS = { green: "●", yellow: "▲", red: "■", done: "✓", grey: "–", late: "○" };
const LIGHT_OF = { behind: "yellow", "on-path": "green", done: "done", "not-due": "grey", unreported: "grey", late: "late" };
const ROW = 24; // pixels of one row of a dot plot or of bars
const MOST = 40;

/** What all charts share: no motion, the page's own type, tooltips drawn on the canvas (the policy allows no styles). */
function base(look) {
  return {
    animation: false,
    textStyle: { fontFamily: look.font, color: look.ink, fontSize: look.size },
    tooltip: { renderMode: "richText", confine: true, backgroundColor: look.raised, borderColor: look.line, padding: 8, textStyle: { color: look.ink, fontSize: look.size } },
  };
}

function valueAxis(look, more = {}) {
  return {
    type: "value",
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: look.line } },
    axisLabel: { color: look.muted, fontSize: look.size, formatter: grouped },
    ...more,
  };
}

function nameAxis(look, data, more = {}) {
  return {
    type: "category",
    data,
    axisLine: { lineStyle: { color: look.edge } },
    axisTick: { show: false },
    axisLabel: { color: look.ink, fontSize: look.size, ...more.axisLabel },
    ...(({ axisLabel, ...rest }) => rest)(more),
  };
}

/** A trajectory: the plan as a thin line behind, what was reached as a thick one with a mark for each report. */
function path(figure) {
  const look = theme();
  const rows = cells(figure);
  const unit = figure.dataset.unit;
  const names = figure.querySelectorAll("thead th[data-series]");
  const [planned, reached] = Array.from(names, (one) => one.textContent);
  const last = rows.filter((row) => row.reached && row.reached.v !== null).length - 1;
  const tinted = rows.find((row) => row.now);
  const tint = tinted && tinted.light ? look.lights[tinted.light] : look.series;
  return {
    ...base(look),
    grid: { left: 8, right: 76, top: 16, bottom: 4, containLabel: true },
    tooltip: { ...base(look).tooltip, trigger: "axis", formatter: (all) => [all[0].axisValue, ...all.filter((one) => one.value !== null && one.value !== undefined && one.seriesName).map((one) => `${one.seriesName}  ${grouped(value(one))}${unit}`)].join("\n") },
    xAxis: nameAxis(look, rows.map((row) => shortMonth(row.x)), { boundaryGap: false, axisLabel: { color: look.muted } }),
    yAxis: valueAxis(look),
    series: [
      { name: planned, type: "line", step: false, symbol: "none", lineStyle: { color: look.planned, width: 1.5, type: [5, 4] }, itemStyle: { color: look.planned }, data: rows.map((row) => row.planned ? row.planned.v : null), endLabel: { show: true, formatter: planned, color: look.muted, fontSize: look.size } },
      {
        name: reached, type: "line", symbolSize: 8, connectNulls: true, lineStyle: { color: tint, width: 3 }, itemStyle: { color: tint },
        data: rows.map((row, at) => ({ value: row.reached ? row.reached.v : null, link: row.reached ? row.reached.link : null, symbol: row.told ? "circle" : "none", label: { show: at === last, position: "right", distance: 8, formatter: () => `{${tinted ? tinted.light : "grey"}|${GLYPHS[tinted ? tinted.light : "grey"] || ""}} ${grouped(row.reached.v)}`, color: look.ink, backgroundColor: look.paper, padding: [2, 4], fontWeight: 600, fontSize: look.size + 1, rich: rich(look) } })),
      },
    ],
  };
}

function value(one) {
  return typeof one.value === "object" && one.value !== null ? one.value.value : one.value;
}

/** Small multiples: one little grid per row of the table, all on one scale. */
function multiples(figure, box) {
  const look = theme();
  const rows = Array.from(figure.querySelectorAll("tbody tr")).slice(0, MOST).map((row) => ({
    name: row.querySelector("th").textContent,
    light: row.dataset.light,
    link: row.querySelector("td:last-child a"),
    points: Array.from(row.querySelectorAll("td[data-x]"), (cell) => ({ x: cell.dataset.x, v: read(cell.dataset.v), p: read(cell.dataset.p) })),
  }));
  const columns = box.clientWidth < 560 ? 2 : 4;
  const high = box.clientHeight / Math.ceil(rows.length / columns);
  const wide = box.clientWidth / columns;
  const top = Math.max(1, ...rows.map((row) => Math.max(0, ...row.points.map((one) => Math.max(one.v || 0, one.p || 0)))));
  const months = rows.length ? rows[0].points.map((one) => shortMonth(one.x)) : [];
  const scale = figure.dataset.unit === "%" ? Math.max(100, Math.ceil(top / 50) * 50) : nice(top);
  const grid = rows.map((_, at) => ({ left: (at % columns) * wide + 36, top: Math.floor(at / columns) * high + 28, width: wide - 52, height: high - 52 }));
  return {
    ...base(look),
    grid,
    xAxis: rows.map((row, at) => nameAxis(look, months, {
      gridIndex: at, boundaryGap: false,
      axisLabel: { color: look.muted, fontSize: look.size - 2, interval: (place) => place === 0 || place === months.length - 1 },
    })),
    yAxis: rows.map((row, at) => valueAxis(look, {
      gridIndex: at, max: scale, interval: scale / 2,
      name: `{${row.light}|${GLYPHS[row.light] || ""}} ${cut(row.name, wide / look.size - 4)}`, nameLocation: "end", nameGap: 6,
      nameTextStyle: { color: look.ink, fontSize: look.size, align: "left", padding: [0, 0, 0, -28], rich: rich(look) },
      axisLabel: { show: at % columns === 0, color: look.muted, fontSize: look.size - 2, formatter: grouped },
    })),
    tooltip: { ...base(look).tooltip, trigger: "axis", formatter: (all) => [`${rows[all[0].axisIndex].name} ${all[0].axisValue}`, ...all.filter((one) => value(one) !== null).map((one) => `${grouped(value(one))}${figure.dataset.unit}`)].join("\n") },
    series: rows.flatMap((row, at) => [
      { type: "line", xAxisIndex: at, yAxisIndex: at, symbol: "none", lineStyle: { color: look.planned, width: 1, type: [4, 3] }, data: row.points.map((one) => one.p) },
      { type: "line", xAxisIndex: at, yAxisIndex: at, symbol: "none", lineStyle: { color: look.lights[row.light] || look.series, width: 2.5 }, areaStyle: { color: look.lights[row.light] || look.series, opacity: 0.08 }, data: row.points.map((one) => ({ value: one.v, link: row.link })) },
    ]),
  };
}

/** Cut a name down to so many characters. */
function cut(name, most) { return name.length > most ? `${name.slice(0, most - 1)}…` : name; }

function read(text) { return text === undefined ? null : Number(text); }

function rich(look) {
  return Object.fromEntries(Object.entries(look.lights).map(([name, color]) => [name, { color, fontSize: look.size }]));
}

/** Return a round number not below `value` that can be halved. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((one) => one * power).find((one) => one >= value);
}

/** A dot plot: how much of the goal was reached, with a tick where the plan stands. */
function dots(figure, box) {
  const look = theme();
  const rows = cells(figure).slice(0, MOST).reverse();
  const labels = Math.min(box.clientWidth * 0.42, 340);
  const most = Math.max(100, ...rows.map((row) => row.rate.v));
  return {
    ...base(look),
    grid: { left: labels, right: 48, top: 4, bottom: 24 },
    xAxis: valueAxis(look, { max: Math.ceil(most / 10) * 10, axisLabel: { color: look.muted, fontSize: look.size, formatter: "{value}%" } }),
    yAxis: nameAxis(look, rows.map((row) => row.name), { axisLine: { show: false }, axisLabel: { width: labels - 16, overflow: "truncate", interval: 0 } }),
    tooltip: { ...base(look).tooltip, trigger: "item", formatter: (one) => `${rows[one.dataIndex].name}\n${rows[one.dataIndex].rate.v}%` },
    series: [
      { type: "custom", silent: true, data: rows.map((row, at) => [row.rate.v, at, row.planned ? row.planned.v : null]), renderItem: (_, api) => stem(api, look) },
      {
        type: "scatter", symbolSize: 18, itemStyle: { opacity: 0 }, z: 3,
        data: rows.map((row) => ({ value: [row.rate.v, row.name], link: row.rate.link, label: { show: true, opacity: 1, formatter: GLYPHS[row.light] || "●", color: look.lights[row.light] || look.ink, fontSize: look.size + 4 } })),
      },
    ],
  };
}

/** A thin line from nothing to the dot, and the tick of the plan. */
function stem(api, look) {
  const [zero, at] = [api.coord([0, api.value(1)]), api.coord([api.value(0), api.value(1)])];
  const children = [{ type: "line", shape: { x1: zero[0], y1: zero[1], x2: at[0], y2: at[1] }, style: { stroke: look.line, lineWidth: 2 } }];
  const planned = api.value(2);
  if (planned !== null && !Number.isNaN(planned)) {
    const tick = api.coord([planned, api.value(1)])[0];
    children.push({ type: "line", shape: { x1: tick, y1: at[1] - 8, x2: tick, y2: at[1] + 8 }, style: { stroke: look.ink, lineWidth: 2 } });
  }
  return { type: "group", children };
}

/** Bars of shares: the whole bar is what a unit bears, the dark part what it has reached. */
function shares(figure, box) {
  const look = theme();
  const rows = cells(figure).slice(0, MOST).reverse();
  const labels = Math.min(box.clientWidth * 0.34, 200);
  const bar = { type: "bar", barWidth: ROW - 10, barGap: "-100%" };
  return {
    ...base(look),
    grid: { left: labels, right: 64, top: 4, bottom: 24 },
    xAxis: valueAxis(look),
    yAxis: nameAxis(look, rows.map((row) => row.name), { axisLine: { show: false }, axisLabel: { width: labels - 16, overflow: "truncate", interval: 0 } }),
    tooltip: { ...base(look).tooltip, trigger: "item", formatter: (one) => `${one.name}\n${grouped(rows[one.dataIndex].reached.v || 0)} / ${grouped(rows[one.dataIndex].share.v)}${figure.dataset.unit}` },
    series: [
      { ...bar, z: 1, itemStyle: { color: look.soft, borderColor: look.series, borderWidth: 1 }, label: { show: true, position: "right", color: look.ink, fontSize: look.size, formatter: (one) => grouped(value(one)) }, data: rows.map((row) => ({ value: row.share.v, link: row.share.link })) },
      { ...bar, z: 2, itemStyle: { color: look.series }, data: rows.map((row) => ({ value: row.reached.v || 0, link: row.reached.link || row.share.link })) },
    ],
  };
}

/** Bars of counts by status, each with its shape and number, in an order that does not change. */
function stack(figure, box) {
  const look = theme();
  const across = figure.querySelector("table").dataset.along === "x";
  const rows = across ? cells(figure).slice(0, MOST).reverse() : cells(figure);
  const series = Array.from(figure.querySelectorAll("thead th[data-series]"), (one) => ({ key: one.dataset.series, name: one.textContent }));
  const labels = across ? Math.min(box.clientWidth * 0.34, 200) : 0;
  const head = box.clientWidth < 560 ? 52 : 30; // the legend takes two lines where it is narrow
  const names = nameAxis(look, rows.map((row) => row.name), across ? { axisLine: { show: false }, axisLabel: { width: labels - 16, overflow: "truncate", interval: 0 } } : {});
  const counts = valueAxis(look, { minInterval: 1, splitLine: { show: false }, axisLabel: { show: false } });
  return {
    ...base(look),
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: look.ink, fontSize: look.size }, selectedMode: false },
    grid: across ? { left: labels, right: 8, top: head, bottom: 0 } : { left: 0, right: 0, top: head, bottom: 24 },
    xAxis: across ? counts : names,
    yAxis: across ? names : counts,
    tooltip: { ...base(look).tooltip, trigger: "item", formatter: (one) => `${one.name}\n${one.seriesName} ${value(one)}` },
    series: series.map(({ key, name }) => ({
      name: `${GLYPHS[LIGHT_OF[key]]} ${name}`, type: "bar", stack: "all", barMaxWidth: across ? ROW - 8 : 64,
      itemStyle: { color: key === "not-due" ? look.line : look.lights[LIGHT_OF[key]], borderColor: look.paper, borderWidth: 1 },
      label: { show: true, color: key === "not-due" ? look.ink : look.onLight, fontSize: look.size - 1, formatter: (one) => (value(one) ? `${GLYPHS[LIGHT_OF[key]]}${value(one)}` : "") },
      data: rows.map((row) => ({ value: row[key] ? row[key].v : 0, link: row[key] ? row[key].link : null })),
    })),
  };
}

export const KINDS = { path, multiples, dots, shares, stack };
