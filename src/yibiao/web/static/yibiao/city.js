// Dashboards: draws the charts that stand in the page as tables, gives them as pictures, and the meeting room.
import { drawMap } from "./city-map.js";
import { meetingRoom } from "./city-meeting.js";
import { copyPicture, savePicture } from "./city-picture.js";
import { KINDS } from "./city-plots.js";
import { fit } from "./city-reading.js";

const drawn = new Map(); // a figure and its chart

/** Draw every chart of the page anew; those of a page before it are let go. */
export function drawAll() {
  for (const [figure, chart] of drawn) if (!figure.isConnected) { chart.dispose(); drawn.delete(figure); }
  for (const figure of document.querySelectorAll(".plot")) draw(figure);
  drawMap();
}

function draw(figure) {
  const box = figure.querySelector(".plot-box");
  reachTable(figure, figure.classList.contains("as-table"));
  if (!box || !globalThis.echarts || !box.offsetWidth) return;
  const known = drawn.get(figure);
  const chart = known || echarts.init(box, null, { renderer: "canvas" });
  if (!known) {
    drawn.set(figure, chart);
    chart.on("click", (event) => event.data && event.data.link && event.data.link.click());
  }
  chart.setOption(KINDS[figure.dataset.plot](figure, box), true);
}

/** What stands in a table that is not shown is read out, but the keyboard does not stop at it. */
function reachTable(figure, shown) {
  for (const link of figure.querySelectorAll(".plot-table a")) link.tabIndex = shown ? 0 : -1;
  figure.querySelector(".plot-table").tabIndex = shown ? 0 : -1;
}

const ACTS = {
  plotTable(figure, button) {
    const shown = figure.classList.toggle("as-table");
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
    reachTable(figure, shown);
    if (!shown) { draw(figure); fit(drawn.get(figure)); }
  },
  plotCopy: (figure, button) => copyPicture(figure, drawn.get(figure), button),
  plotSave: (figure) => savePicture(figure, drawn.get(figure)),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-plot-table], [data-plot-copy], [data-plot-save]");
  if (!button) return;
  const act = Object.keys(ACTS).find((name) => name in button.dataset);
  ACTS[act](button.closest(".plot"), button);
});

let waiting = 0;
function again() {
  window.cancelAnimationFrame(waiting);
  waiting = window.requestAnimationFrame(() => {
    drawn.forEach(fit);
    drawAll();
  });
}
window.addEventListener("resize", again);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
// The panel at the right takes room away without the window changing.
new MutationObserver(again).observe(document.body, { attributes: true, attributeFilter: ["class"] });

meetingRoom(drawAll);
drawAll();
