// A chart as a picture with its title, for a report: copied, or downloaded where a browser cannot copy one.
import { theme } from "./city-reading.js";

const SCALE = 2;
const EDGE = 24;

/** Return the picture as a blob: the finding, what it shows, the chart, and where it is from. */
function picture(figure, chart) {
  const look = theme();
  // The policy of the pages loads no picture from data, so the chart's own canvas is painted.
  const drawn = chart.renderToCanvas({ pixelRatio: SCALE, backgroundColor: look.paper });
  const canvas = document.createElement("canvas");
  const lines = Array.from(figure.querySelectorAll("figcaption h3, figcaption p"), (one) => one.textContent);
  const head = EDGE + lines.length * 28;
  canvas.width = drawn.width + 2 * EDGE * SCALE;
  canvas.height = drawn.height + (head + 2 * EDGE) * SCALE;
  const paint = canvas.getContext("2d");
  paint.fillStyle = look.paper;
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.scale(SCALE, SCALE);
  lines.forEach((line, at) => write(paint, line, EDGE, EDGE + 14 + at * 26, at ? look.muted : look.ink, at ? `13px ${look.font}` : `600 17px ${look.font}`));
  write(paint, figure.dataset.stamp, EDGE, canvas.height / SCALE - 10, look.muted, `12px ${look.font}`);
  paint.drawImage(drawn, EDGE, head, drawn.width / SCALE, drawn.height / SCALE);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

function write(paint, text, x, y, color, font) {
  paint.fillStyle = color;
  paint.font = font;
  paint.fillText(text, x, y);
}

/** Save the picture as a file. */
export async function savePicture(figure, chart) {
  if (!chart) return;
  const address = URL.createObjectURL(await picture(figure, chart));
  const link = document.createElement("a");
  link.href = address;
  link.download = figure.dataset.file;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** Put the picture on the clipboard; an address that is no secure one allows no pictures there, so it is saved. */
export async function copyPicture(figure, chart, button) {
  if (!chart) return;
  const label = button.textContent;
  let said = button.dataset.done;
  try {
    const item = new ClipboardItem({ "image/png": await picture(figure, chart) });
    await navigator.clipboard.write([item]);
  } catch {
    await savePicture(figure, chart);
    said = button.dataset.saved;
  }
  button.textContent = said;
  window.setTimeout(() => { button.textContent = label; }, 1600);
}
