import { html, type Markup } from "../../analyze/matrix/markup.ts"
import { style } from "./html-style.ts"
import type { CoverageReport, FileCoverage, LineCoverage, Share, UnitCoverage } from "./report.ts"

/**
 * Coverage as one page that needs nothing else: the source of each file, coloured line by line; behind each line what its rules
 * and conditions came to. No scripts, nothing from elsewhere; whatever a policy says is text in it.
 */
export function renderCoverageHtml(report: CoverageReport): string {
  const { package: name, rules, conditions, cells, total, requests } = report
  const files = report.files.filter(({ units }) => units.length > 0)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Coverage of ${name}</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <header>
          <h1>Coverage of ${name}</h1>
          <p>
            ${percentOf(total)} % by ${requests} ${requests === 1 ? "request" : "requests"}; policy
            <code>${report.policyHash}</code>
          </p>
          <table class="shares">
            <thead>
              <tr>
                <th scope="col">what</th>
                <th scope="col">covered</th>
                <th scope="col">of</th>
                <th scope="col">%</th>
              </tr>
            </thead>
            <tbody>
              ${shareRow("rules", rules)} ${shareRow("conditions", conditions)}
              ${shareRow("route × role", cells)} ${shareRow("all", total)}
              ${files.map((file, place) => shareRow(html`<a href="#file-${place}">${file.path}</a>`, file.total))}
            </tbody>
          </table>
          <p class="legend">
            <span class="covered">covered</span> <span class="partly">partly</span>
            <span class="uncovered">not covered</span>
          </p>
        </header>
        <main>${files.map(fileSection)}</main>
      </body>
    </html> `
  return page.markup
}

const percentOf = ({ percent }: Share): string => percent.toFixed(2)

function shareRow(name: Markup | string, share: Share): Markup {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${share.covered}</td>
    <td>${share.possible}</td>
    <td>${percentOf(share)}</td>
  </tr>`
}

function fileSection({ path, text, units, lines }: FileCoverage, place: number): Markup {
  const known = new Map(lines.map((line) => [line.line, line]))
  const sources = text.replace(/\r?\n$/, "").split(/\r?\n/)
  return html`<section id="file-${place}">
    <h2>${path}</h2>
    <table class="source">
      <tbody>
        ${sources.map((source, at) => {
          const told = units.filter(({ line }) => line === at + 1)
          return lineRow(source, known.get(at + 1), told, { number: at + 1, id: `L${place}-${at + 1}` })
        })}
      </tbody>
    </table>
  </section>`
}

function lineRow(
  source: string,
  line: LineCoverage | undefined,
  units: readonly UnitCoverage[],
  { number, id }: { readonly number: number; readonly id: string },
): Markup {
  const numbered = html`<td class="number"><a href="#${id}">${number}</a></td>`
  const code = html`<pre>${source === "" ? " " : source.replaceAll("\t", "    ")}</pre>`
  if (line === undefined)
    return html`<tr id="${id}">
      ${numbered}
      <td class="hits"></td>
      <td class="code">${code}</td>
    </tr>`
  return html`<tr id="${id}" class="${line.state}" title="${units.map(hoverLine)}">
    ${numbered}
    <td class="hits">${line.hits}</td>
    <td class="code">
      <details>
        <summary>${code}</summary>
        <ul>
          ${units.map(outcomesItem)}
        </ul>
      </details>
    </td>
  </tr>`
}

const lineEnd: Markup = { markup: "&#10;" }

function hoverLine({ text, outcomes }: UnitCoverage, place: number): Markup {
  const counts = outcomes.map(({ name, count }) => `${name} ${count}×`).join(", ")
  return html`${place === 0 ? "" : lineEnd}${text}: ${counts}`
}

function outcomesItem({ kind, text, outcomes }: UnitCoverage): Markup {
  const counts = outcomes.map(
    ({ name, count }) => html`<span class="${count > 0 ? "covered" : "uncovered"}">${name} ${count}×</span> `,
  )
  return html`<li>${kind === "cell" ? text : html`<code>${text}</code>`} ${counts}</li>`
}
