/** A table as Markdown, CSV and HTML: pure. */
import { headingOf, type PaperTable } from '../../domain/paper-tables.ts'
import { columnsOf, type Column } from '../../domain/table-columns.ts'
import type { TableRow } from '../../domain/table-row.ts'
import { html, type Html } from '../reports/html.ts'

export interface TableFacts {
  readonly table: PaperTable
  readonly rows: readonly TableRow[]
  /** What a reader must know to trust or doubt the numbers, a sentence each. */
  readonly notes: readonly string[]
}

export function markdownTable({ table, rows, notes }: TableFacts): string {
  const columns = columnsOf(table, rows)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const body = rows.map((row) => line(columns.map((column) => escapeMarkdown(column.text(row)))))
  const rule = line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---')))
  const below = notes.map((note) => `- ${escapeMarkdown(note)}`)
  return [`## ${headingOf(table)}`, '', line(columns.map(({ head }) => head)), rule, ...body, '', ...below, ''].join(
    '\n',
  )
}

export function csvTable({ table, rows, notes }: TableFacts): string {
  const columns = columnsOf(table, rows)
  const lines = [
    [...columns.map(({ head }) => head), 'Notes'],
    ...rows.map((row) => [...columns.map((column) => ownCell(column, row)), notes.join(' ')]),
  ]
  return `${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`
}

/** Our own number is never an empty cell: whoever reads only the file must see that nothing was measured. */
function ownCell(column: Column, row: TableRow): string {
  return column.value(row) === '' && column.isOurs === true ? column.text(row) : column.value(row)
}

export function htmlTable(facts: TableFacts): string {
  const { table } = facts
  return page(headingOf(table), tableSection(facts))
}

/** A page that holds all it needs; light or dark as the system says, or as who shows it asks by `#light` or `#dark`. */
export function page(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en" id="dark">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
            --line: light-dark(#c3cad3, #3a424d);
            --quiet: light-dark(#5b6675, #98a3b3);
          }
          :root:target {
            color-scheme: dark;
          }
          :root:has(body:target) {
            color-scheme: light;
          }
          body {
            max-width: 72rem;
            margin: 0 auto;
            padding: 2.5rem 1.5rem;
            font:
              15px/1.5 'Inter',
              'Segoe UI',
              system-ui,
              sans-serif;
            font-variant-numeric: tabular-nums;
          }
          h1 {
            font-size: 1.4rem;
          }
          .wide {
            overflow-x: auto;
          }
          table {
            border-collapse: collapse;
            font-size: 0.9rem;
          }
          th,
          td {
            padding: 0.4rem 0.7rem;
            border-bottom: 1px solid var(--line);
            text-align: left;
            vertical-align: bottom;
          }
          td {
            white-space: nowrap;
          }
          .number {
            text-align: right;
          }
          th,
          ul {
            color: var(--quiet);
            font-size: 0.85rem;
          }
          figure {
            display: inline-block;
            margin: 0 0.6rem 0.8rem 0;
          }
          img,
          svg {
            max-width: 100%;
            height: auto;
          }
        </style>
      </head>
      <body id="light">
        <h1>${title}</h1>
        ${content}
      </body>
    </html> `.text
}

/** Above its rows, too: its column may lie beyond the edge of a narrow page. */
function protocolOf({ protocol, protocolName }: TableRow): string {
  return `Protocol “${protocol}”: ${protocolName}`
}

function tableSection({ table, rows, notes }: TableFacts): Html {
  const columns = columnsOf(table, rows)
  const look = ({ isNumber }: Column) => (isNumber ? 'number' : '')
  return html`<div class="wide">
      <table>
        <thead>
          <tr>
            ${columns.map((column) => html`<th class="${look(column)}">${column.head}</th>`)}
          </tr>
        </thead>
        ${[...Map.groupBy(rows, ({ protocol }) => protocol).values()].map(
          (group) =>
            html`<tbody>
              <tr>
                <th scope="rowgroup" colspan="${String(columns.length)}">${protocolOf(group[0]!)}</th>
              </tr>
              ${group.map(
                (row) =>
                  html`<tr>
                    ${columns.map((column) => html`<td class="${look(column)}">${column.text(row)}</td>`)}
                  </tr>`,
              )}
            </tbody>`,
        )}
      </table>
    </div>
    ${notesSection(notes)}`
}

export function notesSection(notes: readonly string[]): Html {
  return html`<ul>
    ${notes.map((note) => html`<li>${note}</li>`)}
  </ul>`
}

function escapeMarkdown(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** A text that a spreadsheet would take for a formula is kept a text. */
function csvCell(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
