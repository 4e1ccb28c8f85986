// What Streamlit does for the dashboard: the filter in the address, open parts, a theme to choose, whole addresses.
(() => {
  const all = selector => [...document.querySelectorAll(selector)], root = new URL("..", document.currentScript.src).href;
  const make = (tag, more) => Object.assign(document.createElement(tag), more);
  const asked = new URLSearchParams(location.search), folds = all("main details").filter(fold => !fold.closest("nav"));
  const is = name => (asked.get(name) || "").toLowerCase() === "true";
  for (const fold of folds) if (fold.dataset.fold && is("open_" + fold.dataset.fold)) fold.open = true;

  // Two buttons at the end of the contents.
  const toggle = (labels, on, apply) => {
    const button = make("button", {type: "button", className: "button", textContent: labels[+on]});
    button.onclick = () => {
      apply(on = !on);
      button.textContent = labels[+on];
    };
    return button;
  };
  const opener = toggle(["Open all parts", "Close all parts"], false, on => {
    document.body.classList.toggle("all", on); // what is open is printed itself, in place of the handout
    for (const fold of folds) fold.open = on;
  });
  if (is("all")) opener.click();
  const theme = toggle(["Dark colours", "Light colours"], matchMedia("(prefers-color-scheme: dark)").matches,
    dark => document.documentElement.style.colorScheme = dark ? "dark" : "light");
  const item = make("li", {className: "buttons"});
  item.append(opener, theme);
  for (const list of all("nav ul")) list.append(item);

  // A part that the filter replaces stays open.
  addEventListener("toggle", ({target}) => {
    for (const fold of folds)
      if (fold.dataset.fold && fold.dataset.fold === target.dataset.fold) fold.open = target.open;
  }, true);

  const told = make("p", {className: "unseen", role: "status"}); // screen readers announce its words
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
  for (const text of all("pre, td")) if (!text.firstElementChild) text.textContent = whole(text.textContent);
})();
