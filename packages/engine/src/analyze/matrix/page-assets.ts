// What the page brings along. The policy of its `<meta>` admits these two texts and nothing else, by their SHA-256: a test
// says what to write here when one of them has changed.

export const styleHash = "sha256-e5GR8SJb3BSYqduM0uqKXEzH1jI74bECiJSYfB3oxko="
export const scriptHash = "sha256-DKh1BcyGLgNT6FrcREPAomi/xFCGCLcSMqLRY11O1wc="

export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --sheet: #ffffff; --ink: #1b2330; --soft: #566070; --line: #dfe3e9; --head: #eef1f5;
  --yes: #0b6b3a; --yes-back: #e3f5ea; --no: #687080; --when: #7a4a00; --when-back: #fdf1d8; --accent: #2455c3;
  --over: #fff4c2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --sheet: #1a2029; --ink: #e6eaf0; --soft: #a3adbb; --line: #313a47; --head: #222a35;
    --yes: #7ee2a8; --yes-back: #143524; --no: #98a2b1; --when: #f5c869; --when-back: #3a2d10; --accent: #8ab0ff;
    --over: #2b3342;
  }
}
* { box-sizing: border-box; }
html { font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body {
  display: flex; flex-direction: column; height: 100vh; margin: 0; padding: 1.25rem clamp(1rem, 3vw, 2.5rem);
  background: var(--page); color: var(--ink);
}
main { display: flex; flex: 1 1 auto; min-height: 16rem; }
h1 { margin: 0; font-size: 1.55rem; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1rem; }
.package { color: var(--soft); font-weight: 400; }
.bar { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; align-items: end; margin: 1.1rem 0 0.9rem; }
.search { flex: 1 1 18rem; max-width: 30rem; }
.search label { display: block; margin-bottom: 0.2rem; color: var(--soft); font-size: 0.82rem; }
.search input {
  width: 100%; padding: 0.5rem 0.7rem; border: 1px solid var(--line); border-radius: 0.5rem;
  background: var(--sheet); color: var(--ink); font: inherit;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.count { margin: 0; padding-bottom: 0.55rem; color: var(--soft); font-size: 0.88rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; margin: 0 0 1rem; font-size: 0.88rem; }
.legend div { display: flex; gap: 0.5rem; align-items: baseline; }
.legend dd { margin: 0; color: var(--soft); }
.sheet {
  flex: 1 1 auto; align-self: flex-start; min-width: 0; max-height: 100%; overflow: auto; border: 1px solid var(--line); border-radius: 0.7rem;
  background: var(--sheet);
}
table { border-collapse: separate; border-spacing: 0; width: 100%; }
th, td { padding: 0.55rem 0.75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--head); font-size: 0.88rem; white-space: nowrap; }
thead th small, .route small { display: block; color: var(--soft); font-weight: 400; }
thead th:first-child { left: 0; z-index: 3; }
tbody th { position: sticky; left: 0; z-index: 1; min-width: 17rem; max-width: 28rem; background: var(--sheet); font-weight: 400; }
tbody tr:hover > * { background: var(--over); }
.path { font: 0.9rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.verb { margin-right: 0.35rem; color: var(--accent); font-weight: 700; font-size: 0.78rem; letter-spacing: 0.02em; }
.route small { font-size: 0.8rem; }
.cell ul { margin: 0.3rem 0 0; padding: 0; list-style: none; font-size: 0.8rem; color: var(--soft); }
.cell { min-width: 6.5rem; }
.cell ul { min-width: 10.5rem; }
.when ul { color: var(--ink); }
.notes ul { min-width: 15rem; margin-top: 0; }
.cell li { padding-left: 0.8rem; text-indent: -0.8rem; overflow-wrap: anywhere; }
.cell li::before { content: "\\2022\\00a0\\00a0"; color: var(--soft); }
.mark { display: inline-block; min-width: 2.6rem; padding: 0.05rem 0.55rem; border-radius: 1rem; font-size: 0.82rem; font-weight: 650; text-align: center; }
.yes .mark, .mark.yes { background: var(--yes-back); color: var(--yes); }
.when .mark, .mark.when { background: var(--when-back); color: var(--when); }
.no .mark, .mark.no { color: var(--no); font-weight: 400; }
.as-route { display: block; margin-top: 0.3rem; white-space: nowrap; color: var(--soft); font-size: 0.8rem; }
.about { padding: 0.2rem 0.75rem 0.75rem; border-top: 1px solid var(--line); }
.about h2 { margin: 0.8rem 0 0.4rem; }
.roles { margin: 0; }
.roles dt { font-weight: 650; }
.roles dd { margin: 0 0 0.5rem; color: var(--soft); }
.empty { padding: 1.5rem; color: var(--soft); }
[hidden] { display: none !important; }
@media (max-width: 40rem) { tbody th { min-width: 9.5rem; max-width: 12rem; } }
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --sheet: #fff; --ink: #000; --soft: #444; --line: #bbb; --head: #fff;
    --yes: #000; --yes-back: #fff; --no: #555; --when: #000; --when-back: #fff; --accent: #000; --over: #fff;
  }
  html { font-size: 9.5pt; }
  body { display: block; height: auto; padding: 0; }
  main { display: block; }
  .bar { display: none; }
  .sheet { max-height: none; overflow: visible; border: 0; }
  thead { display: table-header-group; }
  thead th, tbody th { position: static; }
  tbody th, .cell, .cell ul, .notes ul { min-width: 0; }
  thead th, .as-route { white-space: normal; }
  tr { break-inside: avoid; }
  .mark { border: 1px solid #888; }
  @page { size: landscape; margin: 12mm; }
}
`

export const script = `
const field = document.getElementById("search")
const count = document.getElementById("count")
const empty = document.getElementById("empty")
const rows = Array.from(document.querySelectorAll("tbody tr"), (row) => {
  const parts = Array.from(row.querySelectorAll("th, td, li, small, .verb"), (part) => part.textContent)
  return { row, text: [row.dataset.route, ...parts].join(" ").toLowerCase() }
})
function filter() {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let shown = 0
  for (const { row, text } of rows) {
    const fits = words.every((word) => text.includes(word))
    row.hidden = !fits
    if (fits) shown += 1
  }
  count.textContent = words.length === 0 ? rows.length + " routes" : shown + " of " + rows.length + " routes"
  empty.hidden = shown > 0
}
field.addEventListener("input", filter)
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement === field) {
    field.value = ""
    filter()
  }
  const isTyping = document.activeElement === field || event.ctrlKey || event.metaKey || event.altKey
  if (event.key === "/" && !isTyping) {
    event.preventDefault()
    field.focus()
  }
})
filter()
`
