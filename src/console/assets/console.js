// Nothing here is needed: every form works without it.
for (const range of document.querySelectorAll("input[type=range]")) {
  const shown = document.getElementById(range.getAttribute("aria-describedby") ?? "");
  range.addEventListener("input", () => {
    if (shown) shown.textContent = range.value;
  });
  range.addEventListener("change", () => range.form.requestSubmit());
}
// A second press would only find that the first one was faster.
document.addEventListener("submit", ({ target }) => {
  if (target.method !== "post") return;
  for (const button of target.querySelectorAll("button")) button.disabled = true;
});
