// Keeps the page Nu up to date by server-sent events: swaps the parts that are others now, and draws the picture.
"use strict";

(() => {
  const status = document.getElementById("live");
  const figure = document.getElementById("picture");
  const MOST_POINTS = 600;
  // Lines are told apart without colour too, and the legend draws them as they are.
  const STYLES = [
    { border: "solid", dash: [], width: 2 },
    { border: "dashed", dash: [6, 4], width: 2 },
    { border: "dotted", dash: [2, 3], width: 2 },
    { border: "solid", dash: [], width: 5 },
  ];
  const HEIGHT = 220;

  // Where the keyboard is in a part that is swapped: the same link of the new one gets it.
  function swap(part, html) {
    if (part.innerHTML === html) return;
    const focusable = (within) => [...within.querySelectorAll("a, [tabindex]")];
    const place = focusable(part).indexOf(document.activeElement);
    const scrolled = [...part.querySelectorAll(".wide")].map((region) => region.scrollLeft);
    part.innerHTML = html;
    part.querySelectorAll(".wide").forEach((region, index) => { region.scrollLeft = scrolled[index] ?? 0; });
    if (place >= 0) (focusable(part)[place] ?? part.closest("main")).focus({ preventScroll: true });
  }

  function picture() {
    const names = figure.dataset.names.split("|");
    const columns = [[], ...names.map(() => [])];
    const clock = new Intl.DateTimeFormat("nl", { timeStyle: "medium", timeZone: "Europe/Amsterdam" });
    let plot = null;

    function make() {
      const style = getComputedStyle(document.documentElement);
      const ink = style.getPropertyValue("--ink").trim();
      const grid = { stroke: style.getPropertyValue("--line").trim(), width: 0.5 };
      const lines = ["--line-1", "--line-2", "--line-3", "--line-4"].map((name) => style.getPropertyValue(name).trim());
      plot?.destroy();
      plot = new uPlot({
        width: Math.max(figure.clientWidth, 280),
        height: HEIGHT,
        cursor: { show: false },
        legend: {
          show: true,
          live: false,
          markers: { dash: (_, series) => STYLES[series - 1].border, width: (_, series) => STYLES[series - 1].width },
        },
        scales: { y: { range: (_, least, most) => [0, Math.max(5, most)] } },
        series: [{}, ...names.map((label, index) => ({
          label, stroke: lines[index], width: STYLES[index].width, dash: STYLES[index].dash, points: { show: false },
        }))],
        axes: [
          { stroke: ink, grid, space: 90, values: (_, times) => times.map((time) => clock.format(time * 1000)) },
          { stroke: ink, grid, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
        ],
      }, columns, figure);
    }

    let wanted = false;
    function draw() {
      if (wanted) return;
      wanted = true;
      requestAnimationFrame(() => {
        wanted = false;
        figure.hidden = false;
        if (plot) plot.setData(columns); else make();
      });
    }

    addEventListener("resize", () => plot?.setSize({ width: Math.max(figure.clientWidth, 280), height: HEIGHT }));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (plot) make(); });

    return (point) => {
      // After a new connection what is known comes again.
      if (point[0] <= (columns[0].at(-1) ?? 0)) return;
      columns.forEach((column, index) => {
        column.push(point[index]);
        if (column.length > MOST_POINTS) column.shift();
      });
      draw();
    };
  }

  const addPoint = figure ? picture() : () => {};
  const events = new EventSource(status.dataset.events);
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };
  events.addEventListener("open", () => say(status.dataset.live));
  events.addEventListener("error", () => say(status.dataset.lost));
  events.addEventListener("part", (event) => {
    const { id, html } = JSON.parse(event.data);
    const part = document.getElementById(id);
    if (part) swap(part, html);
  });
  events.addEventListener("point", (event) => addPoint(JSON.parse(event.data)));
})();
