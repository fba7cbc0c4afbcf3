/** Told by more than colour: partly and not covered lines have marks of their own, which print. */
export const style: string = `
:root { color-scheme: light dark; --covered: #e3f4e3; --partly: #fdf3cf; --uncovered: #fbdcdc; --quiet: #666; }
@media (prefers-color-scheme: dark) {
  :root { --covered: #17331b; --partly: #3d3410; --uncovered: #4a1c1c; --quiet: #999; }
}
body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem; }
table { border-collapse: collapse; }
.shares th, .shares td { padding: 0.1rem 0.8rem 0.1rem 0; text-align: right; }
.shares th[scope="row"], .shares thead th:first-child { text-align: left; font-weight: normal; }
.source { width: 100%; font-family: ui-monospace, monospace; font-size: 13px; }
.source pre { margin: 0; font: inherit; white-space: pre-wrap; display: inline; tab-size: 4; }
.source td { padding: 0 0.5rem; vertical-align: top; }
.number, .hits { text-align: right; color: var(--quiet); width: 1%; user-select: none; }
.number a { color: inherit; text-decoration: none; }
.code { border-left: 3px solid transparent; }
.covered { background: var(--covered); }
.partly { background: var(--partly); }
.uncovered { background: var(--uncovered); }
tr.partly .code { border-left-color: #b8860b; border-left-style: dashed; }
tr.uncovered .code { border-left-color: #b22222; }
tr:target { outline: 2px solid #4a7fd0; }
summary { list-style: none; cursor: help; }
summary::-webkit-details-marker { display: none; }
details ul { font-family: system-ui, sans-serif; margin: 0.2rem 0 0.5rem; }
.legend span, li span { padding: 0 0.4rem; border-radius: 3px; }
@media print {
  body { margin: 0; font-size: 11px; }
  section { break-before: page; }
  tr { break-inside: avoid; }
  .covered, .partly, .uncovered { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details ul { display: none; }
}
`
