// The site's part of what a server does for the dashboard: the filter in the address, open parts, whole addresses.
(() => {
  const all = selector => [...document.querySelectorAll(selector)], root = new URL("..", document.currentScript.src).href;
  const asked = new URLSearchParams(location.search), folds = all("main details").filter(fold => !fold.closest("nav"));
  const is = name => (asked.get(name) || "").toLowerCase() === "true";
  for (const fold of folds) if (is("all") || fold.dataset.fold && is("open_" + fold.dataset.fold)) fold.open = true;

  if (is("all")) all(".handout").forEach(sheets => sheets.remove()); // what is open is printed itself

  // A part that the filter replaces stays open.
  addEventListener("toggle", ({target}) => {
    for (const fold of folds)
      if (fold.dataset.fold && fold.dataset.fold === target.dataset.fold) fold.open = target.open;
  }, true);

  const told = document.createElement("p"); // screen readers announce its words
  told.className = "unseen";
  told.role = "status";
  document.body.append(told);
  for (const choice of all(".filter input")) {
    const {name, value} = choice;
    if (asked.getAll(name).findLast(one => all(`[name="${name}"]`).some(other => other.value === one)) === value)
      choice.checked = true;
    choice.addEventListener("change", () => {
      const here = new URL(location);
      if (choice === all(".filter input")[0]) here.searchParams.delete(name);
      else here.searchParams.set(name, value);
      try {
        history.replaceState(null, "", here);
      } catch {} // a browser may forbid it for files
      told.textContent = all(".status").find(line => line.offsetParent)?.textContent;
    });
  }

  // A file may not draw another file: the button opens the picture.
  if (location.protocol === "file:") for (const button of all("[data-picture]")) delete button.dataset.picture;

  // A copied address leads to this copy of the site.
  const whole = text => text.replace(/(^|["'])\.\.?\//g, "$1" + root);
  for (const button of all("[data-copy]")) button.dataset.copy = whole(button.dataset.copy);
  for (const text of all("pre")) text.textContent = whole(text.textContent);
})();
