import type { Diagnostic } from "@edict/engine"

/** Findings as a JUnit report: a case for each file that was looked at, failed by its errors. */
export function renderJunit(
  suite: string,
  diagnostics: readonly Diagnostic[],
  checked: readonly string[],
): string {
  const files = [...new Set([...checked, ...diagnostics.map(({ span }) => span.file)])]
  const cases = files.map((file) => ({ file, found: diagnostics.filter(({ span }) => span.file === file) }))
  const failed = cases.filter(({ found }) => found.some(isError)).length
  const counts = `tests="${cases.length}" failures="${failed}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="edict" ${counts}>`,
    `  <testsuite name="${escapeXml(suite)}" ${counts}>`,
    ...cases.flatMap(({ file, found }) => renderCase(suite, file, found)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n")
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error"

function renderCase(suite: string, file: string, found: readonly Diagnostic[]): readonly string[] {
  const head = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(file)}"`
  if (found.length === 0) return [`${head}/>`]
  const errors = found.filter(isError)
  const others = found.filter((finding) => !isError(finding))
  return [
    `${head}>`,
    ...errors.map((finding) => {
      const attributes = `type="${finding.code}" message="${escapeXml(finding.message)}"`
      return `      <failure ${attributes}>${escapeXml(textOf(finding))}</failure>`
    }),
    ...(others.length === 0
      ? []
      : [`      <system-out>${escapeXml(others.map(textOf).join("\n"))}</system-out>`]),
    "    </testcase>",
  ]
}

function textOf({ code, severity, message, why, help, span }: Diagnostic): string {
  const remarks = [why, help].filter((remark) => remark !== undefined)
  return [`${span.file}:${span.line}:${span.column}: ${severity}[${code}] ${message}`, ...remarks].join("\n")
}

/** XML 1.0 cannot hold most control characters, however they are written: they become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\r", "&#13;")
    .replaceAll("\t", "&#9;")
}
