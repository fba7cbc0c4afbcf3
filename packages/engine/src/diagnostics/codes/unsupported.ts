/** E050 to E099: what the language has, and this version does not enforce. */
export const unsupportedCodes = {
  E051: { severity: "error", title: "`accept` with media types is not in this version" },
  E052: { severity: "error", title: "the shape of a body is not in this version" },
  E053: { severity: "error", title: "the shape of a query is not in this version" },
  E054: { severity: "error", title: "the shape of headers is not in this version" },
  E055: { severity: "error", title: "the shape of parameters is not in this version" },
  E056: { severity: "error", title: "`deprecated` is not in this version" },
  E057: { severity: "error", title: "`upgrade` is not in this version" },
  E058: { severity: "error", title: "`idempotent` is not in this version" },
  E059: { severity: "error", title: "`concurrent` is not in this version" },
  E060: { severity: "error", title: "`throttle` is not in this version" },
  E061: { severity: "error", title: "`reject injection` is not in this version" },
  E062: { severity: "error", title: "`assert` is not in this version" },
  E063: { severity: "error", title: "`response` of a status or media type is not in this version" },
  E064: { severity: "error", title: "`mask … as` is not in this version" },
  E065: { severity: "error", title: "`max items` is not in this version" },
  E067: { severity: "error", title: "`remove header` is not in this version" },
  E068: { severity: "error", title: "`set header` is not in this version" },
  E069: { severity: "error", title: "a way to authenticate that is not in this version" },
  E070: { severity: "error", title: "`bind` is not in this version" },
  E071: { severity: "error", title: "keys fetched from a URL are not in this version" },
} as const

export type UnsupportedCode = keyof typeof unsupportedCodes
