"use strict";
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const rows = Array.from(document.querySelectorAll("#launches tbody tr"));
  const boxes = Array.from(form.querySelectorAll("input[type=checkbox]"));
  const selects = ["rule", "caller", "control"].map((name) => form.elements.namedItem(name)).filter(Boolean);
  const text = form.elements.namedItem("q");
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  // What is looked at stands in the address, so that it can be sent to somebody; nothing of it is ever put into the page.
  const read = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const effects = (wanted.get("effect") || "").split(",").filter(Boolean);
    boxes.forEach((box) => { box.checked = effects.length === 0 || effects.includes(box.value); });
    selects.forEach((select) => {
      const value = wanted.get(select.name) || "";
      select.value = Array.from(select.options).some((option) => option.value === value) ? value : "";
    });
    text.value = wanted.get("q") || "";
  };

  const write = () => {
    const state = new URLSearchParams();
    const on = boxes.filter((box) => box.checked).map((box) => box.value);
    if (on.length < boxes.length) { state.set("effect", on.join(",") || "none"); }
    selects.filter((select) => select.value).forEach((select) => state.set(select.name, select.value));
    if (text.value) { state.set("q", text.value); }
    history.replaceState(null, "", "#" + state);
  };

  const list = (row, name) => (row.dataset[name] || "").split("|");

  const apply = () => {
    const on = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const needle = text.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row) => {
      const fits = on.has(row.dataset.effect)
          && selects.every((select) => !select.value || list(row, select.name).includes(select.value))
          && words.get(row).includes(needle);
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count + " of " + rows.length + " launches shown";
  };

  form.addEventListener("input", () => { apply(); write(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    history.replaceState(null, "", "#");
    read();
    apply();
  });
  window.addEventListener("hashchange", () => { read(); apply(); });
  form.hidden = false;
  read();
  apply();
})();
