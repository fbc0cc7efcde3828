// The chart of a balance over effective time: as it is known at the instant that was chosen, over what is known now.
/* global uPlot */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./html.js";
import { balances } from "./history.js";
import { fromSeconds, line, seconds } from "./instants.js";
import { grouped, major } from "./money.js";

const HEIGHT = 260;
const DAY = 86_400;
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

export function HistoryChart({ history, asOf, knownAt, asset, onPick }) {
  const place = useRef(null);
  const chart = useRef(null);
  const picked = useRef({});
  const [index, setIndex] = useState(null);
  const known = useMemo(() => balances(history, knownAt), [history, knownAt]);
  const present = useMemo(() => balances(history, null), [history]);
  picked.current = { asOf, onPick };

  useLayoutEffect(() => {
    const element = place.current;
    const plot = new uPlot(optionsOf(element, picked, setIndex), null, element);
    chart.current = plot;
    const size = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    size.observe(element);
    // Colours are read anew where the page turns dark or light.
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => plot.redraw(false, true);
    scheme.addEventListener("change", repaint);
    return () => {
      size.disconnect();
      scheme.removeEventListener("change", repaint);
      plot.destroy();
    };
  }, []);

  useEffect(() => {
    // A chart has pixels, so floating-point numbers will do for it; every amount in words stays exact.
    const float = (amount) => Number(amount) / 10 ** history.scale;
    const times = history.effective.map(seconds);
    const last = Math.max(times.at(-1) ?? 0, Date.now() / 1000);
    const drawn = (series) => [...series, series.at(-1)].map(float);
    // One line is enough where both are the same.
    const behind = knownAt === null ? [...times, last].map(() => null) : drawn(present);
    chart.current.setData([[...times, last], behind, drawn(known)]);
  }, [history, knownAt]);
  useEffect(() => chart.current.redraw(false), [asOf]);

  const said = index !== null && index < known.length ? `${line(history.effective[index])} · ${text(known[index], history)} ${asset}` : "";
  return html`<figure class="chart">
    <figcaption>${said || caption(history, knownAt)}</figcaption>
    <div ref=${place} class="plot" role="img" aria-label=${summary(history, known, asset)}></div>
  </figure>`;
}

const text = (amount, { scale }) => grouped(major(amount, scale));

function caption({ isWhole, entries }, knownAt) {
  const of = isWhole ? "" : `, by the latest ${grouped(String(entries.length))} postings`;
  return `Posted balance over effective time, UTC${of}${knownAt === null ? "" : "; dashed: as known now"}`;
}

function summary(history, known, asset) {
  if (known.length === 0) return "A chart without entries.";
  const [first, last] = [history.effective[0], history.effective.at(-1)];
  return `Posted balance over effective time, from ${text(known[0], history)} ${asset} at ${line(first)} to ${text(known.at(-1), history)} ${asset} at ${line(last)}. The postings below say the same in words.`;
}

function optionsOf(element, picked, setIndex) {
  const colour = (name) => () => getComputedStyle(element).getPropertyValue(name).trim();
  const stepped = uPlot.paths.stepped({ align: 1 });
  const axis = { stroke: colour("--dim"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif", gap: 8 };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
    scales: { y: { range: (_, low, high) => roomAround(Math.min(low, 0), Math.max(high, 0)) } },
    tzDate: (value) => uPlot.tzDate(new Date(value * 1000), "Etc/UTC"),
    series: [
      {},
      { stroke: colour("--faint"), width: 1.5, dash: [4, 4], paths: stepped, points: { show: false } },
      { stroke: colour("--accent"), width: 2, fill: colour("--accent-wash"), paths: stepped, points: { show: false } },
    ],
    axes: [
      { ...axis, grid: { show: false }, space: 90, size: 34, values: (_, splits, __, ___, step) => splits.map((split) => dateOf(split, step)) },
      { ...axis, size: 62, values: (_, splits) => splits.map((split) => (Math.abs(split) < 1e15 ? compact.format(split) : split.toExponential(1))) },
    ],
    hooks: {
      draw: [(plot) => drawAsOf(plot, picked.current.asOf, colour("--ink")())],
      setCursor: [(plot) => setIndex(plot.cursor.idx >= 0 && plot.cursor.left >= 0 ? indexAt(plot) : null)],
      ready: [(plot) => plot.over.addEventListener("click", () => plot.cursor.left >= 0 && picked.current.onPick(fromSeconds(plot.posToVal(plot.cursor.left, "x"))))],
    },
  };
}

/** The last step at or before the cursor: uPlot's own index is the nearest, which may not have happened yet. */
function indexAt(plot) {
  const at = plot.posToVal(plot.cursor.left, "x");
  let index = plot.cursor.idx;
  while (index > 0 && plot.data[0][index] > at) index -= 1;
  return plot.data[0][index] > at ? null : Math.min(index, plot.data[0].length - 2);
}

function roomAround(low, high) {
  const room = (high - low || 1) * 0.06;
  return [low < 0 ? low - room : low, high + room];
}

/** Where the effective slider stands. */
function drawAsOf(plot, asOf, colour) {
  if (asOf === null) return;
  const { ctx, bbox } = plot;
  const at = Math.round(plot.valToPos(seconds(asOf), "x", true)) + 0.5;
  if (!(at >= bbox.left && at <= bbox.left + bbox.width)) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const year = format({ year: "numeric" });
const month = format({ month: "short", year: "numeric" });
const day = format({ day: "numeric", month: "short" });
const minute = format({ hour: "2-digit", minute: "2-digit" });
const second = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });

function dateOf(split, step) {
  const form = step >= 360 * DAY ? year : step >= 28 * DAY ? month : step >= DAY ? day : step >= 60 ? minute : second;
  return form.format(split * 1000);
}
