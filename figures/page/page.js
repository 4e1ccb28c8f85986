// Scrolls to #NAME on a fresh load, copies links, hides the words of plots from screen readers, redraws charts when a
// reader switches the theme. The page is whole without it.
(() => {
  if (window.reportedFigures) return;
  window.reportedFigures = true;
  const one = selector => document.querySelector(selector);

  const target = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch {}
    return name && (document.getElementById("part-" + name) || document.getElementById(name));
  };
  const scroll = () => {
    const place = target();
    if (!place) return;
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView();
  };
  addEventListener("hashchange", scroll);

  // The page is drawn late, and charts above the target move it: hold it in view until the reader does something.
  if (location.hash) {
    const events = ["wheel", "touchstart", "pointerdown", "keydown"];
    const top = () => target()?.getBoundingClientRect().top;
    let last;
    const timer = setInterval(() => {
      if (top() !== last) { scroll(); last = top(); }
    }, 100);
    const stop = () => clearInterval(timer);
    events.forEach(event => addEventListener(event, stop, {once: true, passive: true}));
    setTimeout(stop, 20000);
  }

  // navigator.clipboard exists on https and on localhost only.
  const copy = text => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };
  addEventListener("click", async event => {
    const link = event.target.closest?.("[data-copy]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    clearTimeout(link.timer);
    const words = link.firstChild, label = link.dataset.label ??= words.textContent;
    if (await copy(link.href)) {
      words.textContent = link.dataset.done;
      link.timer = setTimeout(() => words.textContent = label, 3000);
    } else {
      words.textContent = link.href;
      getSelection().selectAllChildren(words);
    }
  });

  // The alt text of a chart says what its plot shows.
  const hide = () => document.querySelectorAll(".js-plotly-plot .main-svg:not([aria-hidden])")
    .forEach(svg => svg.setAttribute("aria-hidden", "true"));
  new MutationObserver(hide).observe(document.body, {childList: true, subtree: true});
  hide();

  // Streamlit does not rerun for a new theme.
  const theme = () => getComputedStyle(one("[data-testid=stApp]") || document.body).colorScheme;
  let drawn = theme();
  setInterval(() => {
    const button = one(".st-key-redraw button");
    if (button && theme() !== drawn) { drawn = theme(); button.click(); }
  }, 500);
})();
