// The button that prints the annex of a split.
document.getElementById("print")?.addEventListener("click", () => window.print());
