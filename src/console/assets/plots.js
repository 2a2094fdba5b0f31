// Draws the numbers of each figure's table with uPlot. Nothing here is needed: without it, the tables are shown.
const { uPlot } = globalThis;
const HEIGHT = 210;
const DARK = matchMedia("(prefers-color-scheme: dark)");
const DAY = { day: "numeric", month: "short" };
const CLOCK = { hour: "2-digit", minute: "2-digit" };

for (const figure of uPlot ? document.querySelectorAll("figure.plots") : []) {
  const table = figure.querySelector("table");
  const [time, ...heads] = table.tHead.rows[0].cells;
  const rows = [...table.tBodies[0].rows];
  const { daily, locale } = figure.dataset;
  const style = daily === "yes" ? DAY : CLOCK;
  const x = {
    name: time.textContent,
    text: new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...style }),
    numbers: new Intl.NumberFormat(locale),
    short: new Intl.NumberFormat(locale, { notation: "compact" }),
    values: rows.map((row) => Date.parse(row.querySelector("time").dateTime) / 1000),
  };
  const columns = heads.map((head, n) => ({
    name: head.textContent,
    kind: head.dataset.plot,
    swatch: head.querySelector(".swatch"),
    values: rows.map(({ cells }) => {
      const value = cells[n + 1].querySelector("data")?.value;
      return value === undefined ? null : Number(value);
    }),
  }));
  for (const place of figure.querySelectorAll(".plot")) {
    draw(place, x, columns.filter(({ kind }) => kind === place.dataset.plot));
  }
  figure.querySelector("details").open = false;
}

function draw(place, x, columns) {
  const series = place.dataset.plot === "bars" ? bars(x, columns) : lines(columns);
  const make = () => new uPlot(options(place, x, series), [x.values, ...series.data], place);
  let plot = make();
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT })).observe(
    place,
  );
  DARK.addEventListener("change", () => {
    plot.destroy();
    plot = make();
  });
}

/** Each bar is as high as it and all below it together. The highest one is drawn first, and the others over it. */
function bars({ values }, columns) {
  const sums = columns.map((_, n) =>
    values.map((_, i) => columns.slice(0, n + 1).reduce((sum, { values }) => sum + values[i], 0))
  );
  const steps = values.slice(1).map((value, n) => value - values[n]);
  const step = steps.length === 0 ? 86_400 : Math.min(...steps);
  const incrs = Array.from(
    { length: 15 },
    (_, power) => [1, 2, 5].map((each) => each * 10 ** power),
  );
  return {
    columns: columns.toReversed(),
    data: sums.toReversed(),
    look: (colour) => ({
      ...{ fill: colour, stroke: colour, width: 0, points: { show: false } },
      paths: uPlot.paths.bars({ size: [0.8, 60] }),
    }),
    scales: {
      x: { range: (_, first, last) => [first - step / 2, last + step / 2] },
      y: { range: (_, _least, most) => [0, Math.max(1, most * 1.05)] },
    },
    axis: { incrs: incrs.flat() },
  };
}

function lines(columns) {
  return {
    columns,
    data: columns.map(({ values }) => values),
    look: (colour) => ({ stroke: colour, width: 2 }),
    scales: { y: { distr: 3 } },
    axis: {},
  };
}

function options(place, { name, text, numbers, short }, { columns, look, scales, axis }) {
  const style = getComputedStyle(place);
  const [stroke, faint] = [style.color, style.borderTopColor];
  const lines = { grid: { stroke: faint, width: 1 }, ticks: { show: false } };
  const font = `12px ${style.fontFamily}`;
  const known = (index, of) => index === null || index === undefined ? "–" : of(index);
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [12, 24, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales,
    cursor: { y: false, drag: { x: false, y: false } },
    axes: [
      {
        ...{ stroke, font, grid: { show: false }, ticks: { show: false }, space: 60, size: 30 },
        values: (_, moments) => moments.map((seconds) => text.format(seconds * 1000)),
      },
      {
        ...{ stroke, font, ...lines, ...axis, size: 54 },
        values: (_, values) => values.map((value) => value === null ? "" : short.format(value)),
      },
    ],
    series: [
      {
        label: name,
        value: (_, seconds) => known(seconds, (each) => text.format(each * 1000)),
      },
      ...columns.map(({ name, swatch, values }) => ({
        label: name,
        value: (_plot, _sum, _series, index) =>
          known(index, (each) => known(values[each], (value) => numbers.format(value))),
        ...look(getComputedStyle(swatch).color),
      })),
    ],
  };
}
