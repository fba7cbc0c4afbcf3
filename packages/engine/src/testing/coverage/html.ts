import type { CoverageReport, FileCoverage, LineCoverage, Share, UnitCoverage } from "./report.ts"
import { style } from "./html-style.ts"

/**
 * Coverage as one page that needs nothing else: the source of each file, coloured line by line; behind each line what its rules
 * and conditions came to. No scripts, nothing from elsewhere; whatever a policy says is escaped.
 */
export function renderCoverageHtml(report: CoverageReport): string {
  const { rules, conditions, cells, total, requests } = report
  const files = report.files.filter(({ units }) => units.length > 0)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Coverage of ${escaped(report.package)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Coverage of ${escaped(report.package)}</h1>
<p>${total.percent.toFixed(2)} % by ${requests} ${requests === 1 ? "request" : "requests"}, policy <code>${escaped(report.policyHash)}</code></p>
<table class="shares">
<thead><tr><th scope="col">what</th><th scope="col">covered</th><th scope="col">of</th><th scope="col">%</th></tr></thead>
<tbody>
${[["rules", rules] as const, ["conditions", conditions] as const, ["route × role", cells] as const, ["all", total] as const].map(([name, share]) => shareRow(escaped(name), share)).join("\n")}
${files.map((file, place) => shareRow(`<a href="#file-${place}">${escaped(file.path)}</a>`, file.total)).join("\n")}
</tbody>
</table>
<p class="legend"><span class="covered">covered</span> <span class="partly">partly</span> <span class="uncovered">not covered</span></p>
</header>
${files.map(fileSection).join("\n")}
</body>
</html>
`
}

function shareRow(name: string, { covered, possible, percent }: Share): string {
  return `<tr><th scope="row">${name}</th><td>${covered}</td><td>${possible}</td><td>${percent.toFixed(2)}</td></tr>`
}

function fileSection({ path, text, units, lines }: FileCoverage, place: number): string {
  const known = new Map(lines.map((line) => [line.line, line]))
  const rows = text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map((source, at) => lineRow(at + 1, source, known.get(at + 1), units, `L${place}-${at + 1}`))
  return `<section id="file-${place}">
<h2>${escaped(path)}</h2>
<table class="source"><tbody>
${rows.join("\n")}
</tbody></table>
</section>`
}

function lineRow(
  number: number,
  source: string,
  line: LineCoverage | undefined,
  units: readonly UnitCoverage[],
  id: string,
): string {
  const anchor = `<td class="number"><a href="#${id}">${number}</a></td>`
  const code = source === "" ? " " : escaped(source)
  if (line === undefined)
    return `<tr id="${id}">${anchor}<td class="hits"></td><td class="code"><pre>${code}</pre></td></tr>`
  const told = units.filter((unit) => unit.line === number)
  const title = told.map(unitInWords).map(escaped).join("&#10;")
  return `<tr id="${id}" class="${line.state}" title="${title}">${anchor}<td class="hits">${line.hits}</td><td class="code"><details><summary><pre>${code}</pre></summary>${outcomeList(told)}</details></td></tr>`
}

function unitInWords({ text, outcomes }: UnitCoverage): string {
  return `${text}: ${outcomes.map(({ name, count }) => `${name} ${count}×`).join(", ")}`
}

function outcomeList(units: readonly UnitCoverage[]): string {
  const items = units.map(({ kind, text, outcomes }) => {
    const counts = outcomes.map(
      ({ name, count }) =>
        `<span class="${count > 0 ? "covered" : "uncovered"}">${escaped(name)} ${count}×</span>`,
    )
    return `<li>${kind === "cell" ? escaped(text) : `<code>${escaped(text)}</code>`} ${counts.join(" ")}</li>`
  })
  return `<ul>${items.join("")}</ul>`
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Also what would turn the direction of the text, or is no character of a page. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
    .replaceAll(
      /[\p{Cf}\p{Cs}\p{Co}\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
}
