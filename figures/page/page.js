// Scrolls to #NAME, marks the present part, copies, saves, redraws plots. The page is whole without it.
(() => {
  if (window.reportedFigures) return;
  window.reportedFigures = true;
  const all = selector => [...document.querySelectorAll(selector)], one = selector => all(selector)[0];
  const by = id => document.getElementById(id), part = ({hash}) => by("part-" + hash.slice(1)) || by(hash.slice(1));
  const top = link => part(link)?.getBoundingClientRect().top;
  const scroll = () => part(location)?.scrollIntoView();
  addEventListener("hashchange", scroll);

  // The page is drawn late: hold the target in view until the reader does something.
  let held = true, last, drawn;
  const free = () => held = false;
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(event, free);
  setTimeout(free, 20000);

  const make = tag => document.createElement(tag), told = make("p"); // screen readers announce its words
  told.className = "unseen";
  told.role = "status";
  document.body.append(told);

  setInterval(() => {
    if (held && top(location) !== last) {
      scroll();
      last = top(location);
    }
    const links = all("nav li a"), now = links.findLast(link => top(link) < innerHeight / 4) || links[0];
    for (const link of links) link.ariaCurrent = link === now;
    if (now) one("nav summary").dataset.now = now.textContent;
    // Screen readers hear the name of a plot.
    for (const svg of all(".main-svg, #js-plotly-tester")) svg.ariaHidden = true;
    // Streamlit does not rerun for a new theme.
    const button = one(".st-key-redraw button"), theme = button && getComputedStyle(button).colorScheme;
    if (theme && drawn && theme !== drawn) button.click();
    drawn = theme || drawn;
  }, 100);

  const save = async address => {
    const picture = new Image(), canvas = make("canvas"), link = make("a");
    picture.src = address;
    await picture.decode();
    for (const side of ["width", "height"]) canvas[side] = 2 * picture[side];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    link.href = canvas.toDataURL();
    link.download = address.replace(/.*\/|svg$/g, "") + "png";
    link.click();
  };

  addEventListener("click", async event => {
    if (event.target.closest("nav a")) one("nav details").open = false;
    const button = event.target.closest("[data-copy], [data-picture]");
    if (!button || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const data = button.dataset, words = button.firstChild, text = data.copy?.replaceAll("&lt;", "<");
    if (!text) return save(button.href);
    data.label ??= words.textContent;
    clearTimeout(button.timer);
    try {
      await navigator.clipboard.writeText(text);
      words.textContent = told.textContent = data.done;
      button.timer = setTimeout(() => words.textContent = data.label, 3000);
    } catch { // on http, or forbidden
      words.textContent = text;
      getSelection().selectAllChildren(words);
    }
  });
})();
