import { html, type Markup } from "./markup.ts"
import type { AccessMatrix, ConditionalRole, MatrixCell, MatrixColumn, MatrixRow } from "./matrix.ts"
import { script, scriptHash, style, styleHash } from "./page-assets.ts"

/**
 * A matrix as one HTML page that needs nothing else: it can be sent, opened and printed. It has a search over its rows, and
 * its own content security policy; whatever a policy says is text in it.
 */
export function renderMatrixHtml(matrix: AccessMatrix): string {
  const { package: name, columns, rows, conditionalRoles } = matrix
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Who may do what: ${name}</title>
        ${styleElement}
      </head>
      <body>
        <header>
          <h1 id="title">Who may do what <span class="package">in ${name}</span></h1>
          <div class="bar">
            <div class="search">
              <label for="search">Search routes and conditions (press / to begin)</label>
              <input id="search" type="search" autocomplete="off" spellcheck="false" />
            </div>
            <p class="count" id="count" role="status">${rows.length} routes</p>
          </div>
          ${legend}
        </header>
        <main>
          <div class="sheet" role="region" aria-labelledby="title" tabindex="0">
            <table>
              <thead>
                <tr>
                  <th scope="col">Route</th>
                  ${columns.map(columnHead)}
                  <th scope="col">for everyone</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(tableRow)}
              </tbody>
            </table>
            <p class="empty" id="empty" hidden>No route fits the search.</p>
            ${conditional(conditionalRoles)}
          </div>
        </main>
        ${scriptElement}
      </body>
    </html> `
  return page.markup
}

// Whole, as the hashes are of all that stands between the tags.
const styleElement: Markup = { markup: `<style>${style}</style>` }
const scriptElement: Markup = { markup: `<script>${script}</script>` }

const contentPolicy = `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`

const legend: Markup = html`<dl class="legend">
  <div>
    <dt><span class="mark yes">yes</span></dt>
    <dd>always, by the rules</dd>
  </div>
  <div>
    <dt><span class="mark when">if</span></dt>
    <dd>
      all that is listed holds, and what is asked of everyone; what is missing meets no condition, however it
      is put
    </dd>
  </div>
  <div>
    <dt><span class="mark no">no</span></dt>
    <dd>never</dd>
  </div>
</dl>`

function columnHead({ kind, name, includes }: MatrixColumn): Markup {
  const remark = {
    anonymous: "without credentials",
    "no-role": "signed in, no role assigned",
    role: includes.length === 0 ? "" : `includes ${includes.join(", ")}`,
  }[kind]
  return html`<th scope="col">${name}${remark === "" ? "" : html`<small>${remark}</small>`}</th>`
}

function tableRow(row: MatrixRow): Markup {
  const shared = sharedConditions(row)
  const about = row.documentation?.replaceAll("\n", " ") ?? row.name
  return html`<tr data-route="${row.route}">
    <th scope="row" class="route">
      <span class="path"><span class="verb">${row.verb}</span>${row.path}</span>${
        about === undefined ? "" : html`<small>${about}</small>`
      }
    </th>
    ${row.cells.map((cell) => tableCell(cell, shared))}
    <td class="cell notes">${list([...shared, ...row.notes])}</td>
  </tr> `
}

function tableCell(cell: MatrixCell, shared: readonly string[]): Markup {
  if (cell.kind !== "when")
    return html`<td class="cell ${cell.kind}"><span class="mark">${cell.kind}</span></td>`
  const own = cell.conditions.filter((condition) => !shared.includes(condition))
  const said = own.length === 0 ? html` <span class="as-route">as for everyone</span>` : list(own)
  return html`<td class="cell when"><span class="mark">if</span>${said}</td>`
}

/** Conditions of a row that stand in every cell which is not `no`. */
function sharedConditions({ cells }: MatrixRow): readonly string[] {
  const open = cells.filter(({ kind }) => kind !== "no")
  const [first] = open
  if (first?.kind !== "when") return []
  return first.conditions.filter((condition) =>
    open.every((cell) => cell.kind === "when" && cell.conditions.includes(condition)),
  )
}

function list(items: readonly string[]): Markup | "" {
  return items.length === 0
    ? ""
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`
}

function conditional(roles: readonly ConditionalRole[]): Markup | "" {
  if (roles.length === 0) return ""
  const told = roles.map(
    ({ name, of, condition }) =>
      html`<dt>${name}${of === undefined ? "" : ` of ${of}`}</dt>
        <dd>${condition}</dd>`,
  )
  return html`<section class="about">
    <h2>Roles held by condition</h2>
    <dl class="roles">${told}</dl>
  </section>`
}
