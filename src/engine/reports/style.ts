/** The look of a report: light, calm, made for reading on a screen and for A4. */
export const style = `
:root { color-scheme: light; --ink: #1c232d; --quiet: #5b6675; --line: #dfe4ea; --ground: #f6f8fa; --accent: #1f5fa8; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 62rem; padding: 3.5rem 2rem 4rem; background: #fff; color: var(--ink);
  font: 15px/1.55 "Inter", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
h1, h2, h3, p, ul, dl, table, figure { margin: 0; }
h1 { font-size: 2.1rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.018em; overflow-wrap: anywhere; }
h2 { margin: 3.2rem 0 0.9rem; padding-bottom: 0.45rem; border-bottom: 1px solid var(--line); font-size: 1.15rem; font-weight: 650; letter-spacing: -0.008em; }
h3 { margin: 2rem 0 0.35rem; font-size: 1rem; font-weight: 620; overflow-wrap: anywhere; }
p + p { margin-top: 0.6rem; }
p { max-width: 44rem; }
.kind { margin-bottom: 0.55rem; color: var(--accent); font-size: 0.8rem; font-weight: 620; letter-spacing: 0.09em; text-transform: uppercase; }
.lead { margin-top: 0.5rem; color: var(--quiet); font-size: 1.02rem; }
.quiet, .facts, figcaption, .legend { color: var(--quiet); }
.facts { font-size: 0.87rem; }
.numbers { display: flex; flex-wrap: wrap; gap: 1px; margin-top: 2rem; border: 1px solid var(--line); border-radius: 6px; background: var(--line); overflow: hidden; }
.numbers div { flex: 1 1 7.5rem; padding: 0.95rem 1.1rem 0.85rem; background: #fff; }
.numbers dd { margin: 0; font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; }
.numbers dt { color: var(--quiet); font-size: 0.82rem; }
.numbers div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.wide { overflow-x: auto; }
.wide + .facts { margin-top: 0.8rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
th { padding: 0.4rem 0.7rem; color: var(--quiet); font-size: 0.8rem; font-weight: 560; text-align: left; vertical-align: bottom; border-bottom: 1px solid #c3cad3; white-space: nowrap; }
td { max-width: 16rem; padding: 0.42rem 0.7rem; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.mono { max-width: none; font: 0.8rem/1.5 ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.swatch { display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.55em; border: 1px solid #00000033; border-radius: 2px; vertical-align: -0.04em; }
.timeline { display: block; width: 100%; height: auto; margin: 0.9rem 0 0.4rem; }
.timeline text { font-size: 12px; fill: var(--quiet); }
.timeline .track { font-size: 13px; fill: var(--ink); }
.definitions { position: absolute; }
.legend { display: flex; flex-wrap: wrap; gap: 0.35rem 1.6rem; padding: 0; list-style: none; font-size: 0.85rem; }
.legend + .wide { margin-top: 1.4rem; }
.legend svg { margin-right: 0.5rem; vertical-align: -0.2em; }
.frames { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.9rem; margin-top: 1.1rem; }
.frames img { display: block; width: 100%; height: auto; border-radius: 4px; background: var(--ground); }
.frames img + img { margin-top: 0.4rem; }
figcaption { margin-top: 0.4rem; font-size: 0.83rem; }
.drawn { display: grid; grid-template-columns: repeat(2, 1fr); gap: 0.9rem; margin-top: 0.6rem; }
.drawn svg { display: block; width: 100%; height: auto; border-radius: 4px; }
.drawn path { fill: none; stroke-linecap: round; stroke-linejoin: round; }
.drawn .halo { stroke: #000; stroke-opacity: 0.55; }
.drawn .ink { stroke: #ffd84a; }
.drawn .known { stroke: #56b4e9; stroke-dasharray: 8 6; }
.drawn text { fill: #fff; stroke: #000; stroke-opacity: 0.75; paint-order: stroke; stroke-linejoin: round; font-weight: 600; }
.drawn + .facts { margin-top: 0.6rem; }
.scale { display: flex; align-items: center; gap: 0.6rem; margin-top: 0.9rem; color: var(--quiet); font-size: 0.83rem; }
.scale span { width: 11rem; height: 0.6rem; border-radius: 3px; }
.card { margin-top: 1rem; padding: 1.1rem 1.3rem; border: 1px solid var(--line); border-radius: 6px; }
.card h3 { margin-top: 0; }
.card .facts { margin-top: 0.6rem; }
footer { margin-top: 3.5rem; padding-top: 1.1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.83rem; }
@media (max-width: 40rem) { body { padding: 1.6rem 1rem 3rem; } .frames, .drawn { grid-template-columns: 1fr; } }
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  html { font-size: 11px; }
  body { max-width: none; padding: 0; font-size: 0.95rem; }
  th, td { padding-left: 0.45rem; padding-right: 0.45rem; }
  h2 { margin-top: 8mm; }
  h2, h3 { break-after: avoid; }
  .numbers, .timeline, .card, figure, .frames, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
}
`
