// Secrets and links that are shown once can be copied; sheets can be printed. Without scripts one marks the text, and prints.

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Mark a text, so that the keyboard copies it where the browser does not let us. */
function mark(place) {
  const range = document.createRange();
  range.selectNodeContents(place);
  const chosen = window.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
}

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const place = document.getElementById(button.dataset.copies);
    mark(place);
    if ((await copied(place.textContent)) || document.execCommand("copy")) button.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
