import type { ResultLine, Results } from "./run_bench.ts";

const WIDTH = 720;
const LABEL_WIDTH = 190;
const BAR_WIDTH = WIDTH - LABEL_WIDTH - 90;
const BAR_HEIGHT = 22;
const GROUP_HEIGHT = 82;
const TOP = 74;
/** Of the axis: its line, its numbers, and its unit. */
const AXIS_HEIGHT = 44;

/** Colours with enough contrast on white and on GitHub's dark background. */
const STYLE = `
    text { font: 14px system-ui, sans-serif; fill: #1f2328 }
    .title { font-size: 18px; font-weight: 600 }
    .small { font-size: 12px; fill: #59636e }
    .older { fill: #9a6700 }
    .ours { fill: #0969da }
    line { stroke: #d1d9e0 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc }
      .small { fill: #9198a1 }
      .older { fill: #d29922 }
      .ours { fill: #4493f8 }
      line { stroke: #3d444d }
    }
  `;

/** Draws the views of the bench `view` as SVG: milliseconds of the older way and of ours. Undefined if it has no such lines. */
export function plotViews(
  { lines, network, date, machine, versions }: Results,
): string | undefined {
  const views = lines.filter(({ by, control }) => by === "times" && control !== null);
  if (views.length === 0) return undefined;
  const most = Math.max(...views.map(({ ours, control }) => Math.max(ours, control!.value)));
  const bottom = TOP + views.length * GROUP_HEIGHT;
  const height = bottom + AXIS_HEIGHT + 20;
  const [server] = (versions.postgres ?? "unknown").split(" ");
  const source = `${machine.cores} cores, PostgreSQL ${server}, ${date.slice(0, 10)}. ` +
    "docs/benchmarks/view.json";
  const distance = `Telegram is ${network.telegramRoundTripMs} ms away, ` +
    `B2 ${network.b2RoundTripMs} ms. Less is better.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img"
  width="${WIDTH}" height="${height}">
  <title>Milliseconds from an update until its picture is on the way: older way and ours</title>
  <style>${STYLE}</style>
  <text class="title" x="16" y="30">Milliseconds until the picture is on its way</text>
  <text class="small" x="16" y="52">${distance}</text>
${axis(most, bottom)}
${views.map((line, at) => group(line, TOP + at * GROUP_HEIGHT, most)).join("\n")}
  <text class="small" x="16" y="${height - 14}">${escaped(source)}</text>
</svg>
`;
}

/** Lines at round numbers of milliseconds, behind the bars. */
function axis(most: number, y: number): string {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => most / one <= 5) ?? 2000;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
  const lines = ticks.map((ms) => {
    const x = LABEL_WIDTH + widthOf(ms, most);
    return `  <line x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${y - 12}"/>
  <text class="small" x="${x}" y="${y + 4}" text-anchor="middle">${ms}</text>`;
  });
  const middle = LABEL_WIDTH + BAR_WIDTH / 2;
  const unit = "milliseconds from the update until the picture call, median";
  return [
    ...lines,
    `  <text class="small" x="${middle}" y="${y + 22}" text-anchor="middle">${unit}</text>`,
  ].join("\n");
}

function widthOf(ms: number, most: number): number {
  return Math.round(ms / most * BAR_WIDTH);
}

/** A view: its name, and a bar for each way. */
function group({ what, ours, control }: ResultLine, y: number, most: number): string {
  const [name = ""] = what.split(",");
  return [
    `  <text x="16" y="${y + BAR_HEIGHT + 6}">${escaped(name)}</text>`,
    bar("older", "older way", control!.value, y, most),
    bar("ours", "Vitrine", ours, y + BAR_HEIGHT + 4, most),
  ].join("\n");
}

function bar(kind: "older" | "ours", name: string, ms: number, y: number, most: number): string {
  const width = Math.max(2, widthOf(ms, most));
  const middle = y + BAR_HEIGHT / 2 + 5;
  const value = `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  return `  <text class="small" x="${
    LABEL_WIDTH - 10
  }" y="${middle}" text-anchor="end">${name}</text>
  <rect class="${kind}" x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="3"/>
  <text x="${LABEL_WIDTH + width + 8}" y="${middle}">${value}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
