// The operator's own map, coloured by the lights of the tiles that stand below it. Without one there are tiles alone.
import { fit, theme } from "./city-reading.js";

const GLYPHS = { green: "●", yellow: "▲", red: "■", done: "✓", grey: "–", late: "○" };
let chart = null;

/** Draw the map where the page has one; if it does not come, the tiles are shown. */
export async function drawMap() {
  const box = document.querySelector(".city-map");
  if (!box || !globalThis.echarts) return;
  const section = box.closest("section");
  if (section.classList.contains("as-tiles")) return;
  try {
    if (!echarts.getMap("city")) echarts.registerMap("city", { geoJSON: await fetched(box.dataset.map) });
  } catch {
    section.classList.add("as-tiles");
    return;
  }
  if (chart && chart.getDom() !== box) { chart.dispose(); chart = null; }
  if (!chart) {
    chart = echarts.init(box);
    chart.on("click", (event) => { if (event.data && event.data.link) location.assign(event.data.link.href); });
  }
  fit(chart);
  chart.setOption(option(section), true);
}

async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function option(section) {
  const look = theme();
  const data = Array.from(section.querySelectorAll(".tile"), (tile) => ({
    name: tile.dataset.code,
    link: tile,
    said: tile.querySelector(".tile-name").textContent,
    light: tile.dataset.light,
    itemStyle: { areaColor: look.lights[tile.dataset.light], opacity: tile.dataset.light === "grey" ? 0.25 : 0.55 },
  }));
  const known = Object.fromEntries(data.map((one) => [one.name, one]));
  const said = (one) => (known[one.name] ? `${GLYPHS[known[one.name].light]} ${known[one.name].said}` : "");
  return {
    animation: false,
    textStyle: { fontFamily: look.font },
    tooltip: { renderMode: "richText", formatter: (one) => (known[one.name] ? known[one.name].link.innerText : one.name), backgroundColor: look.raised, borderColor: look.line, textStyle: { color: look.ink } },
    series: [{
      type: "map", map: "city", nameProperty: "name", selectedMode: false, data,
      itemStyle: { areaColor: look.line, borderColor: look.paper, borderWidth: 1.5 },
      label: { show: true, formatter: said, color: look.ink, fontSize: look.size, textBorderColor: look.paper, textBorderWidth: 3 },
      emphasis: { label: { color: look.ink }, itemStyle: { areaColor: look.soft } },
    }],
  };
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-map-tiles]");
  if (!button) return;
  const shown = button.closest("section").classList.toggle("as-tiles");
  button.setAttribute("aria-pressed", String(shown));
  if (!shown) drawMap();
});
