// packages/engine/src/compile.ts
import { createHash } from "node:crypto";

// packages/engine/src/diagnostics/codes/conflicts.ts
var conflictCodes = {
  E301: { severity: "error", title: "the same route twice" },
  E302: { severity: "error", title: "templates of equal rank that one path fits" },
  E303: { severity: "error", title: "two where one counts" },
  E304: { severity: "error", title: "an allow that nobody can meet" },
  E305: { severity: "error", title: "a target that no route takes" },
  E306: { severity: "error", title: "a rule that reads what a route does not bind" },
  E307: { severity: "error", title: "roles that lead back to themselves" },
  E308: { severity: "error", title: "a status that is no refusal" },
  E309: { severity: "error", title: "a limit whose numbers contradict" },
  E310: { severity: "error", title: "a time beyond what is sane" },
  E311: { severity: "error", title: "a path that is no template" },
  E312: { severity: "error", title: "a response rule out of place" },
  E314: { severity: "error", title: "a relative role without a condition" },
  E316: { severity: "error", title: "a role that cannot be included" }
};

// packages/engine/src/diagnostics/codes/import.ts
var importCodes = {
  E601: { severity: "error", title: "not an OpenAPI document" },
  E602: { severity: "warning", title: "a path that no template says" },
  E603: { severity: "warning", title: "an operation whose credentials cannot be checked" },
  E604: { severity: "warning", title: "a way in that is left out" },
  E605: { severity: "warning", title: "credentials that the host program checks" },
  E606: { severity: "warning", title: "a token that is taken for a JWT" },
  E607: { severity: "warning", title: "an operation that anyone may call" },
  E608: { severity: "warning", title: "a verb that no route can have" },
  E609: { severity: "warning", title: "an operation that another one hides" },
  E610: { severity: "warning", title: "shapes that are not enforced" },
  E611: { severity: "warning", title: "a part of the document that is left out" }
};

// packages/engine/src/diagnostics/codes/names.ts
var nameCodes = {
  E101: { severity: "error", title: "unknown role" },
  E102: { severity: "error", title: "unknown type" },
  E103: { severity: "error", title: "unknown quota" },
  E104: { severity: "error", title: "unknown definition" },
  E105: { severity: "error", title: "unknown authenticator" },
  E106: { severity: "error", title: "unknown name in a condition" },
  E107: { severity: "error", title: "unknown member" },
  E108: { severity: "error", title: "unknown path parameter" },
  E109: { severity: "error", title: "declared twice" },
  E110: { severity: "error", title: "a name that the language keeps for itself" },
  E111: { severity: "error", title: "nothing to import" },
  E112: { severity: "error", title: "schema file not found" },
  E113: { severity: "error", title: "no such schema in the file" },
  E114: { severity: "error", title: "the same name twice in a list" },
  E116: { severity: "error", title: "unknown option" },
  E117: { severity: "error", title: "unknown way to authenticate" },
  E118: { severity: "error", title: "unknown field" },
  E119: { severity: "error", title: "a verb that no route can have" },
  E120: { severity: "error", title: "unknown time zone" },
  E121: { severity: "error", title: "unknown day of the week" }
};

// packages/engine/src/diagnostics/codes/security.ts
var securityCodes = {
  E401: { severity: "error", title: "a role under `not`" },
  E402: { severity: "error", title: "a role that would take away" },
  E403: { severity: "error", title: "a route that nobody authenticates" },
  E404: { severity: "error", title: "an authenticator that lacks what it needs" },
  E405: { severity: "error", title: "the subject read where anyone is allowed" },
  E406: { severity: "error", title: "a member of the subject that is never set" },
  E407: { severity: "error", title: "a role that is never assigned" },
  E408: { severity: "error", title: "an algorithm that proves nothing" },
  E409: { severity: "error", title: "unknown version of TLS" }
};

// packages/engine/src/diagnostics/codes/syntax.ts
var syntaxCodes = {
  E001: { severity: "error", title: "a character that the language does not have" },
  E002: { severity: "error", title: "a string that is not closed" },
  E003: { severity: "error", title: "an escape that does not exist" },
  E004: { severity: "error", title: "a number or unit that does not read" },
  E005: { severity: "error", title: "a number that is too large" },
  E006: { severity: "error", title: "a date or time that does not exist" },
  E007: { severity: "error", title: "an address that does not exist" },
  E010: { severity: "error", title: "something else was expected" },
  E011: { severity: "error", title: "unknown keyword" },
  E012: { severity: "error", title: "a bracket that is not closed" },
  E013: { severity: "error", title: "a bracket that closes nothing" },
  E014: { severity: "error", title: "a bracket that is missing or of the wrong kind" },
  E020: { severity: "error", title: "an empty segment in a path" },
  E021: { severity: "error", title: "a dot segment in a path" },
  E022: { severity: "error", title: "a path parameter that does not read" },
  E023: { severity: "error", title: "a character that no path has" },
  E024: { severity: "error", title: "`**` before the end of a path" },
  E025: { severity: "error", title: "two path parameters that touch" },
  E030: { severity: "error", title: "`and` mixed with `or`" },
  E031: { severity: "error", title: "package and imports out of order" },
  E032: { severity: "error", title: "a statement where it cannot stand" },
  E033: { severity: "error", title: "a reserved word as a name" },
  E034: { severity: "error", title: "`=` where values are compared" },
  E035: { severity: "error", title: "unknown version of the language" },
  E040: { severity: "error", title: "a file that is too long" },
  E041: { severity: "error", title: "a file with too many words" },
  E042: { severity: "error", title: "nested too deep" },
  E043: { severity: "error", title: "a string that is too long" }
};

// packages/engine/src/diagnostics/codes/types.ts
var typeCodes = {
  E201: { severity: "error", title: "operands that can never fit" },
  E202: { severity: "error", title: "not a condition" },
  E203: { severity: "error", title: "an operator on a value that it does not take" },
  E204: { severity: "error", title: "a pattern that does not read" },
  E205: { severity: "error", title: "a value that is not of its type" },
  E206: { severity: "error", title: "a bound that does not fit its type" },
  E207: { severity: "error", title: "too many or too few arguments" },
  E209: { severity: "error", title: "definitions that lead back to themselves" },
  E210: { severity: "error", title: "a condition that grows too large" },
  E211: { severity: "error", title: "a range that holds nothing" },
  E212: { severity: "error", title: "an address that does not read" },
  E213: { severity: "error", title: "a role read as a value" },
  E214: { severity: "error", title: "the time of day outside `between`" },
  E215: { severity: "error", title: "a value that cannot be read here" },
  E216: { severity: "error", title: "a bad value in the environment" },
  E217: { severity: "error", title: "a member of the subject that is not declared" },
  E218: { severity: "error", title: "a key or cost that does not count" },
  E219: { severity: "error", title: "a schema file that does not read" },
  E220: { severity: "error", title: "a type that no path parameter can have" },
  E221: { severity: "error", title: "the subject's own members" }
};

// packages/engine/src/diagnostics/codes/unsupported.ts
var unsupportedCodes = {
  E050: { severity: "error", title: "`cors` is not in this version" },
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
  E064: { severity: "error", title: "`mask \u2026 as` is not in this version" },
  E065: { severity: "error", title: "`max items` is not in this version" },
  E066: { severity: "error", title: "`pass` is not in this version" },
  E067: { severity: "error", title: "`remove header` is not in this version" },
  E068: { severity: "error", title: "`set header` is not in this version" },
  E069: { severity: "error", title: "a way to authenticate that is not in this version" },
  E070: { severity: "error", title: "`bind` is not in this version" },
  E071: { severity: "error", title: "keys fetched from a URL are not in this version" }
};

// packages/engine/src/diagnostics/codes.ts
var codes = {
  ...syntaxCodes,
  ...unsupportedCodes,
  ...nameCodes,
  ...typeCodes,
  ...conflictCodes,
  ...securityCodes,
  ...importCodes
};

// packages/engine/src/diagnostics/diagnostic.ts
function diagnostic(code, span, message, extras = {}) {
  return {
    code,
    severity: codes[code].severity,
    message,
    ...extras.why === void 0 ? {} : { why: extras.why },
    ...extras.help === void 0 ? {} : { help: extras.help },
    span,
    labels: extras.labels ?? [],
    related: extras.related ?? [],
    fixes: extras.fixes ?? []
  };
}

// packages/engine/src/diagnostics/suggest.ts
var longest = 64;
function alignmentDistance(left, right) {
  const from = Array.from(left);
  const to = Array.from(right);
  let beforeLast = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1)
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}
function at(row, column) {
  return row[column] ?? 0;
}
function nearest(name, candidates) {
  if (name.length > longest) return void 0;
  let best;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const most = Math.min(Math.floor((Math.max(name.length, candidate.length) + 1) / 3), bestDistance);
    if (candidate === name || Math.abs(name.length - candidate.length) > most) continue;
    const distance = distanceOf(name, candidate);
    if (distance > most) continue;
    if (distance === bestDistance && best !== void 0 && best < candidate) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}
function distanceOf(name, candidate) {
  const exact = alignmentDistance(name, candidate);
  if (exact < 2) return exact;
  return Math.min(exact, alignmentDistance(name.toLowerCase(), candidate.toLowerCase()) + 1);
}

// packages/engine/src/check/checking.ts
var maxSuggested = 200;
function report(checking, code, span, message, extras) {
  checking.found.push(diagnostic(code, span, message, extras));
}
function quoted(text2) {
  const line = text2.replace(/[\p{Cc}`]+/gu, " ");
  return `\`${line.length > 60 ? `${line.slice(0, 60)}\u2026` : line}\``;
}
function reportUnknown(checking, unknown) {
  const { code, what, name, span, candidates, why, help } = unknown;
  const key = `${what} ${name}`;
  const known = checking.unknown.get(key);
  if (known) {
    if (known.length < 5) known.push({ span, message: "and here" });
    return;
  }
  const related = [];
  checking.unknown.set(key, related);
  const meant = checking.unknown.size > maxSuggested ? void 0 : nearest(name, candidates);
  report(checking, code, span, unknown.message ?? `unknown ${what} ${quoted(name)}`, {
    why,
    help: meant === void 0 ? help : void 0,
    related,
    ...suggestion(span, meant)
  });
}
function suggestion(span, meant) {
  if (meant === void 0) return {};
  return {
    labels: [{ span, text: `did you mean ${quoted(meant)}?` }],
    fixes: [{ title: `write ${quoted(meant)}`, safe: true, edits: [{ span, text: meant }] }]
  };
}
function ruleOf(checking, span, body) {
  const rule = { id: "", span, ...body };
  checking.rules.push(rule);
  return rule;
}
function identify(checking) {
  const shared = -1;
  const files = /* @__PURE__ */ new Map();
  for (const { span } of checking.rules) {
    let lines2 = files.get(span.file);
    if (!lines2) files.set(span.file, lines2 = /* @__PURE__ */ new Map());
    const start = lines2.get(span.line);
    if (start === void 0) lines2.set(span.line, span.start);
    else if (start !== span.start) lines2.set(span.line, shared);
  }
  for (const rule of checking.rules) {
    const { file, line, column } = rule.span;
    rule.id = files.get(file)?.get(line) === shared ? `${file}:${line}:${column}` : `${file}:${line}`;
  }
}

// packages/engine/src/check/accept.ts
function checkAccepted(checking, authenticators, routes, known) {
  if (authenticators === 0) return;
  const open = /* @__PURE__ */ new Map();
  for (const route of routes) {
    if (route.block.accept !== void 0 || !route.block.allowsOthers) continue;
    const top = outermost(route.block);
    const found = open.get(top);
    if (found) found.push(route);
    else open.set(top, [route]);
  }
  for (const [first, ...others] of open.values()) {
    if (first === void 0) continue;
    const more = others.length > 0 ? `, and ${others.length} more` : "";
    const names = known.map(({ name }) => name).slice(0, 5);
    report(checking, "E403", first.block.head, `${quoted(first.id)}${more} accepts no authenticator`, {
      why: "nobody could be known there, so it may allow only `anyone`",
      help: names.length > 0 ? `write \`accept auth ${names.join(", ")}\` in the block` : "write `accept auth` and a name in the block"
    });
  }
}
function outermost(block2) {
  let top = block2;
  while (top.parent && top.parent.kind !== "file") top = top.parent;
  return top;
}

// packages/engine/src/check/place.ts
var maxNodes = 2e4;
var maxDepth = 256;
function complain(place2, code, span, message, extras = {}) {
  const { call: call2, work, checking } = place2;
  if (call2 === void 0) report(checking, code, span, message, extras);
  else if (work.callReported !== call2.span) {
    work.callReported = call2.span;
    report(checking, code, call2.span, message, {
      ...extras,
      labels: [{ span: call2.span, text: "put in place here" }],
      fixes: [],
      related: [...extras.related ?? [], { span, message: "read here, in the definition" }]
    });
  }
  return broken(span);
}
function broken(span) {
  return {
    expression: { kind: "literal", value: false, type: { kind: "bool" }, span },
    type: { kind: "json" },
    readsRole: false,
    broken: true
  };
}
function typed(expression, type, parts = []) {
  return {
    expression,
    type,
    readsRole: parts.some((part) => part.readsRole),
    broken: parts.some((part) => part.broken)
  };
}
var nothing = [];
var openObject = /* @__PURE__ */ new Map();
function bareBindings(where, changes = {}) {
  return {
    where,
    parameter: () => void 0,
    parameterNames: () => nothing,
    resource: () => void 0,
    resourceNames: () => nothing,
    query: void 0,
    headers: void 0,
    body: { kind: "json" },
    refused: openObject,
    credential: void 0,
    ...changes
  };
}

// packages/engine/src/values/address.ts
function parseAddress(text2) {
  if (!text2.includes(":")) {
    const bits2 = parseIPv4(text2);
    return bits2 === void 0 ? void 0 : { version: 4, bits: BigInt(bits2) };
  }
  const bits = parseIPv6(text2);
  if (bits === void 0) return void 0;
  return isMapped(bits) ? { version: 4, bits: bits & 0xffffffffn } : { version: 6, bits };
}
function parseCidr(text2) {
  const slash3 = text2.indexOf("/");
  if (slash3 < 0) return void 0;
  const prefix = decimal(text2, slash3 + 1, text2.length, 128);
  const head = text2.slice(0, slash3);
  if (prefix === void 0) return void 0;
  if (!head.includes(":")) {
    const bits2 = parseIPv4(head);
    return bits2 === void 0 || prefix > 32 ? void 0 : block(4, BigInt(bits2), prefix);
  }
  const bits = parseIPv6(head);
  if (bits === void 0) return void 0;
  return isMapped(bits) && prefix >= 96 ? block(4, bits & 0xffffffffn, prefix - 96) : block(6, bits, prefix);
}
function inCidr(address, cidr) {
  if (address.version !== cidr.version) return false;
  return address.bits >> BigInt(widthOf(cidr.version) - cidr.prefix) === cidr.network;
}
var widthOf = (version) => version === 4 ? 32 : 128;
var block = (version, bits, prefix) => ({
  version,
  prefix,
  network: bits >> BigInt(widthOf(version) - prefix)
});
var isMapped = (bits) => bits >> 32n === 0xffffn;
function parseIPv4(text2) {
  if (text2.length > 15) return void 0;
  let bits = 0;
  let start = 0;
  for (let part = 0; part < 4; part += 1) {
    const end = part === 3 ? text2.length : text2.indexOf(".", start);
    const value = end < 0 ? void 0 : decimal(text2, start, end, 255);
    if (value === void 0) return void 0;
    bits = bits * 256 + value;
    start = end + 1;
  }
  return bits;
}
function parseIPv6(text2) {
  if (text2.length > 45) return void 0;
  const gap = text2.indexOf("::");
  if (gap < 0) {
    const groups = parseGroups(text2, true);
    return groups?.length === 8 ? join(groups) : void 0;
  }
  const before = parseGroups(text2.slice(0, gap), false);
  const after2 = parseGroups(text2.slice(gap + 2), true);
  if (before === void 0 || after2 === void 0) return void 0;
  const missing = 8 - before.length - after2.length;
  return missing < 1 ? void 0 : join([...before, ...Array(missing).fill(0), ...after2]);
}
function parseGroups(text2, mayEndInIPv4) {
  if (text2 === "") return [];
  const groups = [];
  const written = text2.split(":");
  for (const [place2, group2] of written.entries()) {
    if (mayEndInIPv4 && place2 === written.length - 1 && group2.includes(".")) {
      const bits = parseIPv4(group2);
      if (bits === void 0) return void 0;
      groups.push(Math.floor(bits / 65536), bits % 65536);
      continue;
    }
    const value = hexadecimal(group2);
    if (value === void 0) return void 0;
    groups.push(value);
  }
  return groups;
}
var join = (groups) => groups.reduce((bits, group2) => bits << 16n | BigInt(group2), 0n);
function hexadecimal(text2) {
  if (text2.length < 1 || text2.length > 4) return void 0;
  let value = 0;
  for (let index = 0; index < text2.length; index += 1) {
    const digit = hexDigit(text2.charCodeAt(index));
    if (digit < 0) return void 0;
    value = value * 16 + digit;
  }
  return value;
}
function hexDigit(code) {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
function decimal(text2, start, end, most) {
  if (end <= start || end - start > 3) return void 0;
  if (end - start > 1 && text2.charCodeAt(start) === 48) return void 0;
  let value = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text2.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return void 0;
    value = value * 10 + digit;
  }
  return value > most ? void 0 : value;
}

// packages/engine/src/values/calendar.ts
var furthest = 864e13;
var dayMilliseconds = 864e5;
function dayOf(text2) {
  if (text2.length !== 10 || text2[4] !== "-" || text2[7] !== "-") return void 0;
  const year = digits(text2, 0, 4);
  const month = digits(text2, 5, 2);
  const day2 = digits(text2, 8, 2);
  if (year < 0 || month < 1 || month > 12 || day2 < 1 || day2 > lengthOfMonth(year, month)) return void 0;
  return daysBefore(year, month) + day2 - 1;
}
function minutesOf(text2) {
  if (text2.length !== 5 || text2[2] !== ":") return void 0;
  const hours = digits(text2, 0, 2);
  const minutes = digits(text2, 3, 2);
  return hours < 0 || hours > 23 || minutes < 0 || minutes > 59 ? void 0 : hours * 60 + minutes;
}
function digits(text2, start, count2) {
  let value = 0;
  for (let index = start; index < start + count2; index += 1) {
    const digit = text2.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}
var lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
var isLeap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
var lengthOfMonth = (year, month) => month === 2 && isLeap(year) ? 29 : lengths[month - 1] ?? 0;
function daysBefore(year, month) {
  const leapDays = Math.floor((year + 3) / 4) - Math.floor((year + 99) / 100) + Math.floor((year + 399) / 400);
  let days = year * 365 + leapDays - 719528;
  for (let earlier = 1; earlier < month; earlier += 1) days += lengthOfMonth(year, earlier);
  return days;
}

// packages/engine/src/values/duration.ts
var units = /* @__PURE__ */ new Map([
  ["ms", 1],
  ["s", 1e3],
  ["min", 6e4],
  ["h", 36e5],
  ["d", 864e5]
]);
function parseDuration(text2) {
  let end = 0;
  while (end < text2.length && isDigit(text2.charCodeAt(end))) end += 1;
  const unit = units.get(text2.slice(end));
  if (end === 0 || unit === void 0) return void 0;
  const milliseconds = Number(text2.slice(0, end)) * unit;
  return milliseconds <= furthest ? milliseconds : void 0;
}
var isDigit = (code) => code >= 48 && code <= 57;

// packages/engine/src/values/text.ts
function isWellFormed(text2) {
  return text2.isWellFormed();
}
function codePointLength(text2) {
  let count2 = text2.length;
  for (let index = 0; index < text2.length - 1; index += 1) {
    if (isHigh(text2.charCodeAt(index)) && isLow(text2.charCodeAt(index + 1))) {
      count2 -= 1;
      index += 1;
    }
  }
  return count2;
}
function compareText(left, right) {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    const one2 = left.charCodeAt(index);
    const other = right.charCodeAt(index);
    if (one2 !== other) return orderOf(one2) - orderOf(other);
  }
  return left.length - right.length;
}
var orderOf = (unit) => unit >= 55296 && unit <= 57343 ? unit + 65536 : unit;
var isHigh = (unit) => unit >= 55296 && unit <= 56319;
var isLow = (unit) => unit >= 56320 && unit <= 57343;
var anyRun = -1;
var anyOne = -2;
function likeTokens(pattern) {
  if (!isWellFormed(pattern)) return void 0;
  const tokens = [];
  let escaped = false;
  for (const character of pattern) {
    const special = character === "*" || character === "?" || character === "\\";
    if (escaped && !special) return void 0;
    if (!escaped && character === "\\") {
      escaped = true;
      continue;
    }
    const token2 = escaped || !special ? character.codePointAt(0) : character === "*" ? anyRun : anyOne;
    escaped = false;
    if (token2 === void 0 || token2 === anyRun && tokens.at(-1) === anyRun) continue;
    tokens.push(token2);
  }
  return escaped ? void 0 : tokens;
}
function compileLike(pattern) {
  const tokens = likeTokens(pattern);
  if (tokens === void 0) throw new Error("a `like` pattern was not checked");
  return (text2) => fits(text2, tokens);
}
function fits(text2, tokens) {
  let position = 0;
  let part = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (position < text2.length) {
    const code = text2.codePointAt(position) ?? 0;
    const token2 = tokens[part];
    if (token2 === code || token2 === anyOne) {
      position += widthOf2(code);
      part += 1;
    } else if (token2 === anyRun) {
      lastRun = part;
      runEnd = position;
      part += 1;
    } else if (lastRun >= 0) {
      runEnd += widthOf2(text2.codePointAt(runEnd) ?? 0);
      position = runEnd;
      part = lastRun + 1;
    } else return false;
  }
  if (tokens[part] === anyRun) part += 1;
  return part === tokens.length;
}
var widthOf2 = (codePoint) => codePoint > 65535 ? 2 : 1;

// packages/engine/src/values/zone.ts
var zones = /* @__PURE__ */ new Map();
var mostZones = 1e3;
var weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
function clockIn(name, now2) {
  if (name === "UTC") return utcClock(now2);
  const zone = zoneOf(name);
  if (zone.formatter === void 0) return void 0;
  const second2 = Math.floor(now2 / 1e3);
  if (second2 !== zone.second) {
    zone.clock = read(zone.formatter, second2 * 1e3);
    zone.second = second2;
  }
  return zone.clock;
}
var isZone = (name) => zoneOf(name).formatter !== void 0;
function zoneOf(name) {
  const known = zones.get(name);
  if (known !== void 0) return known;
  const zone = { formatter: formatterOf(name), second: Number.NaN, clock: { weekday: 1, minutes: 0 } };
  if (zones.size >= mostZones) zones.clear();
  zones.set(name, zone);
  return zone;
}
function formatterOf(name) {
  if (name === "" || name.startsWith("+") || name.startsWith("-")) return void 0;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit"
    });
  } catch {
    return void 0;
  }
}
function read(formatter, now2) {
  let weekday = 0;
  let minutes = 0;
  for (const part of formatter.formatToParts(now2)) {
    if (part.type === "weekday") weekday = weekdays.indexOf(part.value) + 1;
    else if (part.type === "hour") minutes += Number(part.value) * 60;
    else if (part.type === "minute") minutes += Number(part.value);
  }
  return { weekday, minutes };
}
function utcClock(now2) {
  const minute = Math.floor(now2 / 6e4);
  const day2 = Math.floor(minute / 1440);
  return { weekday: ((day2 + 3) % 7 + 7) % 7 + 1, minutes: minute - day2 * 1440 };
}

// packages/engine/src/values/time.ts
function instantOf(raw) {
  if (typeof raw === "string") return parseInstant(raw);
  if (typeof raw === "number") return inReach(Math.round(raw * 1e3));
  if (typeof raw !== "object" || raw === null) return void 0;
  try {
    return raw instanceof Date ? inReach(Date.prototype.getTime.call(raw)) : void 0;
  } catch {
    return void 0;
  }
}
function within(instant, now2, milliseconds) {
  if (typeof instant !== "number" || typeof now2 !== "number") return void 0;
  return now2 - milliseconds <= instant && instant <= now2;
}
function inWindow(now2, from, to, zone, days) {
  if (now2 === void 0 || inReach(now2) === void 0) return void 0;
  const clock = clockIn(zone, now2);
  if (clock === void 0) return void 0;
  const beginsToday = clock.minutes >= from && (from >= to || clock.minutes < to);
  const beganYesterday = from >= to && clock.minutes < to;
  if (beginsToday && (days === void 0 || days.includes(clock.weekday))) return true;
  return beganYesterday && (days === void 0 || days.includes(clock.weekday === 1 ? 7 : clock.weekday - 1));
}
var inReach = (milliseconds) => Math.abs(milliseconds) <= furthest ? milliseconds + 0 : void 0;
function parseInstant(text2) {
  const day2 = dayOf(text2.slice(0, 10));
  const separator = text2.charCodeAt(10) | 32;
  if (day2 === void 0 || separator !== 116 || text2[13] !== ":" || text2[16] !== ":") return void 0;
  const hours = digits(text2, 11, 2);
  const minutes = digits(text2, 14, 2);
  const seconds = digits(text2, 17, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return void 0;
  let place2 = 19;
  if (text2[place2] === ".") {
    place2 += 1;
    while (digits(text2, place2, 1) >= 0) place2 += 1;
    if (place2 === 20) return void 0;
  }
  const offset = parseOffset(text2.slice(place2));
  if (offset === void 0) return void 0;
  const minute = day2 * dayMilliseconds + (hours * 60 + minutes - offset) * 6e4;
  if (seconds === 60) return isLastMinuteOfMonth(minute) ? minute + 59999 : void 0;
  return minute + seconds * 1e3 + Math.round(Number(`0${text2.slice(19, place2)}`) * 1e3);
}
function parseOffset(text2) {
  if (text2 === "Z" || text2 === "z") return 0;
  if (text2.length !== 6 || text2[3] !== ":" || text2[0] !== "+" && text2[0] !== "-") return void 0;
  const hours = digits(text2, 1, 2);
  const minutes = digits(text2, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return void 0;
  return (hours * 60 + minutes) * (text2[0] === "-" ? -1 : 1);
}
var isLastMinuteOfMonth = (minute) => {
  const next = minute + 6e4;
  return next % dayMilliseconds === 0 && Math.abs(next) <= furthest && new Date(next).getUTCDate() === 1;
};

// packages/engine/src/values/coerce.ts
function coerce(raw, type) {
  if (raw === void 0 || raw === null) return void 0;
  switch (type.kind) {
    case "bool":
      return typeof raw === "boolean" ? raw : void 0;
    case "int":
      return typeof raw === "number" && Number.isSafeInteger(raw) ? bounded(raw, type) : void 0;
    case "number":
      return typeof raw === "number" && Number.isFinite(raw) ? bounded(raw, type) : void 0;
    case "string":
      return typeof raw === "string" ? stringOf(raw, type) : void 0;
    case "instant":
      return instantOf(raw);
    case "duration":
      return durationOf(raw);
    case "date":
      return typeof raw === "string" && dayOf(raw) !== void 0 ? raw : void 0;
    case "time":
      return typeof raw === "string" ? minutesOf(raw) : void 0;
    case "ip":
      return typeof raw === "string" ? parseAddress(raw) : void 0;
    case "uuid":
      return typeof raw === "string" && isUuid(raw) ? raw.toLowerCase() : void 0;
    case "url":
      return typeof raw === "string" && isUrl(raw) ? raw : void 0;
    case "set":
    case "list":
      return listOf(raw);
    case "record":
      return recordOf(raw);
    case "json":
      return jsonOf(raw);
    case "cidr":
      return void 0;
  }
}
function coerceText(text2, type) {
  if (type.kind === "int") return isIntegerText(text2) ? coerce(Number(text2), type) : void 0;
  if (type.kind === "number") return isNumberText(text2) ? coerce(Number(text2), type) : void 0;
  if (type.kind !== "bool") return coerce(text2, type);
  if (text2 === "true") return true;
  return text2 === "false" ? false : void 0;
}
function bounded(value, type) {
  if (type.min !== void 0 && value < type.min) return void 0;
  if (type.max !== void 0 && value > type.max) return void 0;
  return value + 0;
}
var matchers = /* @__PURE__ */ new WeakMap();
function stringOf(text2, type) {
  if (!isWellFormed(text2)) return void 0;
  if (type.values !== void 0 && !type.values.includes(text2)) return void 0;
  if (type.max !== void 0 && text2.length > type.max && codePointLength(text2) > type.max) return void 0;
  return type.like === void 0 || matcherOf(type, type.like)(text2) ? text2 : void 0;
}
function matcherOf(type, pattern) {
  const known = matchers.get(type);
  if (known !== void 0) return known;
  const matcher = compileLike(pattern);
  matchers.set(type, matcher);
  return matcher;
}
function durationOf(raw) {
  if (typeof raw === "string") return parseDuration(raw);
  return typeof raw === "number" && raw >= 0 && raw <= furthest ? raw + 0 : void 0;
}
function isUuid(text2) {
  if (text2.length !== 36) return false;
  for (let index = 0; index < 36; index += 1) {
    const code = text2.charCodeAt(index);
    const dash = index === 8 || index === 13 || index === 18 || index === 23;
    if (dash ? code !== 45 : !isHexDigit(code)) return false;
  }
  return true;
}
var isDigit2 = (code) => code >= 48 && code <= 57;
var isHexDigit = (code) => isDigit2(code) || (code | 32) >= 97 && (code | 32) <= 102;
function isUrl(text2) {
  if (!isWellFormed(text2)) return false;
  for (let index = 0; index < text2.length; index += 1) {
    const code = text2.charCodeAt(index);
    if (code <= 32 || code === 127) return false;
  }
  return URL.canParse(text2);
}
function isIntegerText(text2) {
  const start = text2.startsWith("-") ? 1 : 0;
  const end = digitsEnd(text2, start);
  if (end !== text2.length || end === start) return false;
  return text2.charCodeAt(start) === 48 ? text2 === "0" : true;
}
function isNumberText(text2) {
  const start = text2.startsWith("-") ? 1 : 0;
  let end = digitsEnd(text2, start);
  if (end === start || text2.charCodeAt(start) === 48 && end - start > 1) return false;
  if (text2[end] === ".") {
    const fraction = end + 1;
    end = digitsEnd(text2, fraction);
    if (end === fraction) return false;
  }
  if (text2[end] === "e" || text2[end] === "E") {
    const signed = text2[end + 1] === "+" || text2[end + 1] === "-";
    const exponent = end + (signed ? 2 : 1);
    end = digitsEnd(text2, exponent);
    if (end === exponent) return false;
  }
  return end === text2.length;
}
function digitsEnd(text2, start) {
  let end = start;
  while (end < text2.length && isDigit2(text2.charCodeAt(end))) end += 1;
  return end;
}
function listOf(raw) {
  try {
    return Array.isArray(raw) ? raw : void 0;
  } catch {
    return void 0;
  }
}
function recordOf(raw) {
  if (typeof raw !== "object" || raw === null) return void 0;
  try {
    return Array.isArray(raw) ? void 0 : raw;
  } catch {
    return void 0;
  }
}
function jsonOf(raw) {
  if (typeof raw === "boolean") return raw;
  if (typeof raw === "number") return Number.isFinite(raw) ? raw + 0 : void 0;
  if (typeof raw === "string") return isWellFormed(raw) ? raw : void 0;
  return listOf(raw) ?? recordOf(raw);
}

// packages/engine/src/values/type-text.ts
function typeText(type) {
  switch (type.kind) {
    case "int":
    case "number":
      return type.kind + boundsText(type.min, type.max);
    case "string":
      if (type.values !== void 0)
        return `string(${type.values.map((value) => JSON.stringify(value)).join(", ")})`;
      if (type.like !== void 0) return `string(like ${JSON.stringify(type.like)})`;
      return type.max === void 0 ? "string" : `string(max ${type.max})`;
    case "set":
    case "list":
      return `${type.kind} of ${typeText(type.element)}`;
    case "record":
      return type.name ?? "record";
    default:
      return type.kind;
  }
}
function boundsText(min, max) {
  if (min === void 0 && max === void 0) return "";
  return `(${min ?? ""}..${max ?? ""})`;
}

// packages/engine/src/check/fit.ts
var textual = /* @__PURE__ */ new Set(["uuid", "date", "time", "instant", "ip"]);
function commonType(left, right) {
  if (left.kind === "json") return plain(right);
  if (right.kind === "json") return plain(left);
  if (isList(left) && isList(right)) {
    const element = commonType(left.element, right.element);
    return element && { kind: "list", element };
  }
  if (left.kind === right.kind) return plain(left);
  if (isNumeric(left) && isNumeric(right)) return { kind: "number" };
  if (left.kind === "string") return textWith(right);
  if (right.kind === "string") return textWith(left);
  return void 0;
}
function textWith(other) {
  if (other.kind === "url") return { kind: "string" };
  return textual.has(other.kind) ? plain(other) : void 0;
}
function isNumeric(type) {
  return type.kind === "int" || type.kind === "number";
}
function isList(type) {
  return type.kind === "set" || type.kind === "list";
}
function isText(type) {
  return type.kind === "string" || type.kind === "url" || type.kind === "json";
}
function isScalar(type) {
  return !isList(type) && type.kind !== "record" && type.kind !== "cidr";
}
var ordered = /* @__PURE__ */ new Set([
  "int",
  "number",
  "string",
  "date",
  "time",
  "instant",
  "duration",
  "ip",
  "json"
]);
function isOrdered(type) {
  return ordered.has(type.kind);
}
function plain(type) {
  if (type.kind === "record") return { kind: "record" };
  if (isList(type)) return { kind: type.kind, element: plain(type.element) };
  return { kind: type.kind };
}
function shallow(type) {
  if (type.kind === "record")
    return type.name === void 0 ? { kind: "record" } : { kind: "record", name: type.name };
  return isList(type) ? { kind: type.kind, element: shallow(type.element) } : type;
}
function typeName(type) {
  return type.kind === "json" ? "JSON of any kind" : `\`${typeText(type)}\``;
}
function aType(type) {
  if (type.kind === "json") return "JSON of any kind";
  return /^[aeiou]/i.test(typeText(type)) ? `an ${typeName(type)}` : `a ${typeName(type)}`;
}

// packages/engine/src/check/operand.ts
var bool = { kind: "bool" };
function asCondition(place2, value, node) {
  if (value.broken || value.type.kind === "bool") return value;
  if (value.type.kind === "json" && value.expression.kind === "read") {
    return { ...value, expression: { ...value.expression, type: bool }, type: bool };
  }
  return complain(place2, "E202", node.span, "this is not a condition", {
    labels: [{ span: node.span, text: `${aType(value.type)}, neither true nor false` }],
    help: value.expression.kind === "read" ? "compare it, or write `has` before it" : "compare it with something"
  });
}
function asOperand(place2, value, node, operator) {
  if (value.broken || !value.readsRole) return value;
  return complain(place2, "E213", node.span, `a role is read as an operand of ${operator}`, {
    why: "more roles never mean less: compared with false, having a role would take away",
    help: "join it with `and` or `or` instead"
  });
}

// packages/engine/src/check/operators.ts
var bool2 = { kind: "bool" };
function checkOperand(place2, node, operator) {
  return asOperand(place2, place2.check(place2, node), node, operator);
}
function checkCompare(place2, node) {
  const { operator, span } = node;
  const left = checkOperand(place2, node.left, `\`${operator}\``);
  const right = checkOperand(place2, node.right, `\`${operator}\``);
  if (left.broken || right.broken) return typed(left.expression, bool2, [left, right]);
  const type = commonType(left.type, right.type);
  if (type === void 0) return neverFit(place2, span, left, right, node.left.span, node.right.span);
  const isEquality = operator === "==" || operator === "!=";
  const whole = [left.type, right.type].find((one2) => !isScalar(one2));
  if (whole || !isScalar(type)) {
    const help = whole?.kind === "cidr" ? "ask whether an address is in a block with `in`" : isList(whole ?? type) ? "ask for one element with `in`, `contains`, `any` or `every`" : "compare its members";
    return complain(
      place2,
      "E203",
      span,
      `${quoted(operator)} does not compare ${aType(whole ?? type)} as a whole`,
      { help }
    );
  }
  if (!isEquality && !isOrdered(type)) {
    return complain(place2, "E203", span, `${quoted(operator)} needs values that have an order`, {
      labels: [{ span, text: `${aType(type)} has none` }]
    });
  }
  const sides = settleBoth(place2, left, right, type, isEquality);
  if (sides === void 0) return typed(left.expression, bool2, [{ ...left, broken: true }]);
  return typed(
    { kind: "compare", operator, left: sides[0], right: sides[1], type: shallow(type), span },
    bool2
  );
}
function neverFit(place2, span, left, right, leftSpan, rightSpan) {
  return complain(place2, "E201", span, `${aType(left.type)} and ${aType(right.type)} can never fit`, {
    labels: [
      { span: leftSpan, text: `${aType(left.type)}` },
      { span: rightSpan, text: `${aType(right.type)}` }
    ],
    why: "the condition would be unknown for every request"
  });
}
function settleBoth(place2, left, right, type, bounded2) {
  const one2 = settle(place2, left, type, bounded2 ? right.type : void 0);
  const other = settle(place2, right, type, bounded2 ? left.type : void 0);
  return one2 && other && [one2, other];
}
function settle(place2, value, type, declared) {
  const { expression } = value;
  if (expression.kind === "read")
    return value.type.kind === "json" && type.kind !== "json" ? { ...expression, type: shallow(type) } : expression;
  if (expression.kind !== "literal") return expression;
  const literal2 = expression.value;
  const wanted = declared && declared.kind === type.kind ? declared : type;
  const elements = Array.isArray(literal2) ? literal2 : [literal2];
  const elementType2 = Array.isArray(literal2) && isList(wanted) ? wanted.element : wanted;
  const isReady = value.type.kind === elementType2.kind && elementType2.kind !== "string" && elementType2.kind !== "int" && elementType2.kind !== "number";
  const wrong2 = isReady || elementType2.kind === "cidr" ? void 0 : elements.find((element) => coerce(element, elementType2) === void 0);
  if (wrong2 !== void 0) {
    const names = elementType2.kind === "string" ? elementType2.values ?? [] : [];
    const meant = typeof wrong2 === "string" ? nearest(wrong2, names) : void 0;
    complain(
      place2,
      "E201",
      expression.span,
      `${quoted(typeof wrong2 === "string" ? JSON.stringify(wrong2) : String(wrong2))} is never ${aType(elementType2)}`,
      {
        why: "the condition would be the same for every request",
        ...meant === void 0 ? {} : suggestion(expression.span, JSON.stringify(meant))
      }
    );
    return void 0;
  }
  if (Array.isArray(literal2)) return { ...expression, type: shallow(type) };
  const settled2 = isReady ? literal2 : coerce(literal2, type);
  const simple = typeof settled2 === "object" || settled2 === void 0 ? literal2 : settled2;
  return { ...expression, value: simple, type: shallow(type) };
}

// packages/engine/src/check/literals.ts
function literalType(literal2) {
  switch (literal2.kind) {
    case "string":
      return { kind: "string" };
    case "number":
      return { kind: literal2.integer ? "int" : "number" };
    case "size":
      return { kind: "int" };
    case "boolean":
      return { kind: "bool" };
    case "duration":
    case "date":
    case "time":
    case "ip":
    case "cidr":
      return { kind: literal2.kind };
    case "list-literal":
      return { kind: "list", element: elementType(literal2.items) };
  }
}
function elementType(items) {
  let common;
  for (const item of items) {
    const type = literalType(item);
    common = common === void 0 ? type : commonType(common, type) ?? { kind: "json" };
  }
  return common ?? { kind: "json" };
}
function rawLiteral(literal2) {
  switch (literal2.kind) {
    case "string":
    case "number":
    case "boolean":
      return literal2.value;
    case "size":
      return literal2.bytes;
    case "duration":
      return literal2.milliseconds;
    case "date":
    case "ip":
    case "cidr":
      return literal2.text;
    case "time":
      return `${twoDigits(Math.floor(literal2.minutes / 60))}:${twoDigits(literal2.minutes % 60)}`;
    case "list-literal":
      return literal2.items.flatMap(rawLiteral);
  }
}
function twoDigits(number2) {
  return String(number2).padStart(2, "0");
}
function literalAs(literal2, type) {
  if (literal2.kind === "list-literal") {
    if (type.kind === "json") return rawLiteral(literal2);
    if (!isList(type) || literal2.items.some((item) => item.kind === "list-literal")) return void 0;
    const isWhole = literal2.items.every((item) => literalAs(item, type.element) !== void 0);
    return isWhole ? rawLiteral(literal2) : void 0;
  }
  const own = literalType(literal2);
  if (own.kind === "cidr" || commonType(own, type) === void 0) return void 0;
  const raw = rawLiteral(literal2);
  return coerce(raw, type) === void 0 ? void 0 : raw;
}
function textAs(text2, type) {
  if (isList(type)) return void 0;
  const raw = type.kind === "bool" ? boolOf(text2) : type.kind === "int" || type.kind === "number" ? numberOf(text2) : text2;
  return raw !== void 0 && type.kind !== "record" && coerce(raw, type) !== void 0 ? raw : void 0;
}
function boolOf(text2) {
  if (text2 === "true") return true;
  return text2 === "false" ? false : void 0;
}
function numberOf(text2) {
  return text2.trim() === "" ? void 0 : Number(text2);
}

// packages/engine/src/check/paths.ts
function folderOf(file) {
  const slash3 = file.lastIndexOf("/");
  if (slash3 < 0) return "";
  return slash3 === 0 ? "/" : file.slice(0, slash3);
}
function resolvePath(folder, path) {
  const isAbsolute = path.startsWith("/") || folder.startsWith("/") && !path.startsWith("/");
  const joined = path.startsWith("/") ? path : `${folder}/${path}`;
  const kept = [];
  for (const part of joined.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (part !== ".." || !isAbsolute) kept.push(part);
  }
  return (isAbsolute ? "/" : "") + kept.join("/");
}

// packages/engine/src/check/packages.ts
var builtInRoles = ["anyone", "authenticated"];
var builtInTypes = [
  "bool",
  "int",
  "number",
  "string",
  "time",
  "date",
  "instant",
  "duration",
  "ip",
  "uuid",
  "url",
  "json"
];
function packageOf(checking, file) {
  const folder = folderOf(file);
  const known = checking.packages.get(folder);
  if (known) return known;
  const made2 = {
    folder,
    roles: /* @__PURE__ */ new Map(),
    types: /* @__PURE__ */ new Map(),
    quotas: /* @__PURE__ */ new Map(),
    defines: /* @__PURE__ */ new Map(),
    settings: /* @__PURE__ */ new Map(),
    authenticators: /* @__PURE__ */ new Map()
  };
  checking.packages.set(folder, made2);
  return made2;
}
function declareNames(checking, files) {
  const policyWide = /* @__PURE__ */ new Map();
  for (const file of files) {
    const home = packageOf(checking, file.span.file);
    for (const declaration2 of file.declarations) declareName(checking, home, declaration2, policyWide);
  }
}
function declareName(checking, home, node, policyWide) {
  switch (node.kind) {
    case "role":
      if (builtInRoles.includes(node.name.text)) return reportBuiltIn(checking, node.name, "role");
      if (isTaken(checking, policyWide, `role ${node.name.text}`, node.name, "role")) return;
      home.roles.set(node.name.text, { name: node.name, node, home });
      return;
    case "type":
      if (builtInTypes.includes(node.name.text)) return reportBuiltIn(checking, node.name, "type");
      if (isDeclared(checking, home.types, node.name, "type")) return;
      home.types.set(node.name.text, {
        name: node.name,
        home,
        source: { kind: "record", record: node.record },
        nominal: nominalName(checking, node.name.text, home.folder, `type ${home.folder}`),
        resolved: void 0
      });
      return;
    case "quota":
      if (isDeclared(checking, home.quotas, node.name, "quota")) return;
      home.quotas.set(node.name.text, { name: node.name, node, home, limit: void 0 });
      return;
    case "define":
      if (node.name.text === "size") return reportBuiltIn(checking, node.name, "definition");
      if (isDeclared(checking, home.defines, node.name, "definition")) return;
      home.defines.set(node.name.text, { name: node.name, node, home, broken: false });
      return;
    case "setting": {
      if (isDeclared(checking, home.settings, node.name, "setting")) return;
      const key = nominalName(checking, `setting ${node.name.text}`, home.folder, home.folder).slice(
        "setting ".length
      );
      home.settings.set(node.name.text, { name: node.name, node, home, key, resolved: void 0 });
      return;
    }
    case "authenticate":
      if (isTaken(checking, policyWide, `authenticate ${node.name.text}`, node.name, "authenticator")) return;
      home.authenticators.set(node.name.text, { name: node.name, node, home });
      return;
    default:
      return;
  }
}
function nominalName(checking, name, folder, identity) {
  const owner = checking.nominal.get(name);
  if (owner === void 0) checking.nominal.set(name, identity);
  return owner === void 0 || owner === identity ? name : `${name} in ${folder}`;
}
function reportBuiltIn(checking, name, what) {
  report(checking, "E110", name.span, `${quoted(name.text)} is a built-in ${what}`, {
    why: "its meaning is the same in every policy",
    help: "take another name"
  });
}
function isDeclared(checking, table, name, what) {
  const first = table.get(name.text)?.name;
  if (first === void 0) return false;
  reportTwice(checking, name, first, what);
  return true;
}
function isTaken(checking, names, key, name, what) {
  const first = names.get(key);
  if (first === void 0) {
    names.set(key, name);
    return false;
  }
  const across = folderOf(first.span.file) !== folderOf(name.span.file);
  reportTwice(
    checking,
    name,
    first,
    what,
    across ? `import it: \`import ${what === "role" ? "role" : "authenticate"} ${name.text} from "\u2026"\`` : void 0
  );
  return true;
}
function reportTwice(checking, name, first, what, help) {
  report(checking, "E109", name.span, `${what} ${quoted(name.text)} is declared twice`, {
    why: "a name stands for one thing",
    help: help ?? "rename one of them, or remove it",
    related: [{ span: first.span, message: "first declared here" }]
  });
}

// packages/engine/src/check/schema-type.ts
import { parse } from "yaml";
var maxDepth2 = 64;
var maxMerges = 1e5;
var json = { kind: "json" };
function readSchemaType(checking, name, source2, nominal) {
  const document = documentOf(checking, source2);
  if (document === void 0) return json;
  const schema = follow(document, source2.pointer);
  if (schema === void 0) {
    const holder = follow(document, source2.pointer.slice(0, source2.pointer.lastIndexOf("/")));
    const names = isObject(holder) ? Object.keys(holder) : [];
    report(
      checking,
      "E113",
      name.span,
      `${quoted(source2.path)} has no schema ${quoted(`#${source2.pointer}`)}`,
      {
        help: isObject(holder) ? "name a schema that stands there" : "correct the pointer after `#`",
        ...suggestion(name.span, nearest(name.text, names))
      }
    );
    return json;
  }
  const reader = {
    document,
    path: source2.path,
    pointers: /* @__PURE__ */ new Map(),
    named: checking.schemaTypes,
    work: { merges: 0 }
  };
  return read2(reader, schema, `#${source2.pointer}`, nominal, 0);
}
function documentOf(checking, { path, span }) {
  if (checking.schemaDocuments.has(path)) return checking.schemaDocuments.get(path);
  const text2 = checking.schemaTexts.get(path);
  let document;
  if (text2 === void 0) {
    report(checking, "E112", span, `schema file ${quoted(path)} was not found`, {
      why: "without it nothing is known of the types that it describes",
      help: "the path starts at the folder of this file"
    });
  } else {
    try {
      document = parse(text2, { maxAliasCount: 1e3, logLevel: "error" });
      if (document === void 0 || document === null) document = {};
    } catch (error) {
      const [first = ""] = (error instanceof Error ? error.message : "").split("\n");
      report(checking, "E219", span, `schema file ${quoted(path)} does not read: ${quoted(first)}`, {
        help: "it must be JSON or YAML"
      });
    }
  }
  checking.schemaDocuments.set(path, document);
  return document;
}
function read2(reader, schema, pointer, nominal, depth) {
  if (!isObject(schema) || depth > maxDepth2) return json;
  if (typeof schema["$ref"] === "string") return readReference(reader, schema["$ref"], nominal, depth);
  const merged = Array.isArray(schema["allOf"]) ? mergeAll(reader, schema, depth) : schema;
  if (merged === void 0 || Array.isArray(merged["anyOf"]) || Array.isArray(merged["oneOf"])) return json;
  const kinds2 = kindsOf(merged);
  if (kinds2.length !== 1) return json;
  switch (kinds2[0]) {
    case "object":
      return readObject(reader, merged, pointer, nominal, depth);
    case "array":
      return {
        kind: merged["uniqueItems"] === true ? "set" : "list",
        element: read2(reader, merged["items"], `${pointer}/items`, void 0, depth + 1)
      };
    case "string":
      return readText(merged);
    case "integer":
      return { kind: "int", ...bounds(merged) };
    case "number":
      return { kind: "number", ...bounds(merged) };
    case "boolean":
      return { kind: "bool" };
    default:
      return json;
  }
}
function readReference(reader, reference, nominal, depth) {
  if (!reference.startsWith("#") || reader.pointers.has(reference)) return json;
  const known = reader.named.get(`${reader.path}${reference}`);
  if (known) return known;
  reader.pointers.set(reference, true);
  const type = read2(reader, follow(reader.document, reference.slice(1)), reference, nominal, depth + 1);
  reader.pointers.delete(reference);
  return type;
}
function readObject(reader, schema, pointer, nominal, depth) {
  const key = `${reader.path}${pointer}`;
  const known = reader.named.get(key);
  if (known?.kind === "record" && (nominal === void 0 || known.name === nominal)) return known;
  const properties = isObject(schema["properties"]) ? schema["properties"] : void 0;
  if (properties === void 0) return nominal === void 0 ? json : { kind: "record", name: nominal };
  const type = {
    kind: "record"
  };
  if (nominal !== void 0) type.name = nominal;
  reader.named.set(key, type);
  const required2 = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const members2 = /* @__PURE__ */ Object.create(null);
  const inner = { ...reader, pointers: /* @__PURE__ */ new Map() };
  for (const name of Object.keys(properties)) {
    const property = properties[name];
    const member = read2(inner, property, `${pointer}/properties/${name}`, void 0, depth + 1);
    members2[name] = { type: member, optional: !required2.has(name) || isNullable(reader, property) };
  }
  type.members = members2;
  return type;
}
function readText(schema) {
  const values = schema["enum"];
  if (Array.isArray(values)) {
    const texts2 = values.filter((value) => typeof value === "string");
    return { kind: "string", values: texts2 };
  }
  const maximum = schema["maxLength"];
  switch (schema["format"]) {
    case "uuid":
      return { kind: "uuid" };
    case "date":
      return { kind: "date" };
    case "date-time":
      return { kind: "instant" };
    case "uri":
    case "url":
      return { kind: "url" };
    case "ip":
    case "ipv4":
    case "ipv6":
      return { kind: "ip" };
    default:
      return typeof maximum === "number" ? { kind: "string", max: maximum } : { kind: "string" };
  }
}
function bounds(schema) {
  const { minimum, maximum } = schema;
  return {
    ...typeof minimum === "number" ? { min: minimum } : {},
    ...typeof maximum === "number" ? { max: maximum } : {}
  };
}
function mergeAll(reader, schema, depth) {
  reader.work.merges += 1;
  if (reader.work.merges > maxMerges) return void 0;
  const { allOf, ...own } = schema;
  const merged = { ...own };
  const properties = /* @__PURE__ */ Object.create(null);
  const required2 = [];
  const parts = [...allOf, own];
  for (const part of parts) {
    const resolved = resolvePart(reader, part, depth, /* @__PURE__ */ new Set());
    if (resolved === void 0) return void 0;
    for (const name of Object.keys(resolved))
      if (name !== "properties" && name !== "required") merged[name] ??= resolved[name];
    if (isObject(resolved["properties"])) Object.assign(properties, resolved["properties"]);
    if (Array.isArray(resolved["required"])) required2.push(...resolved["required"]);
  }
  if (Object.keys(properties).length > 0) Object.assign(merged, { type: "object", properties, required: required2 });
  return merged;
}
function resolvePart(reader, part, depth, seen) {
  let schema = part;
  while (isObject(schema) && typeof schema["$ref"] === "string") {
    const reference = schema["$ref"];
    if (!reference.startsWith("#") || seen.has(reference)) return void 0;
    seen.add(reference);
    schema = follow(reader.document, reference.slice(1));
  }
  if (!isObject(schema) || depth + seen.size > maxDepth2) return void 0;
  return Array.isArray(schema["allOf"]) ? mergeAll(reader, schema, depth + 1 + seen.size) : schema;
}
function kindsOf(schema) {
  const { type } = schema;
  const kinds2 = (Array.isArray(type) ? type : type === void 0 ? [] : [type]).filter((kind2) => kind2 !== "null");
  if (kinds2.length > 0) return kinds2;
  if (isObject(schema["properties"])) return ["object"];
  if (Array.isArray(schema["enum"]) && schema["enum"].every((value) => typeof value === "string"))
    return ["string"];
  return [];
}
function isNullable(reader, schema) {
  const resolved = isObject(schema) && typeof schema["$ref"] === "string" ? resolvePart(reader, schema, 0, /* @__PURE__ */ new Set()) : schema;
  if (!isObject(resolved)) return false;
  return resolved["nullable"] === true || Array.isArray(resolved["type"]) && resolved["type"].includes("null");
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function follow(document, pointer) {
  let value = document;
  for (const part of pointer.split("/").slice(1)) {
    const name = decode(part);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return void 0;
    value = value[name];
  }
  return value;
}
function decode(part) {
  const text2 = part.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(text2);
  } catch {
    return text2;
  }
}

// packages/engine/src/check/types.ts
var json2 = { kind: "json" };
function resolveType(checking, home, node) {
  if (node.kind === "record") return resolveRecord(checking, home, node, {});
  if (node.kind !== "named") return { kind: node.kind, element: resolveType(checking, home, node.element) };
  const { text: text2 } = node.name;
  if (builtInTypes.includes(text2)) return builtIn(checking, node);
  const entry = home.types.get(text2);
  if (entry === void 0) {
    reportUnknown(checking, {
      code: "E102",
      what: "type",
      name: text2,
      span: node.name.span,
      candidates: [...builtInTypes, ...home.types.keys()],
      help: "declare it with `type`, or import it with `import schema`"
    });
    return json2;
  }
  if (node.constraint) reportConstraint(checking, node.constraint, "only built-in types take bounds");
  return resolveEntry(checking, entry);
}
function resolveEntry(checking, entry) {
  if (entry.resolved) return entry.resolved;
  const { source: source2, nominal } = entry;
  if (source2.kind === "schema") {
    entry.resolved = readSchemaType(checking, entry.name, source2, nominal);
    return entry.resolved;
  }
  const type = {
    kind: "record",
    name: nominal
  };
  entry.resolved = type;
  type.members = resolveRecord(checking, entry.home, source2.record, { name: nominal }).members ?? {};
  return type;
}
function nominalOf(home, node) {
  return node.kind === "named" ? home.types.get(node.name.text)?.nominal : void 0;
}
function resolveRecord(checking, home, node, named) {
  const members2 = /* @__PURE__ */ Object.create(null);
  for (const member of node.members) {
    const name = member.name.text;
    if (name in members2) {
      report(checking, "E114", member.name.span, `member ${quoted(name)} is declared twice`, {
        help: "remove one of them"
      });
      continue;
    }
    const type = resolveType(checking, home, member.type);
    const fallback = member.default && literalAs(member.default, type);
    if (member.default && fallback === void 0) {
      report(checking, "E205", member.default.span, `the default of ${quoted(name)} is not of its type`, {
        labels: [{ span: member.default.span, text: `not ${aType(type)}` }],
        why: "a default is read where the member is absent"
      });
    }
    members2[name] = {
      type,
      optional: member.optional,
      ...fallback === void 0 ? {} : { default: fallback }
    };
  }
  return { kind: "record", ...named, members: members2 };
}
function builtIn(checking, node) {
  const { constraint } = node;
  const kind2 = node.name.text;
  const type = { kind: kind2 };
  if (!constraint) return type;
  if (kind2 === "string") return boundedText(checking, constraint);
  if (kind2 === "int" || kind2 === "number") return boundedNumber(checking, kind2, constraint);
  reportConstraint(checking, constraint, `${quoted(kind2)} takes no bounds`);
  return type;
}
function boundedText(checking, constraint) {
  switch (constraint.kind) {
    case "max":
      return { kind: "string", max: constraint.value };
    case "like":
      if (likeTokens(constraint.pattern.value) === void 0) {
        reportPattern(checking, constraint.pattern.span);
        return { kind: "string" };
      }
      return { kind: "string", like: constraint.pattern.value };
    case "values": {
      const values = constraint.values.flatMap((value) => value.kind === "string" ? [value.value] : []);
      if (values.length === constraint.values.length) return { kind: "string", values };
      reportConstraint(checking, constraint, "the values of a string are written as text");
      return { kind: "string" };
    }
    case "range":
      reportConstraint(
        checking,
        constraint,
        'a string takes `max 20`, `like "a-*"`, or values such as `"a", "b"`'
      );
      return { kind: "string" };
  }
}
function reportPattern(checking, span) {
  report(checking, "E204", span, "this pattern does not read", {
    why: "`\\` makes `*`, `?` or `\\` stand for itself, and stands before nothing else",
    help: "write `\\\\\\\\` for a backslash: once for the string, once for the pattern"
  });
}
function boundedNumber(checking, kind2, constraint) {
  if (constraint.kind === "max") return { kind: kind2, max: constraint.value };
  if (constraint.kind !== "range") {
    reportConstraint(checking, constraint, `bounds of ${quoted(kind2)} are written \`${kind2}(1..100)\``);
    return { kind: kind2 };
  }
  const low = literalAs(constraint.low, { kind: kind2 });
  const high = literalAs(constraint.high, { kind: kind2 });
  if (typeof low !== "number" || typeof high !== "number") {
    const limits = kind2 === "int" ? ", within \xB1(2^53\u22121)" : "";
    reportConstraint(checking, constraint, `both bounds are of ${quoted(kind2)}${limits}`);
    return { kind: kind2 };
  }
  if (low > high) {
    report(checking, "E211", constraint.span, "this range holds nothing", {
      help: "write the lower bound first"
    });
    return { kind: kind2 };
  }
  return { kind: kind2, min: low, max: high };
}
function reportConstraint(checking, constraint, help) {
  report(checking, "E206", constraint.span, "this bound does not fit its type", { help });
}

// packages/engine/src/check/calls.ts
function checkCall(place2, node) {
  const name = node.name.text;
  const given = node.arguments.map(
    (argument) => asOperand(place2, place2.check(place2, argument), argument, "a call")
  );
  if (name === "size") return checkSize(place2, node, given);
  const define = place2.home.defines.get(name);
  if (define === void 0) {
    const help = place2.home.roles.has(name) ? `it is a role: write \`subject is ${name}\`` : "declare it with `define`, or import it";
    reportUnknown(place2.checking, {
      code: "E104",
      what: "definition",
      name,
      span: node.name.span,
      candidates: [...place2.home.defines.keys(), "size"],
      help
    });
    return broken(node.span);
  }
  const { parameters, body } = define.node;
  if (given.length !== parameters.length) {
    return complain(
      place2,
      "E207",
      node.span,
      `${quoted(name)} takes ${countOf(parameters.length)}, not ${given.length}`,
      {
        related: [{ span: define.name.span, message: "defined here" }]
      }
    );
  }
  if (define.broken) return broken(node.span);
  const bound = /* @__PURE__ */ new Map();
  for (const [index, parameter] of parameters.entries()) {
    const argument = given[index];
    const written = node.arguments[index];
    if (!argument || !written) continue;
    bound.set(parameter.name.text, bindArgument(place2, define, parameter, argument, written));
  }
  const call2 = place2.call ?? { span: node.span, define };
  return place2.check({ ...place2, home: define.home, parameters: bound, variables: /* @__PURE__ */ new Map(), call: call2 }, body);
}
function bindArgument(place2, define, parameter, argument, written) {
  if (argument.broken) return argument;
  const wanted = resolveType(place2.checking, define.home, parameter.type);
  const isOther2 = wanted.kind === "record" && argument.type.kind === "record" && wanted.name !== argument.type.name;
  const type = commonType(wanted, argument.type);
  if (type === void 0 || isOther2) {
    return complain(
      place2,
      "E201",
      written.span,
      `${quoted(parameter.name.text)} of ${quoted(define.name.text)} can never be this`,
      {
        labels: [{ span: written.span, text: `${aType(argument.type)}, where ${aType(wanted)} is taken` }],
        related: [{ span: parameter.name.span, message: "declared here" }]
      }
    );
  }
  if (argument.type.kind === "json" && argument.expression.kind === "read") {
    return { ...argument, type: wanted, expression: { ...argument.expression, type: shallow(wanted) } };
  }
  if (argument.expression.kind !== "literal") return argument;
  const settled2 = settle(place2, argument, type, wanted);
  return settled2 === void 0 ? broken(written.span) : { ...argument, expression: settled2, type: argument.type };
}
function countOf(count2) {
  if (count2 === 0) return "no arguments";
  return count2 === 1 ? "1 argument" : `${count2} arguments`;
}
function checkSize(place2, node, given) {
  const [value] = given;
  const written = node.arguments[0];
  if (!value || !written || given.length !== 1) {
    return complain(place2, "E207", node.span, `\`size\` takes 1 argument, not ${given.length}`);
  }
  if (value.broken) return value;
  if (!isList(value.type) && !isText(value.type)) {
    return complain(place2, "E203", written.span, "`size` counts a list or a text", {
      labels: [{ span: written.span, text: `${aType(value.type)}` }]
    });
  }
  const type = { kind: "int" };
  return typed({ kind: "size", operand: value.expression, span: node.span }, type, [value]);
}

// packages/engine/src/check/membership.ts
var bool3 = { kind: "bool" };
function checkIn(place2, node) {
  const { negated, span } = node;
  const item = checkOperand(place2, node.item, "`in`");
  const list = checkOperand(place2, node.list, "`in`");
  if (item.broken || list.broken) return typed(item.expression, bool3, [item, list]);
  const cidrs2 = cidrsOf(node.list);
  if (cidrs2 !== void 0) return inBlocks(place2, node, item, cidrs2);
  if (list.type.kind !== "json" && !isList(list.type)) {
    const isTextIn = isText(list.type) && isText(item.type);
    return complain(
      place2,
      "E203",
      node.list.span,
      "`in` asks for a list, a set, a range or a block of addresses",
      {
        labels: [{ span: node.list.span, text: `${aType(list.type)}` }],
        help: isTextIn ? "for a text within a text, write `contains`" : void 0
      }
    );
  }
  const element = isList(list.type) ? list.type.element : { kind: "json" };
  const type = commonType(item.type, element);
  if (type === void 0 || !isScalar(type))
    return neverFit(place2, span, item, { ...list, type: element }, node.item.span, node.list.span);
  const settledItem = settle(place2, item, type, element);
  const listType = { kind: "list", element: type };
  const bounds2 = { kind: "list", element: item.type.kind === type.kind ? item.type : type };
  const settledList = settle(place2, list, listType, bounds2);
  if (settledItem === void 0 || settledList === void 0)
    return typed(item.expression, bool3, [{ ...item, broken: true }]);
  return typed(
    { kind: "in-list", item: settledItem, list: settledList, type: shallow(type), negated, span },
    bool3
  );
}
function cidrsOf(node) {
  if (node.kind === "group") return cidrsOf(node.inner);
  if (node.kind === "cidr") return [node];
  if (node.kind !== "list-literal") return void 0;
  const addresses2 = node.items.flatMap((item) => item.kind === "ip" || item.kind === "cidr" ? [item] : []);
  return addresses2.length === node.items.length && addresses2.some((item) => item.kind === "cidr") ? addresses2 : void 0;
}
function inBlocks(place2, node, item, blocks) {
  const type = { kind: "ip" };
  if (commonType(item.type, type) === void 0) {
    return complain(place2, "E201", node.span, "only an address is in a block of addresses", {
      labels: [{ span: node.item.span, text: `${aType(item.type)}` }]
    });
  }
  const texts2 = [];
  for (const block2 of blocks) {
    const text2 = block2.kind === "cidr" ? block2.text : `${block2.text}/${parseAddress(block2.text)?.version === 6 ? 128 : 32}`;
    if (parseCidr(text2) === void 0) return reportBlock(place2, block2);
    texts2.push(text2);
  }
  const settled2 = settle(place2, item, type);
  if (settled2 === void 0) return typed(item.expression, bool3, [{ ...item, broken: true }]);
  return typed(
    { kind: "in-cidrs", item: settled2, cidrs: texts2, negated: node.negated, span: node.span },
    bool3
  );
}
function reportBlock(place2, block2) {
  return complain(place2, "E212", block2.span, `${quoted(block2.text)} is no block of addresses`, {
    help: "write the first address of the block and its length, such as `10.0.0.0/8`"
  });
}
function checkInRange(place2, node) {
  const { negated, span } = node;
  const parts = [node.item, node.low, node.high].map((part) => checkOperand(place2, part, "`in`"));
  const [item, low, high] = parts;
  if (!item || !low || !high || parts.some((part) => part.broken))
    return typed({ kind: "literal", value: false, type: bool3, span }, bool3, parts);
  const ends = commonType(low.type, high.type);
  const type = ends && commonType(item.type, ends);
  if (ends === void 0) return neverFit(place2, span, low, high, node.low.span, node.high.span);
  if (type === void 0)
    return neverFit(place2, span, item, { ...low, type: ends }, node.item.span, node.low.span);
  if (!isOrdered(type)) {
    return complain(place2, "E203", span, "a range needs values that have an order", {
      labels: [{ span, text: `${aType(type)} has none` }]
    });
  }
  const [settledItem, settledLow, settledHigh] = parts.map((part) => settle(place2, part, type));
  if (!settledItem || !settledLow || !settledHigh)
    return typed(item.expression, bool3, [{ ...item, broken: true }]);
  if (isEmptyRange(settledLow, settledHigh)) {
    return complain(place2, "E211", span, "this range holds nothing", {
      help: "write the lower end first, and both of one family"
    });
  }
  return typed(
    {
      kind: "in-range",
      item: settledItem,
      low: settledLow,
      high: settledHigh,
      type: shallow(type),
      negated,
      span
    },
    bool3
  );
}
function isEmptyRange(low, high) {
  if (low.kind !== "literal" || high.kind !== "literal") return false;
  if (low.type.kind === "ip") {
    const [first, last] = [parseAddress(String(low.value)), parseAddress(String(high.value))];
    return first !== void 0 && last !== void 0 && (first.version !== last.version || first.bits > last.bits);
  }
  if (typeof low.value === "number" && typeof high.value === "number") return low.value > high.value;
  return low.type.kind === "date" && String(low.value) > String(high.value);
}

// packages/engine/src/check/text-operators.ts
var bool4 = { kind: "bool" };
function checkLike(place2, node) {
  const value = checkOperand(place2, node.operand, "`like`");
  if (likeTokens(node.pattern.value) === void 0) {
    if (place2.call === void 0) reportPattern(place2.checking, node.pattern.span);
    return typed(value.expression, bool4, [{ ...value, broken: true }]);
  }
  if (value.broken) return value;
  if (!isText(value.type)) return needsText(place2, node.operand, value, "`like`");
  return typed(
    { kind: "like", operand: settleText(value), pattern: node.pattern.value, span: node.span },
    bool4
  );
}
function checkPart(place2, node) {
  const operator = node.kind === "starts-with" ? "`starts with`" : "`ends with`";
  const left = checkOperand(place2, node.left, operator);
  const right = checkOperand(place2, node.right, operator);
  if (left.broken || right.broken) return typed(left.expression, bool4, [left, right]);
  if (!isText(left.type)) return needsText(place2, node.left, left, operator);
  if (!isText(right.type)) return needsText(place2, node.right, right, operator);
  const kind2 = node.kind === "starts-with" ? "starts-with" : "ends-with";
  return typed({ kind: kind2, left: settleText(left), right: settleText(right), span: node.span }, bool4);
}
function needsText(place2, node, value, operator) {
  return complain(place2, "E203", node.span, `${operator} needs text`, {
    labels: [{ span: node.span, text: `${aType(value.type)}` }]
  });
}
function settleText(value) {
  const { expression } = value;
  return expression.kind === "read" && value.type.kind === "json" ? { ...expression, type: { kind: "string" } } : expression;
}
function checkContains(place2, node) {
  const left = checkOperand(place2, node.left, "`contains`");
  const right = checkOperand(place2, node.right, "`contains`");
  if (left.broken || right.broken) return typed(left.expression, bool4, [left, right]);
  if (!isList(left.type) && !isText(left.type)) {
    return complain(place2, "E203", node.left.span, "`contains` asks a list or a text", {
      labels: [{ span: node.left.span, text: `${aType(left.type)}` }]
    });
  }
  const element = isList(left.type) ? left.type.element : left.type.kind === "json" ? { kind: "json" } : { kind: "string" };
  const type = commonType(element, right.type);
  if (type === void 0 || !isScalar(type))
    return neverFit(place2, node.span, { ...left, type: element }, right, node.left.span, node.right.span);
  const settled2 = settle(place2, right, type, element);
  if (settled2 === void 0) return typed(left.expression, bool4, [{ ...left, broken: true }]);
  return typed(
    { kind: "contains", left: left.expression, right: settled2, type: shallow(type), span: node.span },
    bool4
  );
}

// packages/engine/src/check/time-operators.ts
var bool5 = { kind: "bool" };
var weekdays2 = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
function checkWithin(place2, node) {
  const value = checkOperand(place2, node.operand, "`within`");
  if (value.broken) return value;
  const type = { kind: "instant" };
  if (commonType(value.type, type) === void 0 || value.expression.kind === "literal") {
    return complain(place2, "E203", node.operand.span, "`within` asks how long ago an instant was", {
      labels: [{ span: node.operand.span, text: `${aType(value.type)}` }],
      help: value.type.kind === "date" ? "a date has no time of day; declare the member as `instant`" : void 0
    });
  }
  const settled2 = settle(place2, value, type);
  if (settled2 === void 0) return typed(value.expression, bool5, [{ ...value, broken: true }]);
  return typed(
    { kind: "within", operand: settled2, milliseconds: node.duration.milliseconds, span: node.span },
    bool5
  );
}
function checkBetween(place2, node) {
  const { operand: time2, span } = node;
  const isClock = time2.kind === "reference" && time2.root.text === "context" && time2.members.length === 1 && time2.members[0]?.text === "time";
  if (!isClock) {
    return complain(place2, "E214", time2.span, "`between` asks for the time of day", {
      help: "write `context.time between \u2026`"
    });
  }
  const zone = node.zone?.value ?? "UTC";
  if (!isZone(zone)) {
    const at2 = node.zone?.span ?? time2.span;
    return complain(place2, "E120", at2, `unknown time zone ${quoted(zone)}`, {
      help: "write an IANA name such as `Europe/Berlin`",
      ...zoneSuggestion(at2, zone)
    });
  }
  if (node.from.minutes === node.to.minutes) {
    return complain(place2, "E211", span, "this window holds nothing", {
      why: "it includes its start and ends before its end, and both are the same time",
      help: "for the whole day, leave the condition out"
    });
  }
  const days = node.days && daysOf(place2, node.days);
  if (days === null)
    return typed({ kind: "literal", value: false, type: bool5, span }, bool5, [
      { ...typed({ kind: "literal", value: false, type: bool5, span }, bool5), broken: true }
    ]);
  place2.work.seen.push({ root: "context", name: "", type: bool5, span });
  return typed({ kind: "between", from: node.from.minutes, to: node.to.minutes, zone, days, span }, bool5);
}
function zoneSuggestion(span, zone) {
  const zones2 = Intl.supportedValuesOf?.("timeZone") ?? [];
  const meant = nearest(zone, zones2);
  return meant === void 0 ? {} : suggestion(span, JSON.stringify(meant));
}
function daysOf(place2, days) {
  const from = dayOf2(place2, days.from);
  const to = days.to ? dayOf2(place2, days.to) : from;
  if (from === void 0 || to === void 0) return null;
  const list = [from];
  for (let day2 = from; day2 !== to; ) {
    day2 = day2 % 7 + 1;
    list.push(day2);
  }
  return list;
}
function dayOf2(place2, name) {
  const index = weekdays2.indexOf(name.text);
  if (index >= 0) return index + 1;
  complain(place2, "E121", name.span, `unknown day ${quoted(name.text)}`, {
    help: "days are `mon tue wed thu fri sat sun`",
    ...suggestion(
      name.span,
      nearest(name.text, weekdays2) ?? weekdays2.find((day2) => name.text.toLowerCase().startsWith(day2))
    )
  });
  return void 0;
}

// packages/engine/src/check/settings.ts
function resolveSetting(checking, entry) {
  const known = entry.resolved;
  if (known) return { ...known, key: entry.key };
  const { node, home, key } = entry;
  const type = resolveType(checking, home, node.type);
  let value = literalAs(node.value, type);
  if (value === void 0) {
    report(
      checking,
      "E205",
      node.value.span,
      `the value of setting ${quoted(entry.name.text)} is not of its type`,
      {
        labels: [{ span: node.value.span, text: `not ${aType(type)}` }]
      }
    );
  }
  const variable = node.from?.variable;
  const text2 = variable !== void 0 && Object.hasOwn(checking.environment, variable) ? checking.environment[variable] : void 0;
  if (node.from && text2 !== void 0) {
    const given = textAs(text2, type);
    if (given === void 0) {
      report(
        checking,
        "E216",
        node.from.span,
        `environment variable ${quoted(node.from.variable)} is no ${typeName(type)}`,
        {
          why: `setting ${quoted(entry.name.text)} takes its value from there`,
          help: "correct the variable, or remove it"
        }
      );
    } else value = given;
  }
  entry.resolved = { name: key, value: value ?? false, type };
  return { ...entry.resolved, key };
}

// packages/engine/src/check/unknown-names.ts
function noMembers(place2, node, member, type) {
  return complain(place2, "E107", member.span, `${aType(type)} has no member ${quoted(member.text)}`, {
    labels: [{ span: member.span, text: `${quoted(node.root.text)} does not lead so far` }]
  });
}
function unknownMember(place2, name, of, candidates) {
  if (place2.call) {
    return complain(place2, "E107", name.span, `${of} has no member ${quoted(name.text)}`, {
      help: helpOf(candidates)
    });
  }
  reportUnknown(place2.checking, {
    code: "E107",
    what: `member of ${of}`,
    message: `${of} has no member ${quoted(name.text)}`,
    name: name.text,
    span: name.span,
    candidates,
    help: helpOf(candidates)
  });
  return broken(name.span);
}
function helpOf(candidates) {
  if (candidates.length === 0) return "it has none";
  return candidates.length > 12 ? "look at its declaration" : `it has ${candidates.map(quoted).join(", ")}`;
}
function unknownRoot(place2, root2) {
  const { bindings, home, checking } = place2;
  const name = root2.text;
  const isRole2 = home.roles.has(name) || builtInRoles.includes(name);
  const help = home.defines.has(name) ? `it is a definition: call it, \`${name}()\`` : isRole2 ? `it is a role: write \`subject is ${name}\`` : bindings.resourceNames().length > 0 ? `bound here: ${bindings.resourceNames().map(quoted).join(", ")}` : "load it, or declare it as a setting";
  const parameters = place2.parameters ? [...place2.parameters.keys()] : [];
  const candidates = [
    ...place2.variables.keys(),
    ...parameters,
    ...bindings.resourceNames(),
    ...home.settings.keys(),
    ...roots,
    ...bindings.credential ? [bindings.credential] : []
  ];
  if (place2.call) return complain(place2, "E106", root2.span, `unknown name ${quoted(name)}`, { help });
  reportUnknown(checking, { code: "E106", what: "name", name, span: root2.span, candidates, help });
  return broken(root2.span);
}
var roots = ["subject", "actor", "path", "query", "header", "body", "context"];

// packages/engine/src/check/references.ts
function resolveRole(checking, home, name) {
  if (builtInRoles.includes(name.text) || home.roles.has(name.text)) return name.text;
  reportUnknown(checking, {
    code: "E101",
    what: "role",
    name: name.text,
    span: name.span,
    candidates: [...home.roles.keys(), ...builtInRoles],
    why: "an unknown role never matches, so this would grant nothing",
    help: "declare it with `role`, or import it"
  });
  return void 0;
}
var text = { kind: "string" };
var json3 = { kind: "json" };
var contextMembers = {
  ip: { kind: "ip" },
  now: { kind: "instant" },
  tls: { kind: "number" },
  host: text,
  userAgent: text,
  requestId: text
};
function checkRead(place2, node) {
  const { root: root2, members: members2 } = node;
  const variable = place2.variables.get(root2.text);
  if (variable)
    return walk(place2, node, { root: "variable", name: variable.unique, type: variable.type }, members2);
  const argument = place2.parameters?.get(root2.text);
  if (argument) return readArgument(place2, node, argument);
  const { bindings } = place2;
  switch (root2.text) {
    case "subject":
    case "actor":
    case "path":
    case "query":
    case "header":
    case "body":
    case "context": {
      const why = bindings.refused.get(root2.text);
      if (why !== void 0)
        return complain(place2, "E215", node.span, `${quoted(root2.text)} is not read in ${bindings.where}`, {
          why
        });
      return readRoot(place2, node, root2.text);
    }
    default:
      break;
  }
  if (bindings.credential === root2.text)
    return walk(place2, node, { root: "credential", name: root2.text, type: json3 }, members2);
  const resource = bindings.resource(root2.text);
  if (resource) {
    const why = bindings.refused.get("resource");
    if (why !== void 0)
      return complain(place2, "E215", node.span, `${quoted(root2.text)} is not read in ${bindings.where}`, {
        why
      });
    return walk(place2, node, { root: "resource", name: root2.text, type: resource }, members2);
  }
  const setting = place2.home.settings.get(root2.text);
  if (setting) {
    const { key, type } = resolveSetting(place2.checking, setting);
    return walk(place2, node, { root: "setting", name: key, type }, members2);
  }
  return unknownRoot(place2, root2);
}
function readRoot(place2, node, root2) {
  const { bindings, checking } = place2;
  const { members: members2 } = node;
  const [first] = members2;
  if (root2 === "body") return walk(place2, node, { root: root2, name: "", type: bindings.body }, members2);
  if (first === void 0) {
    return complain(place2, "E107", node.span, `${quoted(root2)} is no value by itself`, {
      help: `name a member, such as ${quoted(`${root2}.${exampleOf[root2]}`)}`
    });
  }
  if (root2 === "subject" || root2 === "actor") {
    const type = root2 === "subject" ? checking.subject : checking.actor;
    if (type === void 0) {
      return complain(place2, "E106", node.span, "no `actor` is declared", {
        help: "declare what an actor is: `actor { id: string }`"
      });
    }
    if (root2 === "subject" && first.text === "roles" && type.members && !("roles" in type.members)) {
      return complain(place2, "E213", node.span, "the subject's roles are no member", {
        why: "more roles never mean less: they are read only where a rule says who, and by `is`",
        help: "write `subject is` and the role"
      });
    }
    return walk(place2, node, { root: root2, name: "", type }, members2);
  }
  if (root2 === "path") return readParameter(place2, node, first);
  if (root2 === "context" && first.text === "time") {
    return complain(place2, "E214", node.span, "`context.time` is read only by `between`", {
      help: "write `context.time between 08:00 and 18:00`, or compare `context.now`"
    });
  }
  const declared = root2 === "context" ? void 0 : root2 === "query" ? bindings.query : bindings.headers;
  const member = root2 === "context" ? contextMember(first) : declared === void 0 ? { type: text, optional: true } : memberIn(declared, first.text);
  if (member === void 0) {
    const candidates = root2 === "context" ? [...Object.keys(contextMembers), "time"] : Object.keys(declared?.members ?? {});
    return unknownMember(place2, first, `\`${root2}\``, candidates);
  }
  if (members2.length > 1) return noMembers(place2, node, members2[1] ?? first, member.type);
  const name = root2 === "header" ? first.text.toLowerCase() : first.text;
  return reading(
    place2,
    {
      kind: "read",
      root: root2,
      name: "",
      ordinal: -1,
      members: [name],
      type: shallow(member.type),
      ...fallbackOf(member),
      span: node.span
    },
    member.type
  );
}
var exampleOf = {
  subject: "id",
  actor: "id",
  path: "id",
  query: "limit",
  header: "x-reason",
  context: "ip"
};
function contextMember(name) {
  const type = Object.hasOwn(contextMembers, name.text) ? contextMembers[name.text] : void 0;
  return type && { type, optional: true };
}
function memberIn(type, name) {
  return type.members && Object.hasOwn(type.members, name) ? type.members[name] : void 0;
}
function readParameter(place2, node, name) {
  const { bindings } = place2;
  const parameter = bindings.parameter(name.text);
  if (parameter === void 0) {
    const names = bindings.parameterNames();
    const help = names.length > 0 ? `its parameters are ${names.map(quoted).join(", ")}` : "its path has no parameters";
    return complain(place2, "E108", name.span, `${bindings.where} has no parameter ${quoted(name.text)}`, {
      help,
      ...place2.call ? {} : suggestion(name.span, nearest(name.text, names))
    });
  }
  if (node.members.length > 1) return noMembers(place2, node, node.members[1] ?? name, parameter.type);
  const { ordinal, type } = parameter;
  return reading(
    place2,
    {
      kind: "read",
      root: "path",
      name: name.text,
      ordinal,
      members: [],
      type: shallow(type),
      span: node.span
    },
    type
  );
}
function walk(place2, node, start, members2) {
  const read4 = {
    kind: "read",
    root: start.root,
    name: start.name,
    ordinal: -1,
    members: [],
    type: shallow(start.type),
    span: node.span
  };
  return extend(place2, node, read4, start.type, members2);
}
function extend(place2, node, read4, from, members2) {
  let type = from;
  let last;
  for (const [index, name] of members2.entries()) {
    last = void 0;
    if (type.kind === "json" || type.kind === "record" && type.members === void 0) {
      type = json3;
      continue;
    }
    if (type.kind !== "record") return noMembers(place2, node, name, type);
    last = memberIn(type, name.text);
    if (last === void 0) {
      const of = [node.root, ...members2.slice(0, index)].map((part) => part.text).join(".");
      return unknownMember(place2, name, quoted(of), Object.keys(type.members ?? {}));
    }
    type = last.type;
  }
  if (members2.length === 0) return reading(place2, read4, from);
  const { default: _, ...rest } = read4;
  return reading(
    place2,
    {
      ...rest,
      members: [...read4.members, ...members2.map((name) => name.text)],
      type: shallow(type),
      ...fallbackOf(last),
      span: node.span
    },
    type
  );
}
function reading(place2, read4, type) {
  if (read4.root !== "variable")
    place2.work.seen.push({
      root: read4.root,
      name: read4.root === "path" || read4.root === "resource" ? read4.name : "",
      type,
      span: place2.call?.span ?? read4.span
    });
  return { expression: read4, type, readsRole: false, broken: false };
}
function fallbackOf(member) {
  return member?.default === void 0 ? {} : { default: member.default };
}
function readArgument(place2, node, argument) {
  if (argument.broken || node.members.length === 0) return argument;
  if (argument.expression.kind === "read")
    return extend(place2, node, argument.expression, argument.type, node.members);
  return noMembers(place2, node, node.members[0] ?? node.root, argument.type);
}

// packages/engine/src/check/expression.ts
function checkCondition(place2, node) {
  const condition2 = asCondition(place2, checkExpression(place2, node), node);
  return condition2.broken ? void 0 : condition2.expression;
}
function placeIn(checking, home, bindings) {
  const work = { nodes: 0, depth: 0, variables: 0, tooLarge: false, callReported: void 0, seen: [] };
  return {
    checking,
    home,
    bindings,
    variables: /* @__PURE__ */ new Map(),
    parameters: void 0,
    negative: false,
    call: void 0,
    work,
    check: checkExpression
  };
}
function checkExpression(place2, node) {
  const { work } = place2;
  work.nodes += 1;
  work.depth += 1;
  const result = work.nodes > maxNodes || work.depth > maxDepth ? tooLarge(place2, node) : checkNode(place2, node);
  work.depth -= 1;
  return result;
}
function tooLarge(place2, node) {
  const { work, call: call2, checking } = place2;
  if (!work.tooLarge) {
    const message = "this condition grows too large when its definitions are put in place";
    report(checking, "E210", call2?.span ?? node.span, message, {
      why: `a condition may have ${maxNodes} parts, ${maxDepth} within one another`,
      help: "call fewer definitions that call others"
    });
  }
  work.tooLarge = true;
  return broken(node.span);
}
function checkNode(place2, node) {
  switch (node.kind) {
    case "group":
      return checkExpression(place2, node.inner);
    case "and":
    case "or": {
      const operands = node.operands.map(
        (operand2) => asCondition(place2, checkExpression(place2, operand2), operand2)
      );
      return typed(
        { kind: node.kind, operands: operands.map((operand2) => operand2.expression), span: node.span },
        bool6,
        operands
      );
    }
    case "not": {
      const operand2 = asCondition(
        place2,
        checkExpression({ ...place2, negative: !place2.negative }, node.operand),
        node.operand
      );
      return typed({ kind: "not", operand: operand2.expression, span: node.span }, bool6, [operand2]);
    }
    case "has":
      return checkHas(place2, node);
    case "any":
    case "every":
      return checkQuantifier(place2, node);
    case "compare":
      return checkCompare(place2, node);
    case "in":
      return checkIn(place2, node);
    case "in-range":
      return checkInRange(place2, node);
    case "like":
      return checkLike(place2, node);
    case "starts-with":
    case "ends-with":
      return checkPart(place2, node);
    case "contains":
      return checkContains(place2, node);
    case "is":
      return checkIs(place2, node);
    case "within":
      return checkWithin(place2, node);
    case "between":
      return checkBetween(place2, node);
    case "call":
      return checkCall(place2, node);
    case "reference":
      return checkRead(place2, node);
    default:
      return checkLiteral(node);
  }
}
var bool6 = { kind: "bool" };
function checkHas(place2, node) {
  const operand2 = checkRead(place2, node.operand);
  if (operand2.broken) return operand2;
  if (operand2.expression.kind !== "read") {
    return complain(place2, "E203", node.span, "`has` asks for a member", {
      help: "pass the thing itself to the definition"
    });
  }
  return typed({ kind: "has", operand: operand2.expression, span: node.span }, bool6);
}
function checkQuantifier(place2, node) {
  const list = asOperand(place2, checkExpression(place2, node.list), node.list, `\`${node.kind}\``);
  const isWalked = list.broken || list.type.kind === "json" || isList(list.type);
  if (!isWalked) {
    complain(place2, "E203", node.list.span, `\`${node.kind}\` walks through a list`, {
      labels: [{ span: node.list.span, text: `${aType(list.type)}` }]
    });
  }
  place2.work.variables += 1;
  const unique = `${node.variable.text}#${place2.work.variables}`;
  const type = isList(list.type) ? list.type.element : { kind: "json" };
  const variables = new Map(place2.variables).set(node.variable.text, { unique, type });
  const inner = { ...place2, variables };
  const condition2 = asCondition(inner, checkExpression(inner, node.condition), node.condition);
  const expression = {
    kind: node.kind,
    variable: unique,
    list: list.expression,
    condition: condition2.expression,
    span: node.span
  };
  const result = typed(expression, bool6, [list, condition2]);
  return isWalked ? result : { ...result, broken: true };
}
function checkIs(place2, node) {
  const { operand: operand2, role } = node;
  const isSubject = operand2.kind === "reference" && operand2.root.text === "subject" && operand2.members.length === 0;
  if (!isSubject) {
    return complain(place2, "E203", node.span, "only the subject is a role", {
      help: `write \`subject is ${role.text}\``
    });
  }
  const why = place2.bindings.refused.get("subject");
  if (why !== void 0) {
    return complain(place2, "E215", node.span, `the subject is not known in ${place2.bindings.where}`, { why });
  }
  const name = resolveRole(place2.checking, place2.home, role);
  if (name === void 0) return broken(node.span);
  if (place2.negative) {
    return complain(place2, "E401", node.span, `role ${quoted(role.text)} is read under \`not\``, {
      labels: [{ span: node.span, text: "having the role would take something away" }],
      why: "more roles never mean less; only `deny` takes away",
      help: `write \`deny ${role.text}\` for what its holders may not do`
    });
  }
  place2.work.seen.push({ root: "subject", name: `is ${name}`, type: bool6, span: node.span });
  return {
    expression: { kind: "is", role: name, span: node.span },
    type: bool6,
    readsRole: true,
    broken: false
  };
}
function checkLiteral(node) {
  const type = literalType(node);
  const raw = rawLiteral(node);
  if (isList(type) || type.kind === "cidr")
    return typed({ kind: "literal", value: raw, type, span: node.span }, type);
  const value = coerce(raw, type);
  const simple = typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : raw;
  return typed({ kind: "literal", value: simple, type: shallow(type), span: node.span }, type);
}

// packages/engine/src/target/canonical.ts
var slash = 47;
var percent = 37;
var none = 0;
var plain2 = 1;
var unreserved = 2;
var kinds = new Uint8Array(128);
for (const character of "!$&'()*+,=:@/") kinds[character.charCodeAt(0)] = plain2;
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") {
  kinds[character.charCodeAt(0)] = unreserved;
}
function canonicalize(target) {
  if (target.includes("#")) return ambiguous("a fragment");
  const query = target.indexOf("?");
  const path = pathOf(query < 0 ? target : target.slice(0, query));
  if (path === void 0) return ambiguous("no path that begins with a slash");
  const text2 = canonicalText(path);
  if (text2.kind === "ambiguous") return text2;
  if (text2.path.includes("//")) return ambiguous("an empty segment");
  return hasDotSegment(text2.path) ? ambiguous("a dot segment") : text2;
}
function canonicalText(text2) {
  let done = "";
  let copied = 0;
  for (let index = 0; index < text2.length; index += 1) {
    const code = text2.charCodeAt(index);
    if (code !== percent) {
      if (code > 127 || kinds[code] === none) return ambiguous(whyNot(code));
      continue;
    }
    const byte = byteAt(text2, index);
    if (byte < 0) return ambiguous("a bad escape");
    if (byte === slash || byte === 92 || byte === 0) return ambiguous("an escaped slash, backslash or NUL");
    const size2 = byte < 128 ? 1 : sequenceLength(text2, index);
    if (size2 === 0) return ambiguous("bytes that are no UTF-8");
    const end = index + size2 * 3;
    const escapes = text2.slice(index, end);
    const canonical = kinds[byte] === unreserved ? String.fromCharCode(byte) : escapes.toUpperCase();
    if (canonical !== escapes) {
      done += text2.slice(copied, index) + canonical;
      copied = end;
    }
    index = end - 1;
  }
  return { kind: "path", path: copied === 0 ? text2 : done + text2.slice(copied) };
}
function isDotSegment(segment) {
  return segment === "." || segment === "..";
}
var ambiguous = (why) => ({ kind: "ambiguous", why });
var hasDotSegment = (path) => path.includes("/.") && path.split("/").some(isDotSegment);
function pathOf(target) {
  if (target.charCodeAt(0) === slash) return target;
  const scheme = schemeLength(target);
  if (scheme === 0) return void 0;
  const end = target.indexOf("/", scheme);
  const authority = target.slice(scheme, end < 0 ? target.length : end);
  if (!isAuthority(authority)) return void 0;
  return end < 0 ? "/" : target.slice(end);
}
function schemeLength(target) {
  const start = target.slice(0, 8).toLowerCase();
  if (start.startsWith("http://")) return 7;
  return start === "https://" ? 8 : 0;
}
function isAuthority(authority) {
  for (let index = 0; index < authority.length; index += 1) {
    const code = authority.charCodeAt(index);
    const isBracket = code === 91 || code === 93;
    if (code > 127 || code === 64 || kinds[code] === none && !isBracket) return false;
  }
  return authority !== "";
}
function whyNot(code) {
  if (code === 59) return "a semicolon";
  if (code === 92) return "a backslash";
  return "a character that no path may hold unescaped";
}
function byteAt(text2, index) {
  if (text2.charCodeAt(index) !== percent) return -1;
  const high = hexDigit2(text2.charCodeAt(index + 1));
  const low = hexDigit2(text2.charCodeAt(index + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}
function hexDigit2(code) {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
function sequenceLength(text2, index) {
  const first = byteAt(text2, index);
  const size2 = first < 194 || first > 244 ? 0 : first < 224 ? 2 : first < 240 ? 3 : 4;
  const least = first === 224 ? 160 : first === 240 ? 144 : 128;
  const most = first === 237 ? 159 : first === 244 ? 143 : 191;
  for (let place2 = 1; place2 < size2; place2 += 1) {
    const byte = byteAt(text2, index + place2 * 3);
    if (byte < (place2 === 1 ? least : 128) || byte > (place2 === 1 ? most : 191)) return 0;
  }
  return size2;
}

// packages/engine/src/target/segment.ts
function charactersOf(text2) {
  if (!text2.includes("%")) {
    const characters = text2.split("");
    return { written: characters, decoded: characters };
  }
  const written = [];
  const decoded = [];
  for (let index = 0; index < text2.length; index += 1) {
    const size2 = text2[index] === "%" ? escapedLength(text2, index) : 1;
    const character = text2.slice(index, index + size2);
    written.push(character);
    decoded.push(decode2(character));
    index += size2 - 1;
  }
  return { written, decoded };
}
var decode2 = (text2) => text2.includes("%") ? decodeURIComponent(text2) : text2;
function escapedLength(text2, index) {
  const first = Number.parseInt(text2.slice(index + 1, index + 3), 16);
  if (first < 192) return 3;
  return first < 224 ? 6 : first < 240 ? 9 : 12;
}

// packages/engine/src/target/mixed.ts
function matchMixed(parameters, parts, text2, values) {
  if (!holdsInOrder(text2, parts)) return false;
  const characters = charactersOf(text2);
  const length = characters.written.length;
  const readers = readersOf(parameters, parts);
  const fits4 = [];
  let rest = new Uint8Array(length + 1);
  rest[length] = 1;
  fits4[parts.length] = rest;
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    rest = readers[index]?.starts(characters, rest) ?? new Uint8Array(length + 1);
    fits4[index] = rest;
  }
  if (rest[0] !== 1) return false;
  let position = 0;
  for (const [index, part] of parts.entries()) {
    const end = readers[index]?.end(characters, position, fits4[index + 1] ?? rest) ?? -1;
    if (typeof part === "number") values[part] = characters.decoded.slice(position, end).join("");
    position = end;
  }
  return true;
}
function holdsInOrder(text2, parts) {
  let position = 0;
  for (const part of parts) {
    const found = typeof part === "string" ? text2.indexOf(part, position) : position;
    if (found < 0) return false;
    position = found + (typeof part === "string" ? part.length : 1);
  }
  return position <= text2.length;
}
var made = /* @__PURE__ */ new WeakMap();
function readersOf(parameters, parts) {
  const known = made.get(parts);
  if (known !== void 0) return known;
  const readers = parts.map(
    (part) => typeof part === "string" ? literalReader(part) : parameterReader(parameters[part]?.type)
  );
  made.set(parts, readers);
  return readers;
}
function longestOf(type) {
  switch (type.kind) {
    case "int":
      return 17;
    case "uuid":
      return 36;
    case "ip":
      return 45;
    case "date":
      return 10;
    case "time":
    case "bool":
      return 5;
    case "string":
      if (type.values === void 0) return type.max ?? Number.POSITIVE_INFINITY;
      return Math.max(0, ...type.values.map((value) => value.length));
    default:
      return void 0;
  }
}
function literalReader(text2) {
  const { written } = charactersOf(text2);
  const stands = (characters, position) => written.every((character, place2) => characters.written[position + place2] === character);
  return {
    starts: (characters, rest) => rest.map(
      (_, position) => Number(rest[position + written.length] === 1 && stands(characters, position))
    ),
    end: (_, position) => position + written.length
  };
}
function parameterReader(type = { kind: "string" }) {
  if (type.kind !== "string" || type.values !== void 0) return shortReader(type);
  if (type.like === void 0) return anyReader(type.max ?? Number.POSITIVE_INFINITY);
  return type.max === void 0 ? likeReader(likeTokens(type.like) ?? []) : shortReader(type);
}
function anyReader(most) {
  return {
    starts(_, rest) {
      const starts = new Uint8Array(rest.length);
      let next = -1;
      for (let position = rest.length - 2; position >= 0; position -= 1) {
        if (rest[position + 1] === 1) next = position + 1;
        starts[position] = Number(next > position && next - position <= most);
      }
      return starts;
    },
    end: (_, position, rest) => rest.indexOf(1, position + 1)
  };
}
function shortReader(type) {
  const longest3 = longestOf(type) ?? 0;
  const end = (characters, position, rest) => {
    let text2 = "";
    for (let last = position; last < rest.length - 1 && last - position < longest3; last += 1) {
      text2 += characters.decoded[last] ?? "";
      if (rest[last + 1] === 1 && coerceText(text2, type) !== void 0) return last + 1;
    }
    return -1;
  };
  return {
    starts: (characters, rest) => rest.map((_, position) => Number(end(characters, position, rest) > position)),
    end
  };
}
function likeReader(tokens) {
  if (tokens.every((token2) => token2 === anyRun)) return anyReader(Number.POSITIVE_INFINITY);
  const rowsOf = (characters, rest) => {
    const rows = [];
    let row = Uint8Array.from(rest);
    rows[tokens.length] = row;
    for (let index = tokens.length - 1; index >= 0; index -= 1) {
      row = likeRow(tokens[index] ?? anyRun, characters, row);
      rows[index] = row;
    }
    return rows;
  };
  return {
    starts: (characters, rest) => rowsOf(characters, rest)[0] ?? new Uint8Array(rest.length),
    end: (characters, position, rest) => likeEnd(tokens, characters, position, rest)
  };
}
function likeRow(token2, characters, next) {
  const row = new Uint8Array(next.length);
  for (let position = next.length - 1; position >= 0; position -= 1) {
    const fits4 = token2 === anyRun ? next[position] === 1 || row[position + 1] === 1 : next[position + 1] === 1 && takes(token2, characters.decoded[position]);
    row[position] = Number(fits4);
  }
  return row;
}
var takes = (token2, character) => character !== void 0 && (token2 === anyOne || token2 === character.codePointAt(0));
function likeEnd(tokens, characters, position, rest) {
  let places2 = closure(tokens, [0]);
  for (let index = position; index < characters.decoded.length; index += 1) {
    const character = characters.decoded[index];
    const next = [];
    for (const place2 of places2) {
      const token2 = tokens[place2];
      if (token2 === anyRun) next.push(place2);
      else if (token2 !== void 0 && takes(token2, character)) next.push(place2 + 1);
    }
    places2 = closure(tokens, next);
    if (rest[index + 1] === 1 && places2.has(tokens.length)) return index + 1;
  }
  return -1;
}
function closure(tokens, places2) {
  const reached = /* @__PURE__ */ new Set();
  for (const place2 of places2) {
    let next = place2;
    reached.add(next);
    while (tokens[next] === anyRun) {
      next += 1;
      reached.add(next);
    }
  }
  return reached;
}

// packages/engine/src/target/build.ts
function buildTemplate(text2, sources, trailingSlash = text2.length > 1 && text2.endsWith("/")) {
  const parameters = [];
  const segments = [];
  for (const [place2, source2] of sources.entries()) {
    const isLast = place2 === sources.length - 1;
    const segment = buildSegment(source2.parts, parameters, isLast && !trailingSlash);
    if ("message" in segment) return { kind: "problem", segment: place2, ...segment };
    segments.push(segment);
  }
  return { text: text2, segments, trailingSlash: trailingSlash && segments.length > 0, parameters };
}
function buildSegment(parts, parameters, mayBeRest) {
  const [first] = parts;
  if (first === void 0) return { message: "a segment holds at least one character", part: 0 };
  if (first.kind === "rest" && parts.length === 1) return buildRest(first, parameters, mayBeRest);
  const built = [];
  for (const [place2, part] of parts.entries()) {
    const made2 = part.kind === "text" ? buildText(part.text) : buildParameter(part, parameters, parts.length > 1);
    if (typeof made2 === "object") return { message: made2.message, part: place2 };
    built.push(made2);
  }
  const [only2] = built;
  if (built.length > 1 || only2 === void 0) return { kind: "mixed", parts: built };
  if (typeof only2 === "number")
    return { kind: takesAnyText(parameters[only2]?.type) ? "parameter" : "typed", parameter: only2 };
  return isDotSegment(only2) ? { message: `no canonical path has a segment \`${only2}\``, part: 0 } : { kind: "literal", text: only2 };
}
function buildRest(rest, parameters, mayBeRest) {
  if (!mayBeRest) return { message: "`**` takes all that is left, so nothing may follow it", part: 0 };
  if (rest.name === void 0) return { kind: "rest", parameter: -1 };
  const place2 = addParameter(rest.name, { kind: "string" }, parameters);
  return typeof place2 === "number" ? { kind: "rest", parameter: place2 } : { message: place2.message, part: 0 };
}
function buildText(text2) {
  const canonical = canonicalText(text2);
  if (canonical.kind === "ambiguous")
    return { message: `\`${text2}\` fits no canonical path: it has ${canonical.why}` };
  if (text2 === "") return { message: "a segment holds at least one character" };
  return text2.includes("/") ? { message: `\`${text2}\` is more than one segment` } : canonical.path;
}
function buildParameter(part, parameters, hasNeighbours) {
  if (part.kind === "rest") return { message: "`**` stands alone in its segment" };
  const type = part.type ?? { kind: "string" };
  const flaw = typeFlaw(type, hasNeighbours);
  return flaw === void 0 ? addParameter(part.name, type, parameters) : { message: flaw };
}
function typeFlaw(type, hasNeighbours) {
  switch (type.kind) {
    case "set":
    case "list":
    case "record":
    case "json":
    case "cidr":
      return `a parameter is one text, which is no \`${typeText(type)}\``;
    case "string":
      if (type.like !== void 0 && likeTokens(type.like) === void 0) {
        return "`\\` stands before `*`, `?` or `\\` only";
      }
      return void 0;
    default:
      return hasNeighbours && longestOf(type) === void 0 ? `a parameter of type \`${typeText(type)}\` needs a segment of its own` : void 0;
  }
}
function addParameter(name, type, parameters) {
  if (parameters.some((known) => known.name === name))
    return { message: `\`${name}\` is bound twice in one path` };
  return parameters.push({ name, type }) - 1;
}
function takesAnyText(type) {
  return type?.kind === "string" && type.max === void 0 && type.like === void 0 && type.values === void 0;
}

// packages/engine/src/check/templates.ts
function buildPath(checking, home, parent, path) {
  if (parent && parent.kind !== "file" && path.text === "/") return parent;
  const outer = parent?.sources ?? [];
  const sources = outer.length === 0 ? sourcesOf(checking, home, path) : [...outer, ...sourcesOf(checking, home, path)];
  const before = parent === void 0 || parent.template.text === "/" ? "" : parent.template.text;
  const text2 = before === "" ? path.text : path.text === "/" ? before : before + path.text;
  const built = buildTemplate(text2, sources, path.trailingSlash);
  if (!("kind" in built)) return { template: built, sources };
  const segment = path.segments[built.segment - outer.length];
  const span = segment?.parts[built.part]?.span ?? segment?.span ?? path.span;
  report(checking, "E311", span, built.message);
  return void 0;
}
function buildTarget(checking, home, path) {
  return buildPath(checking, home, void 0, path)?.template;
}
function sourcesOf(checking, home, path) {
  return path.segments.map(({ parts }) => ({
    parts: parts.map((part) => {
      if (part.kind === "text") return { kind: "text", text: part.text };
      if (part.kind === "rest") return { kind: "rest", name: part.name?.text };
      return {
        kind: "parameter",
        name: part.name.text,
        type: part.type && parameterType(checking, home, part.type)
      };
    })
  }));
}
var parameterKinds = /* @__PURE__ */ new Set([
  "string",
  "int",
  "uuid",
  "number",
  "bool",
  "date",
  "time",
  "instant",
  "duration",
  "ip",
  "url"
]);
function parameterType(checking, home, node) {
  const before = checking.found.length;
  const type = resolveType(checking, home, node);
  if (parameterKinds.has(type.kind) || checking.found.length > before)
    return parameterKinds.has(type.kind) ? type : { kind: "string" };
  report(checking, "E220", node.span, `no path parameter is ${aType(type)}`, {
    help: "a parameter is one text: `string`, `int`, `uuid` and the like"
  });
  return { kind: "string" };
}

// packages/engine/src/check/rules.ts
var nothingChecked = { expression: void 0, seen: [] };
function checkWhen(ground, node, noRoles) {
  if (node === void 0) return nothingChecked;
  const place2 = placeIn(ground.checking, ground.home, ground.bindings);
  const condition2 = asCondition(place2, checkExpression(place2, node), node);
  if (condition2.broken) return { expression: void 0, seen: [] };
  if (noRoles !== void 0 && condition2.readsRole) {
    report(ground.checking, "E402", node.span, "a role is read where it would take something away", {
      why: `more roles never mean less, and having this one would ${noRoles}`,
      help: "say who is left out with `unless`"
    });
    return { expression: void 0, seen: [] };
  }
  return { expression: condition2.expression, seen: place2.work.seen };
}
function checkNames(ground, names) {
  const roles = [];
  for (const name of names) {
    const role = resolveRole(ground.checking, ground.home, name);
    if (role !== void 0) roles.push(role);
  }
  return roles;
}
function checkGrant(ground, node) {
  const roles = checkNames(ground, node.names);
  const { expression, seen } = checkWhen(ground, node.when);
  return { grant: { roles, when: expression }, seen };
}
function checkUnless(ground, node) {
  return node ? checkGrant(ground, node) : { grant: void 0, seen: [] };
}
function checkElse(checking, node) {
  if (node === void 0) return void 0;
  if (node.status < 400 || node.status > 499) {
    report(checking, "E308", node.span, `status ${quoted(String(node.status))} is no refusal`, {
      why: "a caller must see that the request was refused, and that it is not the server's fault",
      help: "`else` takes 400 to 499"
    });
  }
  return { status: node.status, text: node.text?.value };
}
var noTargets = [];
function checkTargets(ground, nodes) {
  if (nodes.length === 0) return noTargets;
  return nodes.flatMap((node) => {
    const template = buildTarget(ground.checking, ground.home, node.path);
    if (template === void 0) return [];
    const verbs2 = node.verbs.map((verb) => verb.text);
    if (!ground.isPartial && !ground.index.takes(verbs2, template)) {
      report(
        ground.checking,
        "E305",
        node.span,
        `no route takes ${quoted(`${verbs2.join(", ")} ${node.path.text}`)}`,
        {
          why: "the line says something of requests that are refused anyway",
          help: "a target is a full path, wherever it stands"
        }
      );
    }
    return [{ verbs: verbs2, template }];
  });
}

// packages/engine/src/check/unsupported.ts
function refuse(checking, code, span, what) {
  report(checking, code, span, `${what} is not in this version`, {
    why: "what is written in a policy is enforced, or the policy does not compile",
    help: "leave it out until a version enforces it"
  });
}
function refuseStatement(checking, statement) {
  const { span } = statement;
  switch (statement.kind) {
    case "cors":
      return refuse(checking, "E050", span, "`cors`");
    case "accept-media":
      return refuse(checking, "E051", span, "`accept` with media types");
    case "body":
      if (statement.shape === void 0 || statement.shape === "any" || statement.shape === "raw") return;
      return refuse(checking, "E052", statement.shape.span, "the shape of a body");
    case "query":
      return refuse(checking, "E053", span, "the shape of a query");
    case "headers":
      return refuse(checking, "E054", span, "the shape of headers");
    case "params":
      return refuse(checking, "E055", span, "the shape of parameters");
    case "deprecated":
      return refuse(checking, "E056", span, "`deprecated`");
    case "upgrade":
      return refuse(checking, "E057", span, "`upgrade`");
    case "idempotent":
      return refuse(checking, "E058", span, "`idempotent`");
    case "concurrent":
      return refuse(checking, "E059", span, "`concurrent`");
    case "throttle":
      return refuse(checking, "E060", span, "`throttle`");
    case "reject":
      return refuse(checking, "E061", span, "`reject injection`");
    default:
      return;
  }
}

// packages/engine/src/check/assertions.ts
var needs = ["authentication", "tls", "limit", "quota", "audit", "schema"];
function checkAssertions(common, files, blocks) {
  for (const block2 of blocks) {
    if (block2.kind !== "file") continue;
    const file = files.find((one2) => one2.span === block2.head);
    const bindings = bareBindings("an assertion", {
      parameter: () => ({ ordinal: 0, type: { kind: "json" } }),
      resource: (name) => boundAnywhere(common, name)
    });
    const ground = { ...common, home: block2.home, block: block2, bindings };
    for (const node of file?.declarations ?? []) if (node.kind === "assert") checkAssertion(ground, node);
  }
}
function checkAssertion(ground, node) {
  refuse(ground.checking, "E062", node.span, "`assert`");
  if (node.form !== "every-route") {
    checkNames(ground, node.names);
    checkTargets(ground, node.targets);
    checkWhen(ground, node.when);
    return;
  }
  checkTargets(ground, node.except);
  const { text: text2, span } = node.need;
  if (needs.includes(text2)) return;
  report(ground.checking, "E106", span, `no route can need ${quoted(text2)}`, {
    help: `write ${needs.map(quoted).join(", ")}`,
    ...suggestion(span, nearest(text2, needs))
  });
}
function boundAnywhere({ index }, name) {
  for (const route of index.all) {
    const load = route.block.loads.get(name);
    if (load) return load.type;
  }
  return void 0;
}

// packages/engine/src/check/authenticator-options.ts
var knownOptions = {
  jwt: ["issuer", "audience", "keys", "algorithms", "bind"],
  apikey: ["header", "prefix", "keys"]
};
var asymmetric = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA"
];
var symmetric = ["HS256", "HS384", "HS512"];
function optionsOf(node) {
  return node.options.flatMap((option) => option.kind === "option" ? [option] : []);
}
function checkJwt(checking, node) {
  const issuer = required(checking, node, "issuer", "a token of another issuer would be taken");
  const audience = required(checking, node, "audience", "a token made for another service would be taken");
  const keys = required(checking, node, "keys", "no token could be verified");
  const algorithms = optionNamed(checking, node, "algorithms");
  const issuerSource = issuer && single(checking, issuer);
  const audiences = audience?.values.flatMap((value) => sourceOf(checking, value, textOrEnvironment) ?? []) ?? [];
  const keySource = keys && checkKeys(checking, keys);
  const listed = algorithms ? checkAlgorithms(checking, algorithms) : asymmetric;
  if (!issuerSource || audiences.length === 0 || !keySource) return void 0;
  return { kind: "jwt", issuer: issuerSource, audiences, keys: keySource, algorithms: listed };
}
function checkApiKey(checking, node) {
  const header2 = required(checking, node, "header", "no request could bring a key");
  const keys = required(checking, node, "keys", "no key would be known");
  const prefix = optionNamed(checking, node, "prefix");
  const headerText = header2 && textOf(checking, header2);
  const prefixText = prefix ? textOf(checking, prefix) : "";
  const [value] = keys?.values ?? [];
  const keySource = keys && value && checkOne(checking, keys) ? sourceOf(checking, value, fileOrEnvironment) : void 0;
  if (headerText === void 0 || prefixText === void 0 || !keySource) return void 0;
  return { kind: "apikey", header: headerText.toLowerCase(), prefix: prefixText, keys: keySource };
}
function optionNamed(checking, node, name) {
  const [first, second2] = optionsOf(node).filter((one2) => one2.name.text === name);
  if (first && second2) {
    report(checking, "E303", second2.span, `${quoted(name)} is said twice`, {
      help: "keep one of them",
      related: [{ span: first.span, message: "said here already" }]
    });
  }
  return first;
}
function required(checking, node, name, why) {
  const found = optionNamed(checking, node, name);
  if (found && found.values.length > 0) return found;
  const misspelt = optionsOf(node).some((one2) => nearest(one2.name.text, [name]) !== void 0);
  if (!found && misspelt) return void 0;
  report(checking, "E404", node.name.span, `authenticator ${quoted(node.name.text)} has no ${quoted(name)}`, {
    why,
    help: `write ${quoted(`${name} \u2026`)} in the block`
  });
  return void 0;
}
function single(checking, node) {
  const [value] = node.values;
  return value && checkOne(checking, node) ? sourceOf(checking, value, textOrEnvironment) : void 0;
}
function checkOne(checking, node) {
  const second2 = node.values[1];
  if (second2)
    report(checking, "E303", second2.span, `${quoted(node.name.text)} takes one value`, {
      help: "keep one of them"
    });
  return second2 === void 0;
}
function textOf(checking, node) {
  const [value] = node.values;
  if (value?.kind === "string") return checkOne(checking, node) ? value.value : void 0;
  if (value) reportValue(checking, value, `${quoted(node.name.text)} is text`);
  return void 0;
}
function checkKeys(checking, node) {
  const [value] = node.values;
  if (!value || !checkOne(checking, node)) return void 0;
  if (value.kind === "string" && /^https?:/i.test(value.value)) {
    refuse(checking, "E071", value.span, "fetching keys from a URL");
    return void 0;
  }
  return sourceOf(checking, value, anySource);
}
var textOrEnvironment = ["text", "environment"];
var fileOrEnvironment = ["file", "environment"];
var anySource = ["text", "file", "environment"];
function sourceOf(checking, value, kinds2) {
  const source2 = asSource(value);
  if (source2 && kinds2.includes(source2.kind)) return source2;
  const ways = kinds2.map(
    (kind2) => kind2 === "text" ? 'text such as `"\u2026"`' : kind2 === "file" ? '`file "\u2026"`' : "`env.NAME`"
  );
  reportValue(checking, value, `write ${ways.join(" or ")}`);
  return void 0;
}
function asSource(value) {
  switch (value.kind) {
    case "string":
      return { kind: "text", text: value.value };
    case "environment":
      return { kind: "environment", variable: value.variable };
    case "file-value":
      return { kind: "file", path: value.path.value, from: folderOf(value.span.file) };
    default:
      return void 0;
  }
}
function reportValue(checking, value, help) {
  report(checking, "E205", value.span, "this option does not take such a value", { help });
}
function checkAlgorithms(checking, node) {
  const known = [...asymmetric, ...symmetric];
  return node.values.flatMap((value) => {
    const name = value.kind === "string" ? value.value : value.kind === "word" ? value.name.text : void 0;
    if (name !== void 0 && known.includes(name)) return [name];
    report(
      checking,
      "E408",
      value.span,
      name === void 0 ? "an algorithm is named by text" : `${quoted(name)} is no algorithm that proves who signed`,
      {
        help: `algorithms are ${known.join(", ")}`,
        ...suggestion(value.span, name === void 0 ? void 0 : quotedNearest(name, known))
      }
    );
    return [];
  });
}
function quotedNearest(name, known) {
  const meant = nearest(name, known);
  return meant === void 0 ? void 0 : JSON.stringify(meant);
}

// packages/engine/src/check/roles.ts
function checkRoles(checking, packages) {
  const drafts = [...packages].flatMap(
    (home) => [...home.roles.values()].filter((entry) => entry.home === home).map((entry) => checkRole(checking, entry))
  );
  checkAliases(checking, drafts);
  findCircles(checking, drafts);
  settleReadsSubject(drafts);
  const roles = drafts.map(({ role }) => role);
  const byName = new Map(roles.map((role) => [role.name, role]));
  const holdersOf = holdersIn(roles);
  return { roles, byName, holdersOf, needsSubject: (name) => needsSubject(name, byName, holdersOf) };
}
function checkRole(checking, entry) {
  const { node, home } = entry;
  const includes = checkIncludes(checking, home, node);
  const of = node.of && checkOf(checking, home, node);
  let when;
  let seen = [];
  if (node.when) {
    const type = node.of && resolveType(checking, home, node.of.type);
    const bound = node.of?.name.text;
    const bindings = bareBindings(`role ${quoted(node.name.text)}`, {
      resource: (name) => name === bound ? type : void 0,
      resourceNames: () => bound === void 0 ? [] : [bound],
      refused: /* @__PURE__ */ new Map([["path", "a role holds on many routes, and their parameters differ"]])
    });
    const place2 = placeIn(checking, home, bindings);
    when = checkCondition(place2, node.when);
    seen = place2.work.seen;
  } else if (node.of) {
    report(
      checking,
      "E314",
      node.of.name.span,
      `role ${quoted(node.name.text)} is relative, and says not when it is held`,
      {
        why: "a relative role is never assigned",
        help: `write \`when\` and a condition on ${quoted(node.of.name.text)}`
      }
    );
  }
  if (node.aliases[0] && (node.of || node.when)) {
    report(
      checking,
      "E407",
      node.aliases[0].span,
      `role ${quoted(node.name.text)} is never assigned, by any name`,
      {
        why: "a role with `when` or `of` is held by its condition alone",
        help: "remove `as`"
      }
    );
  }
  const role = {
    name: node.name.text,
    aliases: node.aliases.map((alias) => alias.value),
    includes,
    of,
    when,
    readsSubject: false,
    span: node.name.span
  };
  return { entry, includes, role, seen };
}
function checkIncludes(checking, home, node) {
  const names = /* @__PURE__ */ new Set();
  for (const included of node.includes) {
    if (builtInRoles.includes(included.text)) {
      report(checking, "E316", included.span, `${quoted(included.text)} cannot be included`, {
        why: "who has it is settled for every request, whatever the roles",
        help: "remove it"
      });
      continue;
    }
    const name = resolveRole(checking, home, included);
    if (name === void 0) continue;
    if (names.has(name))
      report(checking, "E114", included.span, `${quoted(name)} is included twice`, {
        help: "remove one of them"
      });
    names.add(name);
  }
  return [...names];
}
function checkOf(checking, home, node) {
  if (!node.of) return void 0;
  const { name, type } = node.of;
  const nominal = nominalOf(home, type);
  if (nominal !== void 0) return { name: name.text, type: nominal };
  const before = checking.found.length;
  resolveType(checking, home, type);
  const isKnown = type.kind !== "named" || checking.found.length === before && home.types.has(type.name.text);
  if (isKnown) {
    report(checking, "E206", type.span, "a role is relative to a thing of a named type", {
      why: "it is held where a thing of that name and type is bound",
      help: "declare the type with `type`, or import it with `import schema`"
    });
  }
  return void 0;
}
function checkAliases(checking, drafts) {
  const names = new Map(
    drafts.map(({ entry }) => [entry.name.text, entry.name])
  );
  for (const { entry } of drafts) {
    for (const alias of entry.node.aliases) {
      const first = names.get(alias.value);
      if (first) {
        report(checking, "E109", alias.span, `${quoted(alias.value)} is the name of another role already`, {
          why: "whoever is assigned it would have both",
          related: [{ span: first.span, message: "it stands here" }]
        });
      } else names.set(alias.value, alias);
    }
  }
}
function findCircles(checking, drafts) {
  const byName = new Map(drafts.map((draft) => [draft.role.name, draft]));
  const leads = new Map(
    drafts.map((draft) => [draft, []])
  );
  for (const draft of drafts) {
    for (const name of draft.includes) {
      const included = byName.get(name);
      if (included) leads.get(included)?.push({ to: draft, how: "includes" });
    }
    for (const { name } of draft.seen) {
      const read4 = name.startsWith("is ") ? byName.get(name.slice(3)) : void 0;
      if (read4) leads.get(draft)?.push({ to: read4, how: "reads" });
    }
  }
  const state = /* @__PURE__ */ new Map();
  for (const start of drafts) {
    if (state.has(start)) continue;
    const path = [];
    const enter = (draft) => {
      state.set(draft, "open");
      path.push({ draft, next: [...leads.get(draft) ?? []] });
    };
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const step2 = top.next.pop();
      if (step2 === void 0) {
        state.set(top.draft, "done");
        path.pop();
      } else if (!state.has(step2.to)) enter(step2.to);
      else if (state.get(step2.to) === "open")
        reportCircle(
          checking,
          path.map(({ draft }) => draft),
          step2.to
        );
    }
  }
}
var reportedCircles = /* @__PURE__ */ new WeakMap();
function reportCircle(checking, path, from) {
  const circle = path.slice(path.indexOf(from));
  const reported = reportedCircles.get(checking) ?? /* @__PURE__ */ new Set();
  reportedCircles.set(checking, reported);
  if (circle.some((draft) => reported.has(draft))) return;
  for (const draft of circle) reported.add(draft);
  const [first = from] = [...circle].sort(
    (a, b) => a.role.span.file < b.role.span.file ? -1 : a.role.span.file > b.role.span.file ? 1 : a.role.span.start - b.role.span.start
  );
  report(checking, "E307", first.role.span, `role ${quoted(first.role.name)} leads back to itself`, {
    why: "whether it is held would depend on whether it is held",
    related: circle.filter((draft) => draft !== first).map((draft) => ({ span: draft.role.span, message: `by way of ${quoted(draft.role.name)}` })),
    help: "remove one of the `includes`, or one `subject is`"
  });
}
function settleReadsSubject(drafts) {
  const byName = new Map(drafts.map((draft) => [draft.role.name, draft]));
  const reads = ({ name, root: root2 }) => {
    if (root2 !== "subject") return false;
    if (!name.startsWith("is ")) return true;
    if (name === "is anyone") return false;
    const role = byName.get(name.slice(3))?.role;
    return role === void 0 || role.when === void 0 || role.readsSubject;
  };
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const { role, seen } of drafts) {
      if (role.readsSubject || !seen.some(reads)) continue;
      role.readsSubject = true;
      isChanged = true;
    }
  }
}
function holdersIn(roles) {
  const includedBy = /* @__PURE__ */ new Map();
  for (const role of roles) {
    for (const name of role.includes) {
      const found = includedBy.get(name);
      if (found) found.push(role);
      else includedBy.set(name, [role]);
    }
  }
  const known = /* @__PURE__ */ new Map();
  return (name) => {
    const found = known.get(name);
    if (found) return found;
    const holders = new Set(roles.filter((role) => role.name === name));
    for (const role of holders) for (const holder of includedBy.get(role.name) ?? []) holders.add(holder);
    known.set(name, [...holders]);
    return [...holders];
  };
}
function needsSubject(name, byName, holdersOf) {
  if (name === "anyone") return false;
  if (name === "authenticated" || !byName.has(name)) return true;
  return holdersOf(name).every((role) => role.when === void 0 || role.readsSubject);
}
function neverAssigned(name, table) {
  if (builtInRoles.includes(name)) return "who has it is settled for every request";
  const role = table.byName.get(name);
  return role && (role.when || role.of) ? "a role with `when` or `of` is held by its condition alone" : void 0;
}

// packages/engine/src/check/authenticators.ts
var methods = [
  "jwt",
  "introspection",
  "apikey",
  "password",
  "mtls",
  "cookie",
  "signature",
  "host"
];
var credentialOf = /* @__PURE__ */ new Map([
  ["apikey", "key"],
  ["signature", "key"]
]);
function checkAuthenticators(checking, packages, roles) {
  const made2 = [];
  for (const home of packages) {
    for (const { node, home: owner } of home.authenticators.values()) {
      if (owner !== home) continue;
      const authenticator = checkAuthenticator(checking, home, node, roles);
      if (authenticator) made2.push(authenticator);
    }
  }
  return made2;
}
function checkAuthenticator(checking, home, node, roles) {
  const method = node.method.text;
  if (!methods.includes(method)) {
    report(checking, "E117", node.method.span, `unknown way to authenticate ${quoted(method)}`, {
      help: `ways are ${methods.map(quoted).join(", ")}`,
      ...suggestion(node.method.span, nearest(method, methods))
    });
    return void 0;
  }
  const assignments = checkAssignments(checking, home, node, roles);
  const rest = { name: node.name.text, assignments, span: node.name.span };
  if (method === "host") {
    for (const option of optionsOf(node)) reportOption(checking, option, []);
    return { ...rest, kind: "host" };
  }
  checkAllAssigned(checking, node);
  if (method !== "jwt" && method !== "apikey") {
    refuse(checking, "E069", node.method.span, `\`authenticate ${method}\``);
    return void 0;
  }
  for (const option of optionsOf(node)) {
    if (option.name.text === "bind") refuse(checking, "E070", option.span, "`bind`");
    else if (!knownOptions[method].includes(option.name.text))
      reportOption(checking, option, knownOptions[method]);
  }
  const made2 = method === "jwt" ? checkJwt(checking, node) : checkApiKey(checking, node);
  return made2 && { ...rest, ...made2 };
}
function reportOption(checking, option, known) {
  const { text: text2, span } = option.name;
  report(checking, "E116", span, `unknown option ${quoted(text2)}`, {
    help: known.length > 0 ? `options are ${known.map(quoted).join(", ")}` : "the host says who calls: there are no options",
    ...suggestion(span, nearest(text2, known))
  });
}
function checkAssignments(checking, home, node, roles) {
  const first = /* @__PURE__ */ new Map();
  const made2 = [];
  for (const option of node.options) {
    if (option.kind !== "assignment") continue;
    const key = `${option.target}.${option.member.text}`;
    const earlier = first.get(key);
    if (earlier) {
      report(checking, "E303", option.span, `${quoted(key)} is set twice`, {
        help: "keep one of them",
        related: [{ span: earlier.span, message: "set here already" }]
      });
      continue;
    }
    first.set(key, option);
    const assignment = checkAssignment(checking, home, node, option, roles);
    if (assignment) made2.push(assignment);
  }
  return made2;
}
function checkAssignment(checking, home, node, option, roles) {
  const wanted = typeOfMember(checking, option);
  const credential = credentialOf.get(node.method.text) ?? "claims";
  const why = "here is only what the credential says";
  const bindings = bareBindings("an authenticator", {
    credential,
    resourceNames: () => [credential],
    refused: new Map(
      ["subject", "actor", "path", "query", "header", "body", "context"].map((root2) => [root2, why])
    )
  });
  const place2 = placeIn(checking, home, bindings);
  const value = asOperand(place2, checkExpression(place2, option.value), option.value, "`=`");
  const only2 = option.only && checkOnly(checking, home, option, roles);
  if (value.broken || wanted === void 0) return void 0;
  if (commonType(value.type, wanted) === void 0) {
    report(
      checking,
      "E201",
      option.value.span,
      `${quoted(`${option.target}.${option.member.text}`)} can never be this`,
      {
        labels: [
          {
            span: option.value.span,
            text: `${aType(value.type)}, where ${aType(wanted)} is declared`
          }
        ]
      }
    );
    return void 0;
  }
  const isRead = value.expression.kind === "read" && value.type.kind === "json";
  const expression = isRead && value.expression.kind === "read" ? { ...value.expression, type: shallow(wanted) } : value.expression;
  return { target: option.target, member: option.member.text, value: expression, only: only2, span: option.span };
}
var rolesType = { kind: "set", element: { kind: "string" } };
function typeOfMember(checking, { target, member }) {
  const { text: text2, span } = member;
  if (target === "subject" && text2 === "roles") return rolesType;
  const record = target === "subject" ? checking.subject : checking.actor;
  if (record === void 0) {
    report(checking, "E106", span, "no `actor` is declared", {
      help: "declare what an actor is: `actor { id: string }`"
    });
    return void 0;
  }
  const members2 = record.members ?? {};
  if (Object.hasOwn(members2, text2)) return members2[text2]?.type;
  const names = Object.keys(members2);
  report(checking, "E107", span, `${quoted(target)} has no member ${quoted(text2)}`, {
    help: `it has ${names.map(quoted).join(", ")}${target === "subject" ? ", and `roles`" : ""}`,
    ...suggestion(span, nearest(text2, target === "subject" ? [...names, "roles"] : names))
  });
  return void 0;
}
function checkOnly(checking, home, option, roles) {
  const { member, only: only2 = [] } = option;
  const isRoles = option.target === "subject" && member.text === "roles";
  if (!isRoles && only2[0]) {
    report(checking, "E116", only2[0].span, `${quoted("only")} stands after ${quoted(member.text)}`, {
      why: "it says which roles are taken over",
      help: "write it after `subject.roles`"
    });
  }
  return only2.flatMap((name) => {
    const role = resolveRole(checking, home, name);
    if (role === void 0) return [];
    const why = neverAssigned(role, roles);
    if (why !== void 0)
      report(checking, "E407", name.span, `role ${quoted(role)} is never assigned`, {
        why,
        help: "take it out of `only`"
      });
    return [role];
  });
}
function checkAllAssigned(checking, node) {
  const set = new Set(
    node.options.flatMap(
      (option) => option.kind === "assignment" && option.target === "subject" ? [option.member.text] : []
    )
  );
  for (const [name, member] of Object.entries(checking.subject.members ?? {})) {
    if (member.optional || member.default !== void 0 || set.has(name)) continue;
    report(
      checking,
      "E406",
      node.name.span,
      `authenticator ${quoted(node.name.text)} does not set ${quoted(`subject.${name}`)}`,
      {
        why: "a member that is neither optional nor has a default is always there",
        help: isList(member.type) ? `give it a default: \`${name}: \u2026 = []\`` : `write ${quoted(`subject.${name} = \u2026`)}`
      }
    );
  }
}

// packages/engine/src/check/defines.ts
function checkDefines(checking, packages) {
  const own = [...packages].flatMap(
    (home) => [...home.defines.values()].filter((define) => define.home === home)
  );
  for (const define of findCircles2(checking, own)) {
    const before = checking.found.length;
    checkDefine(checking, define);
    if (checking.found.length > before) define.broken = true;
  }
}
function checkDefine(checking, define) {
  const { node, home } = define;
  const bound = /* @__PURE__ */ new Map();
  for (const { name, type } of node.parameters) {
    if (bound.has(name.text))
      report(checking, "E114", name.span, `parameter ${quoted(name.text)} is declared twice`, {
        help: "rename one of them"
      });
    const declared = resolveType(checking, home, type);
    const expression = {
      kind: "read",
      root: "variable",
      name: name.text,
      ordinal: -1,
      members: [],
      type: shallow(declared),
      span: name.span
    };
    bound.set(name.text, { expression, type: declared, readsRole: false, broken: false });
  }
  if (define.broken) return;
  const bindings = bareBindings("a definition", { parameter: () => ({ ordinal: 0, type: { kind: "json" } }) });
  checkExpression({ ...placeIn(checking, home, bindings), parameters: bound }, node.body);
}
function findCircles2(checking, defines) {
  const ordered3 = [];
  const own = new Set(defines);
  const state = /* @__PURE__ */ new Map();
  for (const start of defines) {
    const path = [];
    const enter = (define) => {
      state.set(define, "open");
      path.push({ define, calls: callsIn(define) });
    };
    if (!state.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.calls.pop();
      if (next === void 0) {
        state.set(top.define, "done");
        ordered3.push(top.define);
        path.pop();
      } else if (state.get(next) === "open")
        reportCircle2(
          checking,
          path.map((step2) => step2.define),
          next
        );
      else if (!state.has(next)) enter(next);
    }
  }
  return ordered3.filter((define) => own.has(define));
}
function reportCircle2(checking, path, from) {
  const circle = path.slice(path.indexOf(from));
  if (circle.every((define) => define.broken)) return;
  for (const define of circle) define.broken = true;
  report(checking, "E209", from.name.span, `definition ${quoted(from.name.text)} leads back to itself`, {
    labels: [{ span: from.name.span, text: [...circle, from].map((define) => define.name.text).join(" \u2192 ") }],
    why: "a definition is put in the place of its call, which would never end"
  });
}
function callsIn(define) {
  const called = /* @__PURE__ */ new Set();
  const open = [define.node.body];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== "object" || part === null) continue;
    if (Array.isArray(part)) {
      open.push(...part);
      continue;
    }
    const node = part;
    const found = node.kind === "call" && node.name ? define.home.defines.get(node.name.text) : void 0;
    if (found) called.add(found);
    for (const [key, value] of Object.entries(node)) if (key !== "span" && key !== "name") open.push(value);
  }
  return [...called];
}

// packages/engine/src/check/imports.ts
function resolveImports(checking, files) {
  for (const file of files) {
    const home = packageOf(checking, file.span.file);
    for (const node of file.imports) {
      if (node.what === "schema") importSchema(checking, home, node);
      else importNames(checking, home, node);
    }
  }
}
function importNames(checking, home, node) {
  const folder = resolvePath(folderOf(node.span.file), node.from.value);
  const other = checking.packages.get(folder);
  if (other === void 0) {
    report(checking, "E111", node.from.span, `no policy file is in ${quoted(node.from.value)}`, {
      why: `the path leads to the folder ${quoted(folder)}, from the folder of this file`,
      help: "write the path of a folder of this policy"
    });
    for (const name of node.names) checking.unknown.set(`${wordOf[node.what]} ${name.text}`, []);
    return;
  }
  for (const name of node.names) importName(checking, home, other, node, name);
}
var wordOf = {
  role: "role",
  type: "type",
  quota: "quota",
  define: "definition",
  setting: "setting",
  authenticate: "authenticator",
  schema: "type"
};
function tableOf(of, what) {
  switch (what) {
    case "role":
      return of.roles;
    case "type":
      return of.types;
    case "quota":
      return of.quotas;
    case "define":
      return of.defines;
    case "setting":
      return of.settings;
    case "authenticate":
      return of.authenticators;
  }
}
function importName(checking, home, other, node, name) {
  if (node.what === "schema") return;
  const source2 = tableOf(other, node.what);
  const entry = source2.get(name.text);
  if (entry === void 0 || entry.home !== other) {
    const own = [...source2.values()].filter((found) => found.home === other).map((found) => found.name.text);
    checking.unknown.set(`${wordOf[node.what]} ${name.text}`, []);
    report(
      checking,
      "E111",
      name.span,
      `${quoted(node.from.value)} declares no ${wordOf[node.what]} ${quoted(name.text)}`,
      {
        help: `names are imported from the folder that declares them`,
        ...suggestion(name.span, nearest(name.text, own))
      }
    );
    return;
  }
  const table = tableOf(home, node.what);
  const known = table.get(name.text);
  if (known === void 0) table.set(name.text, entry);
  else if (known !== entry) reportTwice(checking, name, known.name, wordOf[node.what]);
}
function importSchema(checking, home, node) {
  const [path = "", fragment = ""] = split(node.from.value, "#");
  const file = resolvePath(folderOf(node.span.file), path);
  for (const name of node.names) {
    const pointer = `${fragment.replace(/\/$/, "")}/${name.text.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const known = home.types.get(name.text);
    const isSame = known?.source.kind === "schema" && known.source.path === file && known.source.pointer === pointer;
    if (isSame) continue;
    if (known) {
      reportTwice(checking, name, known.name, "type");
      continue;
    }
    home.types.set(name.text, {
      name,
      home,
      source: { kind: "schema", path: file, pointer, span: node.from.span },
      nominal: nominalName(checking, name.text, home.folder, `schema ${file}#${pointer}`),
      resolved: void 0
    });
  }
}
function split(text2, at2) {
  const index = text2.indexOf(at2);
  return index < 0 ? [text2] : [text2.slice(0, index), text2.slice(index + 1)];
}

// packages/engine/src/check/verbs.ts
var knownVerbs = new Set(
  "ANY GET HEAD POST PUT PATCH DELETE TRACE QUERY ACL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE ORDERPATCH PROPFIND PROPPATCH REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF PURGE".split(
    " "
  )
);
var commonVerbs = ["ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
function checkVerb(checking, verb) {
  const { text: text2, span } = verb;
  if (text2 === "OPTIONS" || text2 === "CONNECT") {
    const help = text2 === "OPTIONS" ? "preflight requests are answered by `cors`" : "connections are never tunnelled";
    report(checking, "E119", span, `no route can have the verb ${quoted(text2)}`, { help });
    return false;
  }
  if (knownVerbs.has(text2)) return true;
  report(checking, "E119", span, `unknown verb ${quoted(text2)}`, {
    why: "no request has it, so the route would never be reached",
    ...suggestion(span, nearest(text2, commonVerbs))
  });
  return false;
}

// packages/engine/src/check/lexical.ts
var noBody = { mode: "none", type: { kind: "json" } };
function bodyOf(checking, home, { shape }) {
  if (shape === void 0 || shape === "any" || shape === "raw")
    return { mode: shape ?? "none", type: { kind: "json" } };
  return { mode: "any", type: resolveType(checking, home, shape) };
}
function responseModes(checking, statements, parent) {
  let concealExistence = parent?.concealExistence ?? false;
  let revealErrors = parent?.revealErrors ?? false;
  let said;
  for (const statement of statements) {
    if (statement.kind !== "response") continue;
    for (const rule of statement.rules) {
      if (rule.kind === "conceal" && rule.what === "existence") concealExistence = true;
      const reveals = rule.kind === "reveal-errors";
      if (!reveals && !(rule.kind === "conceal" && rule.what === "errors")) continue;
      if (said !== void 0 && said !== reveals)
        report(checking, "E303", rule.span, "errors are both revealed and concealed here", {
          help: "keep one of the two"
        });
      said = reveals;
      revealErrors = reveals;
    }
  }
  return { concealExistence, revealErrors };
}
function onlyOne(checking, statements, is, what) {
  let first;
  for (const statement of statements) {
    if (!is(statement)) continue;
    if (first) reportSecond(checking, statement, first, what);
    first ??= statement;
  }
  return first;
}
function reportSecond(checking, second2, first, what) {
  report(checking, "E303", second2.span, `a second ${what} in one block`, {
    why: "the innermost replaces the outer; of two in one block neither does",
    help: "keep one of them",
    related: [{ span: first.span, message: "the first stands here" }]
  });
}
function shapeOf(checking, home, statements, kind2) {
  const statement = onlyOne(
    checking,
    statements,
    (one2) => one2.kind === kind2,
    `\`${kind2}\``
  );
  if (statement === void 0) return void 0;
  const type = resolveType(checking, home, statement.shape);
  return type.kind === "record" ? type : void 0;
}
function loadsOf(checking, home, template, outer, statements) {
  let loads;
  const own = /* @__PURE__ */ new Map();
  for (const node of statements) {
    if (node.kind !== "load") continue;
    const name = node.name.text;
    const first = own.get(name);
    if (first) {
      reportSecond(checking, node, first, `load of ${quoted(name)}`);
      continue;
    }
    own.set(name, node);
    loads ??= new Map(outer);
    loads.delete(name);
    loads.set(name, {
      node,
      name,
      type: resolveType(checking, home, node.type),
      nominal: nominalOf(home, node.type),
      block: { home, template }
    });
  }
  return loads ?? outer ?? noLoads;
}
var noLoads = /* @__PURE__ */ new Map();

// packages/engine/src/check/layout.ts
var root = { text: "/", segments: [], trailingSlash: false, parameters: [] };
function layOut(checking, files) {
  const growing = { checking, blocks: [], routes: [], isPartial: false };
  for (const file of files) layOutFile(growing, file);
  return growing;
}
var blockKinds = /* @__PURE__ */ new Set([
  "api",
  "route",
  "guardrail",
  "role",
  "type",
  "subject",
  "actor",
  "setting",
  "define",
  "authenticate",
  "quota",
  "trust",
  "assert"
]);
function layOutFile(growing, file) {
  const home = packageOf(growing.checking, file.span.file);
  const statements = file.declarations.filter(
    (node) => !blockKinds.has(node.kind)
  );
  const block2 = openBlock(growing, {
    kind: "file",
    home,
    parent: void 0,
    path: void 0,
    node: void 0,
    head: file.span,
    statements
  });
  if (block2 === void 0) return;
  for (const node of file.declarations) {
    if (node.kind === "api") layOutApi(growing, block2, node);
    else if (node.kind === "route") layOutRoute(growing, block2, node);
    else if (node.kind === "guardrail") layOutGuardrail(growing, block2, node);
  }
}
function layOutApi(growing, parent, node) {
  const statements = [];
  for (const item of node.items) if (item.kind !== "api" && item.kind !== "route") statements.push(item);
  const block2 = openBlock(growing, {
    kind: "api",
    home: parent.home,
    parent,
    path: node.path,
    node,
    head: node.head,
    statements
  });
  if (block2 === void 0) return;
  if (node.path.trailingSlash) {
    report(growing.checking, "E311", node.path.span, "the path of an api ends without a slash", {
      why: "what stands in it starts with one",
      help: `write ${quoted(node.path.text.slice(0, -1))}`
    });
  }
  for (const item of node.items) {
    if (item.kind === "api") layOutApi(growing, block2, item);
    else if (item.kind === "route") layOutRoute(growing, block2, item);
  }
}
function layOutGuardrail(growing, parent, node) {
  openBlock(growing, {
    kind: "guardrail",
    home: parent.home,
    parent: void 0,
    path: node.path,
    node,
    head: node.path.span,
    statements: node.statements
  });
}
function layOutRoute(growing, parent, node) {
  const block2 = openBlock(growing, {
    kind: "route",
    home: parent.home,
    parent,
    path: node.path,
    node,
    head: node.head,
    statements: node.statements
  });
  if (block2 === void 0) return;
  for (const verb of node.verbs) {
    if (!checkVerb(growing.checking, verb)) {
      growing.isPartial = true;
      continue;
    }
    const route = {
      id: `${verb.text} ${block2.template.text}`,
      verb: verb.text,
      verbName: verb,
      block: block2,
      template: block2.template
    };
    growing.routes.push(route);
    for (let at2 = block2; at2; at2 = at2.parent) at2.routes.push(route);
  }
}
function allowsIn(statements, is) {
  return statements.some((node) => node.kind === "allow" && node.grant.names.some((name) => is(name.text)));
}
var isAnyone = (name) => name === "anyone";
var isOther = (name) => name !== "anyone";
var isBody = (node) => node.kind === "body" && node.shape !== void 0;
var isAccept = (node) => node.kind === "accept-auth";
function openBlock(growing, opening) {
  const { checking } = growing;
  const { kind: kind2, home, parent, path, node, head, statements } = opening;
  const built = path === void 0 ? { template: root, sources: [] } : buildPath(checking, home, parent, path);
  if (built === void 0) {
    growing.isPartial = true;
    return void 0;
  }
  const { template, sources } = built;
  const loads = loadsOf(checking, home, template, parent?.loads, statements);
  const body = onlyOne(checking, statements, isBody, "`body`");
  const query = shapeOf(checking, home, statements, "query");
  const headers2 = shapeOf(checking, home, statements, "headers");
  const block2 = {
    kind: kind2,
    home,
    parent,
    template,
    sources,
    head,
    node,
    statements,
    loads,
    accept: onlyOne(checking, statements, isAccept, "`accept auth`") ?? parent?.accept,
    body: body ? bodyOf(checking, home, body) : parent?.body ?? noBody,
    query: query ?? parent?.query,
    headers: headers2 ?? parent?.headers,
    ...responseModes(checking, statements, parent),
    allowsAnyone: parent?.allowsAnyone === true || allowsIn(statements, isAnyone),
    allowsOthers: parent?.allowsOthers === true || allowsIn(statements, isOther),
    routes: []
  };
  growing.blocks.push(block2);
  return block2;
}

// packages/engine/src/check/proxies.ts
var forwardedFor = "x-forwarded-for";
function checkProxies(checking, files) {
  const made2 = [];
  for (const file of files) {
    for (const node of file.declarations) {
      if (node.kind !== "trust") continue;
      const cidrs2 = node.proxies.flatMap((proxy) => {
        const text2 = proxy.kind === "ip" || proxy.kind === "cidr" ? proxy.text : proxy.kind === "string" ? proxy.value : "";
        const block2 = text2.includes("/") ? text2 : `${text2}/${parseAddress(text2)?.version === 6 ? 128 : 32}`;
        if (parseCidr(block2) !== void 0) return [block2];
        report(checking, "E212", proxy.span, `${quoted(text2)} is no address and no block of addresses`, {
          help: "write `10.0.0.0/8` or `192.0.2.1`"
        });
        return [];
      });
      made2.push({ cidrs: cidrs2, header: node.header?.value.toLowerCase() ?? forwardedFor, span: node.span });
    }
  }
  return made2;
}

// packages/engine/src/target/match.ts
function matchTemplate(template, path) {
  const { segments, hasTrailingSlash } = splitPath(path);
  const fixed = fixedLength(template);
  if (fixed === template.segments.length) {
    if (segments.length !== fixed || hasTrailingSlash !== template.trailingSlash) return void 0;
  } else if (segments.length < fixed) return void 0;
  return matchFixed(template, fixed, segments, hasTrailingSlash);
}
function matchPrefix(template, path) {
  const { segments, hasTrailingSlash } = splitPath(path);
  const fixed = fixedLength(template);
  if (segments.length < fixed) return void 0;
  if (template.trailingSlash && segments.length === fixed && !hasTrailingSlash) return void 0;
  return matchFixed(template, fixed, segments, hasTrailingSlash);
}
function matchSegment(template, segment, text2) {
  return fill(template, segment, text2, []);
}
function fixedLength(template) {
  const { segments } = template;
  return segments.at(-1)?.kind === "rest" ? segments.length - 1 : segments.length;
}
function splitPath(path) {
  if (path === "/") return { segments: [], hasTrailingSlash: false };
  const segments = path.slice(1).split("/");
  const hasTrailingSlash = segments.at(-1) === "";
  return { segments: hasTrailingSlash ? segments.slice(0, -1) : segments, hasTrailingSlash };
}
function matchFixed(template, fixed, segments, hasTrailingSlash) {
  const values = [];
  for (let index = 0; index < fixed; index += 1) {
    const segment = template.segments[index];
    const text2 = segments[index];
    if (segment === void 0 || text2 === void 0 || !fill(template, segment, text2, values))
      return void 0;
  }
  const rest = template.segments[fixed];
  if (rest?.kind !== "rest" || rest.parameter < 0) return values;
  const left = segments.slice(fixed);
  values[rest.parameter] = decode2(left.join("/")) + (hasTrailingSlash && left.length > 0 ? "/" : "");
  return values;
}
function fill(template, segment, text2, values) {
  if (segment.kind === "literal") return segment.text === text2;
  if (text2 === "") return false;
  switch (segment.kind) {
    case "parameter":
      values[segment.parameter] = decode2(text2);
      return true;
    case "typed": {
      const value = decode2(text2);
      const type = template.parameters[segment.parameter]?.type;
      if (type === void 0 || coerceText(value, type) === void 0) return false;
      values[segment.parameter] = value;
      return true;
    }
    case "mixed":
      return matchMixed(template.parameters, segment.parts, text2, values);
    case "rest":
      return true;
  }
}

// packages/engine/src/target/machine.ts
var machines = /* @__PURE__ */ new WeakMap();
function machineOf(template, segment) {
  const known = machines.get(segment);
  if (known !== void 0) return known;
  const made2 = makeMachine(template, segment);
  machines.set(segment, made2);
  return made2;
}
function makeMachine(template, segment) {
  const draft = { steps: [[]] };
  const parts = partsOf(segment);
  let ends = [0];
  for (const part of parts) {
    ends = typeof part === "string" ? addText(draft, ends, part) : addType(draft, ends, template.parameters[part]?.type ?? { kind: "string" });
  }
  return { steps: draft.steps, accepts: new Set(ends) };
}
function partsOf(segment) {
  switch (segment.kind) {
    case "literal":
      return [segment.text];
    case "mixed":
      return segment.parts;
    case "typed":
    case "parameter":
    case "rest":
      return [segment.parameter];
  }
}
function step(draft, from, takes2) {
  const to = draft.steps.push([]) - 1;
  link(draft, from, takes2, to);
  return to;
}
function link(draft, from, takes2, to) {
  for (const state of from) draft.steps[state]?.push({ takes: takes2, to });
}
function addText(draft, from, text2) {
  const { written, decoded } = charactersOf(text2);
  let ends = from;
  for (const [place2, character] of written.entries()) {
    const code = decoded[place2]?.codePointAt(0) ?? 0;
    ends = [step(draft, ends, { kind: "written", text: character, code })];
  }
  return ends;
}
function addType(draft, from, type) {
  switch (type.kind) {
    case "string":
      return addString(draft, from, type);
    case "int":
      return addInt(draft, from, type.min ?? Number.MIN_SAFE_INTEGER, type.max ?? Number.MAX_SAFE_INTEGER);
    case "bool":
      return ["true", "false"].flatMap((value) => addValue(draft, from, value));
    case "uuid":
      return addShape(draft, from, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh");
    case "date":
      return addShape(draft, from, "dddd-dd-dd");
    case "time":
      return addShape(draft, from, "dd:dd");
    default:
      return addAny(draft, from);
  }
}
var anything = { kind: "any" };
var only = (code) => ({ kind: "range", low: code, high: code });
function addAny(draft, from) {
  const end = step(draft, from, anything);
  draft.steps[end]?.push({ takes: anything, to: end });
  return [end];
}
var longestCounted = 1024;
function addString(draft, from, type) {
  if (type.values !== void 0) return type.values.flatMap((value) => addValue(draft, from, value));
  if (type.like !== void 0) return addLike(draft, from, type.like);
  if (type.max === void 0 || type.max > longestCounted) return addAny(draft, from);
  const ends = [];
  for (let count2 = 0; count2 < type.max; count2 += 1) {
    ends.push(step(draft, count2 === 0 ? from : ends.slice(-1), anything));
  }
  return ends;
}
function addValue(draft, from, value) {
  let ends = from;
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if (!canStand(code)) return [];
    ends = [step(draft, ends, only(code))];
  }
  return value === "" ? [] : ends;
}
var canStand = (code) => code !== 47 && code !== 92 && code !== 0;
function addLike(draft, from, pattern) {
  const tokens = likeTokens(pattern) ?? [];
  if (tokens.every((token2) => token2 === anyRun)) return addAny(draft, from);
  let ends = [...from];
  for (const token2 of tokens) {
    if (token2 === anyRun) {
      const again = step(draft, ends, anything);
      draft.steps[again]?.push({ takes: anything, to: again });
      ends.push(again);
      continue;
    }
    if (token2 !== anyOne && !canStand(token2)) return [];
    ends = [step(draft, ends, token2 === anyOne ? anything : only(token2))];
  }
  return ends;
}
var digits2 = { kind: "range", low: 48, high: 57 };
function addShape(draft, from, shape) {
  let ends = from;
  for (const character of shape) {
    if (character === "d") ends = [step(draft, ends, digits2)];
    else if (character === "h") {
      ends = [
        step(draft, ends, digits2),
        step(draft, ends, { kind: "range", low: 65, high: 70 }),
        step(draft, ends, { kind: "range", low: 97, high: 102 })
      ];
    } else ends = [step(draft, ends, only(character.codePointAt(0) ?? 0))];
  }
  return ends;
}
function addInt(draft, from, min, max) {
  const low = Math.max(Math.ceil(min), Number.MIN_SAFE_INTEGER);
  const high = Math.min(Math.floor(max), Number.MAX_SAFE_INTEGER);
  if (low > high) return [];
  const free = freeDigits(draft);
  if (low <= 0 && high >= 0) link(draft, from, only(48), free(0));
  if (high >= 1) addLengths(draft, from, Math.max(low, 1), high, free);
  if (low <= -1) addLengths(draft, [step(draft, from, only(45))], Math.max(-high, 1), -low, free);
  return [free(0)];
}
function freeDigits(draft) {
  const states2 = [];
  const free = (count2) => {
    const known = states2[count2];
    if (known !== void 0) return known;
    const made2 = draft.steps.push([]) - 1;
    states2[count2] = made2;
    if (count2 > 0) link(draft, [made2], digits2, free(count2 - 1));
    return made2;
  };
  return free;
}
function addLengths(draft, from, low, high, free) {
  for (let length = String(low).length; length <= String(high).length; length += 1) {
    const smallest = 10 ** (length - 1);
    const greatest = 10 ** length - 1;
    if (low <= smallest && high >= greatest)
      link(draft, from, { kind: "range", low: 49, high: 57 }, free(length - 1));
    else {
      const least = String(Math.max(low, smallest));
      const most = String(Math.min(high, greatest));
      addBetween(draft, from, { least, most, isTightBelow: true, isTightAbove: true }, free);
    }
  }
}
function addBetween(draft, from, between2, free) {
  const { isTightBelow, isTightAbove } = between2;
  const low = isTightBelow ? between2.least.charCodeAt(0) : 48;
  const high = isTightAbove ? between2.most.charCodeAt(0) : 57;
  const least = between2.least.slice(1);
  const most = between2.most.slice(1);
  const branch = (first, last, below, above) => {
    if (first > last) return;
    const takes2 = { kind: "range", low: first, high: last };
    if (least === "" || !below && !above) return link(draft, from, takes2, free(least.length));
    const next = [step(draft, from, takes2)];
    addBetween(draft, next, { least, most, isTightBelow: below, isTightAbove: above }, free);
  };
  if (low === high) return branch(low, high, isTightBelow, isTightAbove);
  if (isTightBelow) branch(low, low, true, false);
  branch(isTightBelow ? low + 1 : low, isTightAbove ? high - 1 : high, false, false);
  if (isTightAbove) branch(high, high, false, true);
}

// packages/engine/src/target/meet.ts
function canMeet(left, segment, right, other) {
  if (segment.kind === "literal") return matchSegment(right, other, segment.text);
  if (other.kind === "literal") return matchSegment(left, segment, other.text);
  if (segment.kind === "parameter" && other.kind === "parameter") return true;
  const one2 = machineOf(left, segment);
  const two = machineOf(right, other);
  const open = [[0, 0, 0]];
  const seen = /* @__PURE__ */ new Set();
  for (let place2 = open.pop(); place2 !== void 0; place2 = open.pop()) {
    const [here, there, dots] = place2;
    const key = (here * two.steps.length + there) * 4 + dots;
    if (seen.has(key)) continue;
    seen.add(key);
    if (one2.accepts.has(here) && two.accepts.has(there) && dots === mostDots) return true;
    open.push(...placesAfter(place2, one2, two));
  }
  return false;
}
function placesAfter([here, there, dots], one2, two) {
  const answers = two.steps[there] ?? [];
  return (one2.steps[here] ?? []).flatMap(
    (step2) => answers.flatMap(
      (answer2) => dotsAfter(dots, step2.takes, answer2.takes).map((next) => [step2.to, answer2.to, next])
    )
  );
}
var mostDots = 3;
function dotsAfter(dots, left, right) {
  const shared = sharedOf(left, right);
  if (shared === void 0) return [];
  if (dots === mostDots) return [mostDots];
  if (shared.kind === "written") return [shared.text === "." ? dots + 1 : mostDots];
  if (shared.kind === "range" && (shared.low > dot || shared.high < dot)) return [mostDots];
  return shared.kind === "range" && shared.low === shared.high ? [dots + 1] : [dots + 1, mostDots];
}
var dot = 46;
function sharedOf(left, right) {
  if (left.kind === "any") return right;
  if (right.kind === "any") return left;
  if (left.kind === "written" && right.kind === "written") return left.text === right.text ? left : void 0;
  if (left.kind === "range" && right.kind === "range") {
    const low = Math.max(left.low, right.low);
    const high = Math.min(left.high, right.high);
    return low <= high ? { kind: "range", low, high } : void 0;
  }
  const [written, range] = left.kind === "written" ? [left, right] : [right, left];
  if (written.kind !== "written" || range.kind !== "range") return void 0;
  return written.code >= range.low && written.code <= range.high ? written : void 0;
}

// packages/engine/src/target/same.ts
function sameSegment(left, leftSegment, right, rightSegment) {
  const sameParameter = (one2, other) => sameText(left.parameters[one2]?.type, right.parameters[other]?.type);
  if (leftSegment.kind === "literal")
    return rightSegment.kind === "literal" && leftSegment.text === rightSegment.text;
  if (leftSegment.kind === "typed") {
    return rightSegment.kind === "typed" && sameParameter(leftSegment.parameter, rightSegment.parameter);
  }
  if (leftSegment.kind !== "mixed") return leftSegment.kind === rightSegment.kind;
  if (rightSegment.kind !== "mixed" || leftSegment.parts.length !== rightSegment.parts.length) return false;
  return leftSegment.parts.every((part, place2) => {
    const other = rightSegment.parts[place2];
    if (typeof part === "number" && typeof other === "number") return sameParameter(part, other);
    return part === other;
  });
}
function sameText(left, right) {
  if (left === void 0 || right === void 0 || left.kind !== right.kind) return false;
  if (left.kind === "int" || left.kind === "number") {
    return right.kind === left.kind && left.min === right.min && left.max === right.max;
  }
  if (left.kind !== "string" || right.kind !== "string") return true;
  return left.max === right.max && left.like === right.like && sameValues(left.values, right.values);
}
function sameValues(left, right) {
  if (left === void 0 || right === void 0) return left === right;
  return left.every((value) => right.includes(value)) && right.every((value) => left.includes(value));
}

// packages/engine/src/target/tail.ts
function tailOf(template) {
  if (template.segments.at(-1)?.kind === "rest") return "any";
  return template.trailingSlash ? "slash" : "end";
}
var tailBelow = (template) => template.trailingSlash ? "below" : "any";
var takesMore = (tail) => tail === "any" || tail === "below";
function tailsMeet(left, leftLength, right, rightLength) {
  if (leftLength < rightLength) return takesMore(left);
  if (leftLength > rightLength) return takesMore(right);
  if (left === right) return true;
  if (left === "any" || right === "any") return true;
  return left !== "end" && right !== "end";
}
function tailCovers(outer, outerLength, inner, innerLength) {
  if (innerLength < outerLength) return false;
  if (innerLength > outerLength) return takesMore(outer);
  if (outer === "any" || outer === inner) return true;
  return outer === "below" && inner === "slash";
}

// packages/engine/src/target/govern.ts
function governs(scopePath, route) {
  const length = scopePath.segments.length;
  if (route.segments.length < length) return false;
  if (scopePath.trailingSlash && route.segments.length === length && !route.trailingSlash) return false;
  return scopePath.segments.every((segment, index) => {
    const other = route.segments[index];
    if (other === void 0) return false;
    if (segment.kind === "parameter") return other.kind === "parameter" || other.kind === "typed";
    return sameSegment(scopePath, segment, route, other);
  });
}
var templateCovers = (target, route) => coverage(target, tailOf(target), route);
var prefixCovers = (guardrail, route) => coverage(guardrail, tailBelow(guardrail), route);
function coverage(outer, outerTail, route) {
  const outerLength = fixedLength(outer);
  const routeLength = fixedLength(route);
  if (!tailsMeet(outerTail, outerLength, tailOf(route), routeLength)) return "never";
  let isAlways = tailCovers(outerTail, outerLength, tailOf(route), routeLength);
  for (let index = 0; index < Math.min(outerLength, routeLength); index += 1) {
    const segment = outer.segments[index];
    const other = route.segments[index];
    if (segment === void 0 || other === void 0) continue;
    if (!canMeet(outer, segment, route, other)) return "never";
    isAlways &&= segmentCovers(outer, segment, route, other);
  }
  return isAlways ? "always" : "sometimes";
}
function segmentCovers(outer, segment, route, other) {
  if (segment.kind === "parameter" || sameSegment(outer, segment, route, other)) return true;
  if (other.kind === "literal") return matchSegment(outer, segment, other.text);
  if (segment.kind !== "typed" || other.kind !== "typed") return false;
  const wide = outer.parameters[segment.parameter]?.type;
  const narrow = route.parameters[other.parameter]?.type;
  return wide !== void 0 && narrow !== void 0 && typeCovers(wide, narrow);
}
function typeCovers(wide, narrow) {
  if (narrow.kind === "string" && narrow.values !== void 0) {
    return narrow.values.every((value) => coerceText(value, wide) !== void 0);
  }
  if (wide.kind === "string") return isLengthOnly(wide) && longest2(narrow) <= (wide.max ?? 0);
  if (wide.kind === "number" && narrow.kind === "int") return isWithin(wide, narrow);
  if (wide.kind !== narrow.kind) return false;
  return wide.kind === "int" || wide.kind === "number" ? isWithin(wide, narrow) : true;
}
var isLengthOnly = (type) => type.like === void 0 && type.values === void 0;
function longest2(type) {
  if (type.kind === "uuid") return 36;
  if (type.kind === "int") return 17;
  return type.kind === "string" ? type.max ?? Number.POSITIVE_INFINITY : Number.POSITIVE_INFINITY;
}
function isWithin(wide, narrow) {
  const { min, max } = narrow;
  const isAbove = wide.min === void 0 || min !== void 0 && min >= wide.min;
  return isAbove && (wide.max === void 0 || max !== void 0 && max <= wide.max);
}

// packages/engine/src/target/verbs.ts
function accepts(routeVerb, method) {
  if (routeVerb === "ANY") return method !== "OPTIONS" && method !== "CONNECT";
  return routeVerb === method || routeVerb === "GET" && method === "HEAD";
}
function targetTakes(target, method, path) {
  return target.verbs.some((verb) => verb === "ANY" || accepts(verb, method)) && matchTemplate(target.template, path) !== void 0;
}

// packages/engine/src/check/route-index.ts
function indexRoutes(routes) {
  const known = /* @__PURE__ */ new Map();
  const byStart = /* @__PURE__ */ new Map();
  let isIndexed = false;
  const startingWith = (template) => {
    if (!isIndexed) enterAll(byStart, routes);
    isIndexed = true;
    return byStart.get(keyOf(template.segments, template.segments.length)) ?? [];
  };
  const governed2 = (block2) => {
    if (block2.kind === "file") return routes;
    const found = known.get(block2);
    if (found) return found;
    const made2 = find(block2, routes, startingWith);
    known.set(block2, made2);
    return made2;
  };
  const takes2 = (verbs2, template) => {
    const fits4 = (route) => verbs2.some((verb) => verbsMeet(verb, route.verb)) && templateCovers(template, route.template) !== "never";
    return startingWith(template).some(fits4) || routes.some(fits4);
  };
  return { all: routes, governed: governed2, takes: takes2 };
}
function find(block2, routes, startingWith) {
  const { kind: kind2, template } = block2;
  if (kind2 === "route") return block2.routes;
  if (kind2 === "guardrail")
    return routes.filter((route) => prefixCovers(template, route.template) !== "never");
  return startingWith(template).filter((route) => governs(template, route.template));
}
function enterAll(byStart, routes) {
  for (const route of routes) {
    const { segments } = route.template;
    let key = "";
    for (let depth = 0; depth <= segments.length; depth += 1) {
      if (depth > 0) key += keyOfSegment(segments[depth - 1]);
      const found = byStart.get(key);
      if (found) found.push(route);
      else byStart.set(key, [route]);
    }
  }
}
function keyOf(segments, depth) {
  let key = "";
  for (let at2 = 0; at2 < depth; at2 += 1) key += keyOfSegment(segments[at2]);
  return key;
}
function keyOfSegment(segment) {
  return segment?.kind === "literal" ? `/${segment.text}` : "/{}";
}
function verbsMeet(target, route) {
  return target === "ANY" || route === "ANY" || accepts(target, route) || accepts(route, target);
}
function takesAll(verbs2, template, route) {
  const takesVerb = verbs2.some((verb) => verb === "ANY" || accepts(verb, route.verb));
  return takesVerb && templateCovers(template, route.template) === "always";
}

// packages/engine/src/check/ground.ts
var nothing2 = /* @__PURE__ */ new Map();
var guardrailRefuses = new Map(
  ["body", "resource"].map((root2) => [
    root2,
    "a guardrail holds for every request under its path, whatever its route binds"
  ])
);
function bindingsOf(block2, reach) {
  const { template, loads, kind: kind2 } = block2;
  const own = (name) => {
    const ordinal = template.parameters.findIndex((parameter) => parameter.name === name);
    const type = template.parameters[ordinal]?.type;
    return type && { ordinal, type };
  };
  const isOpen = kind2 === "api" || kind2 === "file";
  const others = () => isOpen ? reach() : [];
  return {
    where: kind2 === "guardrail" ? "a guardrail" : kind2 === "route" ? "this route" : "this block",
    parameter: (name) => own(name) ?? firstOf(others(), (route) => parameterOf(route, name)),
    parameterNames: () => template.parameters.map((parameter) => parameter.name),
    resource: (name) => loads.get(name)?.type ?? firstOf(others(), (route) => route.block.loads.get(name)?.type),
    resourceNames: () => [...loads.keys()],
    query: block2.query,
    headers: block2.headers,
    body: block2.body.type,
    refused: kind2 === "guardrail" ? guardrailRefuses : nothing2,
    credential: void 0
  };
}
function firstOf(routes, find3) {
  for (const route of routes) {
    const found = find3(route);
    if (found !== void 0) return found;
  }
  return void 0;
}
function parameterOf(route, name) {
  const ordinal = route.template.parameters.findIndex((parameter) => parameter.name === name);
  const type = route.template.parameters[ordinal]?.type;
  return type && { ordinal, type };
}
function checkReach(ground, reach, seen) {
  const { block: block2 } = ground;
  if (block2.kind === "route" || block2.kind === "guardrail") return;
  const asked2 = /* @__PURE__ */ new Set();
  for (const read4 of seen) {
    if (read4.root !== "path" && read4.root !== "resource") continue;
    const key = `${read4.root} ${read4.name}`;
    if (asked2.has(key)) continue;
    asked2.add(key);
    if (read4.root === "path" && block2.template.parameters.some((parameter) => parameter.name === read4.name))
      continue;
    const expected = read4.root === "path" ? ground.bindings.parameter(read4.name)?.ordinal : nominalIn(ground, reach, read4.name);
    const missing = reach.routes().filter((route) => {
      const found = read4.root === "path" ? parameterOf(route, read4.name)?.ordinal : identityOf(route.block.loads.get(read4.name));
      return found !== expected && !isExcepted(reach.except, route);
    });
    reportMissing(ground, reach, read4, missing);
  }
}
function identityOf(load) {
  return load && (load.nominal ?? load.type.kind);
}
function nominalIn(ground, reach, name) {
  return identityOf(ground.block.loads.get(name)) ?? firstOf(reach.routes(), (route) => identityOf(route.block.loads.get(name)));
}
function reportMissing(ground, reach, read4, missing) {
  const [first] = missing;
  if (first === void 0) return;
  const name = read4.root === "path" ? `path.${read4.name}` : read4.name;
  const others = missing.length > 1 ? `, and ${missing.length - 1} more` : "";
  report(ground.checking, "E306", read4.span, `${quoted(name)} is not bound on ${quoted(first.id)}${others}`, {
    why: `${reach.what} holds for that route too, and would read nothing there, or something else`,
    help: "write it where the name is bound, or leave the route out with `except`",
    related: [{ span: first.block.head, message: "this route" }]
  });
}
function isExcepted(except, route) {
  return except.some(({ verbs: verbs2, template }) => takesAll(verbs2, template, route));
}
function checkSubjectKnown(ground, reach, seen) {
  const read4 = seen.find(({ root: root2 }) => root2 === "subject");
  if (read4 === void 0) return;
  const open = reach.routes().filter((route) => route.block.allowsAnyone && !isExcepted(reach.except, route));
  const [first] = open;
  if (first === void 0) return;
  const others = open.length > 1 ? `, and ${open.length - 1} more` : "";
  const isOwn = ground.block.kind === "route";
  report(
    ground.checking,
    "E405",
    read4.span,
    `the subject is read, and ${quoted(first.id)}${others} allows anyone`,
    {
      why: "a caller without credentials has no subject: what is read of it is unknown",
      help: isOwn ? "say `unless anyone`, or allow only who has a subject" : `leave the route out: \`except ${first.verb} ${first.template.text}\``,
      related: isOwn ? [] : [{ span: first.block.head, message: "this route" }]
    }
  );
}

// packages/engine/src/check/limits.ts
var dayMilliseconds2 = 864e5;
var longestMilliseconds = 366 * dayMilliseconds2;
var mostRequests = 1e9;
function checkLimit(ground, rate, span, name) {
  const { checking } = ground;
  checkNumbers(checking, rate);
  checkCalendar(checking, rate);
  const keys = rate.per.map((key) => checkKey(ground, key));
  const cost = rate.cost && checkCost(ground, rate.cost);
  const when = checkWhen(ground, rate.when, "lower a limit");
  const unless = checkUnless(ground, rate.unless);
  const limit2 = ruleOf(checking, span, {
    name,
    count: rate.rate.count,
    windowMilliseconds: rate.rate.windowMilliseconds,
    calendar: rate.calendar?.value,
    per: keys.flatMap(({ expression }) => expression ?? []),
    burst: rate.burst?.value,
    cost: cost?.expression,
    when: when.expression,
    unless: unless.grant,
    countRefused: rate.countRefused,
    blockMilliseconds: rate.block?.milliseconds,
    outage: rate.outage
  });
  const place2 = checking.limits.push(limit2) - 1;
  const seen = [...keys.flatMap((key) => key.seen), ...cost?.seen ?? [], ...when.seen, ...unless.seen];
  return { place: place2, seen, asked: when.seen };
}
function checkNumbers(checking, { rate, burst, block: block2 }) {
  if (rate.count < 1 || rate.count > mostRequests) {
    report(
      checking,
      "E309",
      rate.span,
      rate.count < 1 ? "this limit admits nobody" : "this limit is no limit",
      {
        help: rate.count < 1 ? "to refuse everybody, write `deny anyone`" : `a limit counts up to ${mostRequests}`
      }
    );
  }
  checkDuration(checking, rate.windowMilliseconds, rate.span, "a window");
  if (burst && burst.value < 1)
    report(checking, "E309", burst.span, "this burst admits nobody", { help: "a burst is at least 1" });
  if (burst && burst.value > rate.count) {
    report(
      checking,
      "E309",
      burst.span,
      `a burst of ${burst.value} is more than the limit of ${rate.count}`,
      {
        why: "no more than the limit are ever admitted in one window",
        help: `write a burst up to ${rate.count}, or leave it out`
      }
    );
  }
  if (block2) checkDuration(checking, block2.milliseconds, block2.span, "a block");
}
function checkDuration(checking, milliseconds, span, what) {
  if (milliseconds >= 1 && milliseconds <= longestMilliseconds) return;
  report(checking, "E310", span, milliseconds < 1 ? `${what} of no time` : `${what} of more than a year`, {
    help: "write a time between 1ms and 366d"
  });
}
function checkCalendar(checking, { calendar, rate }) {
  if (calendar === void 0) return;
  if (!isZone(calendar.value)) {
    report(checking, "E120", calendar.span, `unknown time zone ${quoted(calendar.value)}`, {
      help: "write an IANA name such as `Europe/Berlin`",
      ...zoneSuggestion(calendar.span, calendar.value)
    });
  }
  if (rate.windowMilliseconds < 1 || dayMilliseconds2 % rate.windowMilliseconds === 0) return;
  report(checking, "E310", rate.span, "no calendar has such a period", {
    why: "periods of a calendar start anew each day",
    help: "write a day, or an even part of one such as `1h`"
  });
}
function checkKey(ground, node) {
  const place2 = placeIn(ground.checking, ground.home, ground.bindings);
  const key = checkRead(place2, node);
  if (key.broken) return { expression: void 0, seen: [] };
  if (!isScalar(key.type)) {
    report(ground.checking, "E218", node.span, "a key of a limit is one value", {
      labels: [{ span: node.span, text: `${aType(key.type)}` }]
    });
    return { expression: void 0, seen: [] };
  }
  return { expression: key.expression, seen: place2.work.seen };
}
function checkCost(ground, node) {
  const place2 = placeIn(ground.checking, ground.home, ground.bindings);
  const cost = asOperand(place2, checkExpression(place2, node), node, "`cost`");
  if (cost.broken) return { expression: void 0, seen: [] };
  const { expression, type } = cost;
  const isCount = type.kind === "int" || type.kind === "json";
  const isTooLow = expression.kind === "literal" && typeof expression.value === "number" && expression.value < 1;
  if (isCount && !isTooLow) {
    const settled2 = expression.kind === "read" && type.kind === "json" ? { ...expression, type: { kind: "int" } } : expression;
    return { expression: settled2, seen: place2.work.seen };
  }
  report(ground.checking, "E218", node.span, "a cost is a whole number of at least 1", {
    labels: isTooLow || isNumeric(type) ? [] : [{ span: node.span, text: `${aType(type)}` }]
  });
  return { expression: void 0, seen: [] };
}

// packages/engine/src/check/quotas.ts
var checkedQuotas = /* @__PURE__ */ new WeakMap();
function checkQuotas(ground, packages, blocks) {
  const users = usersOf(blocks);
  for (const home of packages) {
    for (const quota of home.quotas.values()) {
      if (quota.home !== home) continue;
      const using = users.get(quota) ?? [];
      const bindings = bindingsAmong(using, ground.index);
      const [block2] = using;
      const isUsed = block2 !== void 0;
      const place2 = block2 ?? blocks[0];
      if (place2 === void 0) continue;
      const checked = checkLimit(
        { ...ground, block: place2, home, bindings },
        quota.node.rate,
        quota.node.name.span,
        quota.name.text
      );
      checkedQuotas.set(quota, checked);
      if (isUsed) quota.limit = checked.place;
    }
  }
}
function usersOf(blocks) {
  const users = /* @__PURE__ */ new Map();
  for (const block2 of blocks)
    for (const statement of block2.statements) if (statement.kind === "use") enterUses(users, block2, statement);
  return users;
}
function enterUses(users, block2, statement) {
  for (const name of statement.names) {
    const quota = block2.home.quotas.get(name.text);
    if (!quota) continue;
    const known = users.get(quota);
    if (known) known.push(block2);
    else users.set(quota, [block2]);
  }
}
function bindingsAmong(blocks, index) {
  if (blocks.length === 0)
    return bareBindings("a quota", { parameter: () => ({ ordinal: 0, type: { kind: "json" } }) });
  const all = () => blocks.map((block2) => bindingsOf(block2, () => index.governed(block2)));
  let made2;
  const first = (find3) => {
    made2 ??= all();
    for (const bindings of made2) {
      const found = find3(bindings);
      if (found !== void 0) return found;
    }
    return void 0;
  };
  return bareBindings("any route that uses this quota", {
    parameter: (name) => first((bindings) => bindings.parameter(name)),
    resource: (name) => first((bindings) => bindings.resource(name)),
    body: { kind: "json" }
  });
}
function useQuotas(ground, node) {
  const { checking, home } = ground;
  return node.names.flatMap((name) => {
    const quota = home.quotas.get(name.text);
    if (quota === void 0) {
      reportUnknown(checking, {
        code: "E103",
        what: "quota",
        name: name.text,
        span: name.span,
        candidates: home.quotas.keys(),
        help: "declare it with `quota`, or import it"
      });
      return [];
    }
    const checked = checkedQuotas.get(quota);
    if (checked === void 0 || quota.limit === void 0) return [];
    checkUse(ground, quota, name.span, checked);
    return [ruleOf(checking, name.span, { limit: quota.limit })];
  });
}
function checkUse(ground, quota, span, { seen, asked: asked2 }) {
  const { checking, block: block2, bindings, index } = ground;
  const expected = /* @__PURE__ */ new Map();
  for (const read4 of checking.limits[quota.limit ?? -1]?.per ?? [])
    if (read4.kind === "read" && read4.root === "path") expected.set(read4.name, read4.ordinal);
  for (const read4 of seen) {
    const why = bindings.refused.get(read4.root);
    if (why !== void 0) {
      report(
        checking,
        "E215",
        span,
        `quota ${quoted(quota.name.text)} reads what ${bindings.where} does not`,
        { why, related: [{ span: read4.span, message: "read here" }] }
      );
      return;
    }
    if (read4.root !== "path" && read4.root !== "resource") continue;
    const found = read4.root === "path" ? bindings.parameter(read4.name)?.ordinal : bindings.resource(read4.name);
    const wanted = read4.root === "path" ? expected.get(read4.name) : void 0;
    if (found !== void 0 && (wanted === void 0 || found === wanted)) continue;
    const name = read4.root === "path" ? `path.${read4.name}` : read4.name;
    const isElsewhere = found !== void 0;
    report(
      checking,
      "E306",
      span,
      `quota ${quoted(quota.name.text)} reads ${quoted(name)}, which ${isElsewhere ? "stands elsewhere in the path here" : "is not bound here"}`,
      {
        why: isElsewhere ? "a quota has one counter everywhere, and reads one place of the path" : "its key would be missing",
        help: "use a quota of its own here",
        related: [{ span: read4.span, message: "read here" }]
      }
    );
    return;
  }
  const here = (read4) => ({ ...read4, span });
  const what = `quota ${quoted(quota.name.text)}`;
  const reach = { routes: () => index.governed(block2), except: [], what, span };
  checkReach(ground, reach, seen.map(here));
  checkSubjectKnown(ground, reach, asked2.map(here));
}

// packages/engine/src/target/specificity.ts
function compareSpecificity(left, right) {
  const length = Math.max(left.segments.length, right.segments.length);
  for (let index = 0; index < length; index += 1) {
    const one2 = left.segments[index];
    const other = right.segments[index];
    const order = rankOf(one2) - rankOf(other) || literalLength(other) - literalLength(one2);
    if (order !== 0) return order;
  }
  return 0;
}
function canOverlap(left, right) {
  const leftLength = fixedLength(left);
  const rightLength = fixedLength(right);
  if (!tailsMeet(tailOf(left), leftLength, tailOf(right), rightLength)) return false;
  for (let index = 0; index < Math.min(leftLength, rightLength); index += 1) {
    const one2 = left.segments[index];
    const other = right.segments[index];
    if (one2 !== void 0 && other !== void 0 && !canMeet(left, one2, right, other)) return false;
  }
  return true;
}
var ranks = { literal: 0, mixed: 1, typed: 2, parameter: 3, rest: 5 };
var rankOf = (segment) => segment === void 0 ? 4 : ranks[segment.kind];
function literalLength(segment) {
  if (segment?.kind !== "mixed") return 0;
  return segment.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0);
}

// packages/engine/src/check/route-conflicts.ts
function checkRouteConflicts(checking, routes) {
  const first = /* @__PURE__ */ new Map();
  const byRank = /* @__PURE__ */ new Map();
  const templates = /* @__PURE__ */ new Set();
  for (const route of routes) {
    const exact = exactKey(route.template);
    const known = first.get(`${route.verb} ${exact}`);
    if (known) reportTwice2(checking, route, known);
    else first.set(`${route.verb} ${exact}`, route);
    if (templates.has(exact)) continue;
    templates.add(exact);
    if (!route.template.segments.some(({ kind: kind2 }) => kind2 === "mixed" || kind2 === "typed")) continue;
    const rank = rankKey(route.template);
    const bucket = byRank.get(rank);
    if (bucket) bucket.push(route);
    else byRank.set(rank, [route]);
  }
  for (const bucket of byRank.values()) if (bucket.length > 1) checkOverlaps(checking, bucket);
}
function reportTwice2(checking, route, first) {
  const isHere = route.block === first.block;
  report(
    checking,
    "E301",
    isHere ? route.verbName.span : route.block.head,
    `route ${quoted(route.id)} is declared twice`,
    {
      why: "a request has one route; names of parameters do not tell two apart",
      help: "put both into one",
      related: [{ span: isHere ? first.verbName.span : first.block.head, message: "first declared here" }]
    }
  );
}
function checkOverlaps(checking, bucket) {
  for (const [index, route] of bucket.entries()) {
    const other = bucket.slice(0, index).find(
      (earlier) => mayMeet(earlier.template, route.template) && canOverlap(earlier.template, route.template)
    );
    if (other === void 0) continue;
    report(
      checking,
      "E302",
      route.block.head,
      `a path can fit ${quoted(route.template.text)} and ${quoted(other.template.text)} alike`,
      {
        why: "neither is more specific, so which one counts would be chance",
        help: "make one of them narrower, or put both into one",
        related: [{ span: other.block.head, message: "of the same rank" }]
      }
    );
  }
}
function mayMeet(left, right) {
  return left.segments.every((segment, index) => {
    const other = right.segments[index];
    if (segment.kind !== "mixed" || other?.kind !== "mixed") return true;
    const [one2] = segment.parts;
    const [two] = other.parts;
    return typeof one2 !== "string" || typeof two !== "string" || one2.startsWith(two) || two.startsWith(one2);
  });
}
function exactKey(template) {
  const parts = template.segments.map((segment) => {
    switch (segment.kind) {
      case "literal":
        return segment.text;
      case "mixed":
        return segment.parts.map((part) => typeof part === "string" ? part : typeKey(template, part)).join("");
      case "typed":
        return typeKey(template, segment.parameter);
      case "parameter":
        return "{}";
      case "rest":
        return "**";
    }
  });
  return `/${parts.join("/")}${template.trailingSlash ? "/" : ""}`;
}
function typeKey(template, parameter) {
  const type = template.parameters[parameter]?.type;
  return type ? `{${typeText(sorted(type))}}` : "{}";
}
function sorted(type) {
  return type.kind === "string" && type.values ? { ...type, values: [...type.values].sort() } : type;
}
function rankKey(template) {
  return template.segments.map(rankOf2).join("/") + (template.trailingSlash ? "/" : "");
}
function rankOf2(segment) {
  switch (segment.kind) {
    case "literal":
      return segment.text;
    case "mixed":
      return `{m${segment.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0)}}`;
    case "typed":
      return "{t}";
    case "parameter":
      return "{}";
    case "rest":
      return "**";
  }
}

// packages/engine/src/check/requirements.ts
var nothing3 = { what: void 0, seen: [] };
function checkRequirement(ground, node) {
  const { checking } = ground;
  switch (node.kind) {
    case "tls":
      return checkTls(checking, node);
    case "mfa":
      return checkMfa(checking, node);
    case "scope":
      return checkScope(checking, node);
    case "condition": {
      const { expression, seen } = checkWhen(ground, node.condition);
      return expression ? { what: { kind: "condition", condition: expression }, seen } : nothing3;
    }
  }
}
var tlsVersions = /* @__PURE__ */ new Set([1, 1.1, 1.2, 1.3]);
function checkTls(checking, { version }) {
  if (!tlsVersions.has(version.value)) {
    report(checking, "E409", version.span, `unknown version of TLS ${quoted(version.text)}`, {
      why: "no connection would be good enough",
      help: "versions are 1.0, 1.1, 1.2 and 1.3"
    });
    return nothing3;
  }
  return { what: { kind: "tls", version: version.value }, seen: [] };
}
function checkMfa(checking, node) {
  const mfa = subjectRead(checking, "mfa", node.span, "mfa: bool = false", (type) => type.kind === "bool");
  if (!node.within)
    return mfa ? withSeen({ kind: "mfa", condition: mfa, withinMilliseconds: void 0 }, node.span) : nothing3;
  if (!mfa) return nothing3;
  const { milliseconds, span } = node.within;
  checkDuration(checking, milliseconds, span, "a time");
  const at2 = subjectRead(
    checking,
    "authTime",
    node.span,
    "authTime?: instant",
    (type) => type.kind === "instant"
  );
  if (!at2) return nothing3;
  const within4 = { kind: "within", operand: at2, milliseconds, span };
  const condition2 = { kind: "and", operands: [mfa, within4], span: node.span };
  return withSeen({ kind: "mfa", condition: condition2, withinMilliseconds: milliseconds }, node.span);
}
function checkScope(checking, node) {
  const isTexts = (type2) => isList(type2) && (type2.element.kind === "string" || type2.element.kind === "json");
  const list = subjectRead(checking, "scopes", node.span, "scopes: set of string = []", isTexts);
  if (!list) return nothing3;
  const type = { kind: "string" };
  const tests = node.scopes.map(({ value, span }) => {
    const item = { kind: "literal", value, type, span };
    return { kind: "in-list", item, list, type, negated: false, span };
  });
  const [only2] = tests;
  const condition2 = tests.length === 1 && only2 ? only2 : { kind: "and", operands: tests, span: node.span };
  return withSeen({ kind: "scope", scopes: node.scopes.map(({ value }) => value), condition: condition2 }, node.span);
}
function withSeen(what, span) {
  return { what, seen: [{ root: "subject", name: "", type: { kind: "bool" }, span }] };
}
function subjectRead(checking, name, span, declaration2, fits4) {
  const { members: members2 } = checking.subject;
  const member = members2 && Object.hasOwn(members2, name) ? members2[name] : void 0;
  if (member === void 0) {
    report(checking, "E217", span, `this reads ${quoted(`subject.${name}`)}, which is not declared`, {
      help: `declare it: \`subject { ${declaration2} }\``
    });
    return void 0;
  }
  if (!fits4(member.type)) {
    report(
      checking,
      "E217",
      span,
      `this reads ${quoted(`subject.${name}`)}, which is declared as ${aType(member.type)}`,
      {
        help: `declare it as \`${declaration2}\``
      }
    );
    return void 0;
  }
  const fallback = member.default === void 0 ? {} : { default: member.default };
  return {
    kind: "read",
    root: "subject",
    name: "",
    ordinal: -1,
    members: [name],
    type: shallow(member.type),
    ...fallback,
    span
  };
}

// packages/engine/src/check/fields.ts
function checkField(checking, node, from) {
  typeAt(checking, node, from);
  return { text: node.text, steps: node.steps };
}
function typeAt(checking, node, from) {
  let type = from;
  for (const step2 of node.steps) {
    if (step2.kind === "elements" && isList(type)) type = type.element;
    else if (step2.kind === "member" && type.kind === "record" && type.members) {
      const member = Object.hasOwn(type.members, step2.name) ? type.members[step2.name] : void 0;
      if (member === void 0) return reportField(checking, node, step2.name, type);
      type = member.type;
    } else return { kind: "json" };
  }
  return type;
}
function reportField(checking, node, name, type) {
  const candidates = Object.keys(type.members ?? {});
  const meant = nearest(name, candidates);
  const of = type.name === void 0 ? "what stands there" : quoted(type.name);
  report(checking, "E118", node.span, `${of} has no field ${quoted(name)}`, {
    why: "the rule would never find it",
    ...meant === void 0 ? { help: `it has ${candidates.slice(0, 12).map(quoted).join(", ")}` } : suggestion(node.span, replaced(node, name, meant))
  });
  return { kind: "json" };
}
function replaced(node, name, meant) {
  const at2 = node.text.indexOf(name);
  return at2 < 0 || node.text.includes(name, at2 + 1) ? meant : node.text.slice(0, at2) + meant + node.text.slice(at2 + name.length);
}

// packages/engine/src/check/responses.ts
function checkResponse(ground, node) {
  const { checking } = ground;
  if (node.status !== void 0 || node.media !== void 0) {
    refuse(
      checking,
      "E063",
      node.media?.span ?? { ...node.span, end: node.span.start + "response".length },
      "`response` of a status or media type"
    );
  }
  const checked = { shows: [], tightening: [], shown: [], seen: [], asked: [] };
  for (const rule of node.rules) checkRule(ground, rule, { kind: "json" }, void 0, checked);
  return checked;
}
function checkRule(ground, node, from, each2, into) {
  const { checking } = ground;
  switch (node.kind) {
    case "show":
      return checkShow(ground, node, from, into);
    case "hide":
    case "hash":
    case "mask":
      return checkHide(ground, node, from, into);
    case "each":
      return checkEach(ground, node, from, into);
    case "only-to": {
      const { grant, seen } = checkGrant(ground, node.to);
      into.seen.push(...seen);
      if (each2 === void 0) {
        return report(checking, "E312", node.span, "`only to` stands outside `each`", {
          why: "it leaves out one thing of many",
          help: "write `each [*] as row { only to \u2026 }`, or `allow` for the whole"
        });
      }
      into.tightening.push(ruleOf(checking, node.span, { kind: "only-to", to: grant }));
      return;
    }
    case "max-items":
      return refuse(checking, "E065", node.span, "`max items`");
    case "pass":
      return refuse(checking, "E066", node.span, "`pass`");
    case "remove-header":
      return refuse(checking, "E067", node.span, "`remove header`");
    case "set-header":
      return refuse(checking, "E068", node.span, "`set header`");
    case "conceal":
    case "reveal-errors":
      if (each2 === void 0 && ground.block.kind !== "guardrail") return;
      report(
        checking,
        "E312",
        node.span,
        `${node.kind === "conceal" ? "`conceal`" : "`reveal`"} stands outside the routes that it is for`,
        {
          why: "it holds for the block that it stands in",
          help: "write it in a `response` of an api or a route"
        }
      );
  }
}
function checkShow(ground, node, from, into) {
  const { checking, block: block2 } = ground;
  const to = checkUnless(ground, node.to);
  const fields3 = node.fields.map((field) => checkField(checking, field, from));
  into.shown.push(...to.seen);
  if (block2.kind === "guardrail") {
    return report(checking, "E312", node.span, "`show` stands in a guardrail", {
      why: "what widens holds for its own block only",
      help: "write it in the api or the route, or `hide` the rest"
    });
  }
  into.shows.push(ruleOf(checking, node.span, { kind: "show", fields: fields3, to: to.grant }));
}
function checkHide(ground, node, from, into) {
  const { checking } = ground;
  const fields3 = node.fields.map((field) => checkField(checking, field, from));
  const when = checkWhen(ground, node.when, "hide a field");
  const unless = checkUnless(ground, node.unless);
  into.seen.push(...when.seen, ...unless.seen);
  into.asked.push(...when.seen);
  const rest = { fields: fields3, when: when.expression, unless: unless.grant };
  if (node.kind !== "mask") {
    into.tightening.push(ruleOf(checking, node.span, { kind: node.kind, ...rest }));
    return;
  }
  const { how } = node;
  if (how.kind === "as") return refuse(checking, "E064", how.name.span, "`mask \u2026 as`");
  const done = how.kind === "keep" ? { kind: "keep", count: how.count } : { kind: "with", text: how.text.value };
  into.tightening.push(ruleOf(checking, node.span, { kind: "mask", how: done, ...rest }));
}
function checkEach(ground, node, from, into) {
  const { checking, home, bindings } = ground;
  const found = typeAt(checking, node.field, from);
  const type = node.type ? resolveType(checking, home, node.type) : found;
  const nominal = node.type ? nominalOf(home, node.type) : type.kind === "record" ? type.name : void 0;
  const name = node.name.text;
  const inner = {
    ...ground,
    bindings: {
      ...bindings,
      resource: (wanted) => wanted === name ? type : bindings.resource(wanted),
      resourceNames: () => [name, ...bindings.resourceNames()],
      // The row is bound here even where loaded things are not read.
      refused: bindings.refused.has("resource") ? new Map([...bindings.refused].filter(([root2]) => root2 !== "resource")) : bindings.refused
    }
  };
  const checked = { shows: [], tightening: [], shown: [], seen: [], asked: [] };
  for (const rule of node.rules) checkRule(inner, rule, type, name, checked);
  const isOuter = (read4) => read4.root !== "resource" || read4.name !== name;
  into.shown.push(...checked.shown.filter(isOuter));
  into.seen.push(...checked.seen.filter(isOuter));
  into.asked.push(...checked.asked.filter(isOuter));
  const head = {
    kind: "each",
    field: { text: node.field.text, steps: node.field.steps },
    name,
    type: nominal
  };
  if (checked.shows.length > 0)
    into.shows.push(ruleOf(checking, node.span, { ...head, rules: checked.shows }));
  if (checked.tightening.length > 0)
    into.tightening.push(ruleOf(checking, node.span, { ...head, rules: checked.tightening }));
}

// packages/engine/src/check/tightenings.ts
var noRules = [];
var noTightening = {
  denies: noRules,
  requires: noRules,
  limits: noRules,
  audits: noRules,
  timeouts: noRules,
  bodyMaxima: noRules,
  response: noRules
};
function checkTightenings(ground) {
  let shows;
  const made2 = {};
  let isEmpty2 = true;
  for (const statement of ground.block.statements) {
    if (statement.kind === "response") {
      const checked = checkResponseIn(ground, statement);
      for (const rule of checked.tightening) (made2.response ??= []).push(rule);
      for (const rule of checked.shows) (shows ??= []).push(rule);
    } else checkStatement(ground, statement, made2);
  }
  for (const _ in made2) isEmpty2 = false;
  return {
    tightening: isEmpty2 ? noTightening : { ...noTightening, ...made2 },
    shows: shows ?? noRules,
    isEmpty: isEmpty2
  };
}
function checkStatement(ground, node, into) {
  const { checking } = ground;
  switch (node.kind) {
    case "deny":
      ;
      (into.denies ??= []).push(checkDeny(ground, node));
      return;
    case "require": {
      const require3 = checkRequire(ground, node);
      if (require3) (into.requires ??= []).push(require3);
      return;
    }
    case "use":
      ;
      (into.limits ??= []).push(...useQuotas(ground, node));
      return;
    case "limit":
      ;
      (into.limits ??= []).push(checkInlineLimit(ground, node));
      return;
    case "audit":
      ;
      (into.audits ??= []).push(checkAudit(ground, node));
      return;
    case "timeout": {
      const { milliseconds, span } = node.duration;
      checkDuration(checking, milliseconds, span, "a timeout");
      (into.timeouts ??= []).push(ruleOf(checking, node.span, { milliseconds }));
      return;
    }
    case "body":
      if (node.max) (into.bodyMaxima ??= []).push(ruleOf(checking, node.max.span, { bytes: node.max.bytes }));
      return;
    default:
      return;
  }
}
var everyRoute = [];
function reachOf(ground, span, what, except = everyRoute) {
  const { index, block: block2 } = ground;
  return { routes: () => index.governed(block2), except, what, span };
}
function checkDeny(ground, node) {
  const roles = checkNames(ground, node.names);
  const when = checkWhen(ground, node.when);
  const unless = checkUnless(ground, node.unless);
  const except = checkTargets(ground, node.except);
  const reach = reachOf(ground, node.span, "this `deny`", except);
  checkReach(ground, reach, [...when.seen, ...unless.seen]);
  if (roles.some((role) => !ground.roles.needsSubject(role))) checkSubjectKnown(ground, reach, when.seen);
  return ruleOf(ground.checking, node.span, {
    roles,
    when: when.expression,
    unless: unless.grant,
    else: checkElse(ground.checking, node.else),
    except
  });
}
function checkRequire(ground, node) {
  const { what, seen } = checkRequirement(ground, node.what);
  const unless = checkUnless(ground, node.unless);
  const except = checkTargets(ground, node.except);
  const refusal3 = checkElse(ground.checking, node.else);
  const reach = reachOf(ground, node.span, "this `require`", except);
  checkReach(ground, reach, [...seen, ...unless.seen]);
  const sparesAnyone = unless.grant !== void 0 && unless.grant.when === void 0 && unless.grant.roles.includes("anyone");
  if (!sparesAnyone) checkSubjectKnown(ground, reach, seen);
  return what && ruleOf(ground.checking, node.span, { what, unless: unless.grant, else: refusal3, except });
}
function checkInlineLimit(ground, node) {
  const { place: place2, seen, asked: asked2 } = checkLimit(ground, node.rate, node.span, void 0);
  const reach = reachOf(ground, node.span, "this `limit`");
  checkReach(ground, reach, seen);
  checkSubjectKnown(ground, reach, asked2);
  return ruleOf(ground.checking, node.span, { limit: place2 });
}
function checkAudit(ground, node) {
  const seen = [];
  const note = node.note.flatMap((reference) => {
    const place2 = placeIn(ground.checking, ground.home, ground.bindings);
    const read4 = checkRead(place2, reference);
    seen.push(...place2.work.seen);
    return read4.broken ? [] : [read4.expression];
  });
  const when = checkWhen(ground, node.when);
  checkReach(ground, reachOf(ground, node.span, "this `audit`"), [...seen, ...when.seen]);
  return ruleOf(ground.checking, node.span, { level: node.level, note, when: when.expression });
}
function checkResponseIn(ground, node) {
  const checked = checkResponse(ground, node);
  const reach = reachOf(ground, node.span, "this response rule");
  checkReach(ground, reach, checked.seen);
  checkSubjectKnown(ground, reach, checked.asked);
  const block2 = ground.block;
  checkReach(
    ground,
    { routes: () => block2.routes, except: [], what: "this `show`", span: node.span },
    checked.shown
  );
  return checked;
}

// packages/engine/src/check/routes.ts
var noAllows = [];
var noBy = /* @__PURE__ */ new Map();
var emptyBlock = {
  tightening: noTightening,
  shows: [],
  isEmpty: true,
  allows: noAllows,
  by: noBy,
  accept: void 0
};
function checkBlocks(common, blocks, routes) {
  const checked = /* @__PURE__ */ new Map();
  const scopes = [];
  for (const block2 of blocks) {
    const made2 = block2.statements.length > 0 || block2.kind === "guardrail" ? checkBlock(common, block2) : emptyBlock;
    checked.set(block2, made2);
    if (made2.isEmpty || block2.kind === "route") continue;
    const kind2 = block2.kind === "file" ? "policy" : block2.kind;
    scopes.push({ kind: kind2, path: block2.template, span: block2.head, ...made2.tightening });
  }
  return { scopes, routes: routes.map((route) => makeRoute(route, checked)) };
}
function checkBlock(common, block2) {
  const { checking, index } = common;
  const { home } = block2;
  const ground = { ...common, block: block2, home, bindings: bindingsOf(block2, () => index.governed(block2)) };
  const lexical = block2.kind === "api" || block2.kind === "file" ? { ...ground, bindings: bindingsOf(block2, () => block2.routes) } : ground;
  let allows;
  let accept;
  let by;
  for (const node of block2.statements) {
    refuseStatement(checking, node);
    if (node.kind === "allow") (allows ??= []).push(checkAllow(lexical, node));
    else if (node.kind === "accept-auth") accept = checkAccept(ground, node);
    else if (node.kind === "load") {
      const loaded = block2.loads.get(node.name.text);
      if (loaded?.node === node) (by ??= /* @__PURE__ */ new Map()).set(loaded, checkBy(lexical, loaded));
    }
  }
  const made2 = checkTightenings(ground);
  if (block2.kind === "guardrail" && index.all.length > 0 && index.governed(block2).length === 0 && !ground.isPartial) {
    report(checking, "E305", block2.head, `no route takes a request under ${quoted(block2.template.text)}`, {
      why: "the guardrail would hold for nothing",
      help: "correct its path"
    });
  }
  return { ...made2, allows: allows ?? noAllows, by: by ?? noBy, accept };
}
function checkAllow(ground, node) {
  const { grant, seen } = checkGrant(ground, node.grant);
  const { block: block2, checking } = ground;
  const reach = { routes: () => block2.routes, except: [], what: "this `allow`", span: node.span };
  checkReach(ground, reach, seen);
  const whole = grant.roles.length === node.grant.names.length;
  const idle = whole ? block2.routes.find((route) => !grant.roles.some((role) => canBeHeld(ground, role, route))) : void 0;
  if (idle) {
    const [name = ""] = grant.roles;
    const of = ground.roles.holdersOf(name)[0]?.of;
    report(
      checking,
      "E304",
      node.grant.span,
      `nobody can hold ${grant.roles.map(quoted).join(" or ")} on ${quoted(idle.id)}`,
      {
        why: of ? `role ${quoted(name)} is relative, and no ${quoted(`${of.name}: ${of.type}`)} is bound there` : "the line would grant nothing",
        help: of ? `load it: \`load ${of.name}: ${of.type} by \u2026\`` : void 0
      }
    );
  }
  return ruleOf(checking, node.span, { grant });
}
function canBeHeld(ground, name, route) {
  const holders = ground.roles.holdersOf(name);
  if (holders.length === 0) return true;
  return holders.some(({ of }) => of === void 0 || route.block.loads.get(of.name)?.nominal === of.type);
}
function checkAccept(ground, node) {
  const { checking, home, block: block2 } = ground;
  const names = /* @__PURE__ */ new Set();
  for (const { text: text2, span } of node.names) {
    if (names.has(text2))
      report(checking, "E114", span, `${quoted(text2)} is accepted twice`, { help: "remove one of them" });
    names.add(text2);
    if (home.authenticators.has(text2)) continue;
    reportUnknown(checking, {
      code: "E105",
      what: "authenticator",
      name: text2,
      span,
      candidates: home.authenticators.keys(),
      help: "declare it with `authenticate`, or import it"
    });
  }
  return block2.kind === "guardrail" ? [] : [...names];
}
function checkBy(ground, loaded) {
  const { checking, home, block: block2 } = ground;
  const order = [...block2.loads.keys()];
  const before = new Set(order.slice(0, order.indexOf(loaded.name)));
  const outer = block2.parent?.loads;
  const bindings = {
    ...ground.bindings,
    resource: (name) => (before.has(name) ? block2.loads.get(name)?.type : void 0) ?? (name === loaded.name ? void 0 : outer?.get(name)?.type),
    resourceNames: () => [...before]
  };
  return loaded.node.by.flatMap((reference) => {
    const place2 = placeIn(checking, home, bindings);
    const read4 = checkRead(place2, reference);
    checkReach(
      { ...ground, bindings },
      { routes: () => block2.routes, except: [], what: "this `load`", span: reference.span },
      place2.work.seen
    );
    return read4.broken ? [] : [read4.expression];
  });
}
function makeRoute(draft, checked) {
  const { block: block2 } = draft;
  const own = checked.get(block2);
  const around = blocksAround(block2, checked);
  const allows = around.length > 0 ? [...around.flatMap((outer) => outer.allows), ...own?.allows ?? []] : own?.allows ?? noAllows;
  const shows = around.length > 0 ? [...around.flatMap((outer) => outer.shows), ...own?.shows ?? []] : own?.shows ?? [];
  const node = block2.node?.kind === "route" ? block2.node : void 0;
  return {
    id: draft.id,
    verb: draft.verb,
    template: draft.template,
    name: node?.name?.text,
    documentation: node?.documentation,
    span: block2.head,
    allows,
    accept: block2.accept?.names.map((name) => name.text),
    loads: loadsOf2(block2, checked),
    body: block2.body.mode,
    own: own?.tightening ?? noTightening,
    shows,
    conceal: { existence: block2.concealExistence },
    revealErrors: block2.revealErrors
  };
}
function blocksAround(block2, checked) {
  const around = [];
  for (let at2 = block2.parent; at2; at2 = at2.parent) {
    const outer = checked.get(at2);
    if (outer && (outer.allows.length > 0 || outer.shows.length > 0)) around.unshift(outer);
  }
  return around;
}
function loadsOf2(block2, checked) {
  if (block2.loads.size === 0) return [];
  return [...block2.loads.values()].map((loaded) => ({
    name: loaded.name,
    type: loaded.nominal,
    by: byOf(block2, loaded, checked),
    span: loaded.node.span
  }));
}
function byOf(block2, loaded, checked) {
  for (let at2 = block2; at2; at2 = at2.parent) {
    const by = checked.get(at2)?.by.get(loaded);
    if (by) return by;
  }
  return [];
}

// packages/engine/src/check/subject.ts
var id = { type: { kind: "string" }, optional: false };
function checkSubject(checking, files) {
  const subject = onlyOne2(checking, files, "subject");
  const actor = onlyOne2(checking, files, "actor");
  if (subject) checking.subject = withId(checking, subject);
  if (actor) checking.actor = resolveRecord(checking, packageOf(checking, actor.span.file), actor.record, {});
}
var bareSubject = {
  kind: "record",
  members: Object.assign(/* @__PURE__ */ Object.create(null), { id })
};
function onlyOne2(checking, files, kind2) {
  let first;
  for (const file of files) {
    for (const node of file.declarations) {
      if (node.kind !== kind2) continue;
      if (first) {
        report(checking, "E109", node.span, `\`${kind2}\` is declared twice`, {
          why: "a caller is one thing over the whole policy",
          help: "put the members into one declaration",
          related: [{ span: first.span, message: "first declared here" }]
        });
      }
      first ??= node;
    }
  }
  return first;
}
function withId(checking, node) {
  const record = resolveRecord(checking, packageOf(checking, node.span.file), node.record, {});
  const members2 = Object.assign(/* @__PURE__ */ Object.create(null), { id }, record.members);
  for (const { name, optional, type } of node.record.members) {
    if (name.text === "roles") {
      report(checking, "E110", name.span, "`roles` is no member that one declares", {
        why: "every subject has roles: they are read only where a rule says who, and by `is`",
        help: "remove it; authenticators set it all the same"
      });
      delete members2["roles"];
    }
    const declared = members2[name.text]?.type;
    if (name.text !== "id" || declared?.kind === "string" && !optional) continue;
    report(
      checking,
      "E221",
      type.span,
      optional ? "`id` is not optional" : `\`id\` is a \`string\`, not ${aType(declared ?? { kind: "json" })}`,
      {
        why: "audit lines and limits name every caller by it",
        help: "write `id: string`"
      }
    );
    members2["id"] = id;
  }
  return { kind: "record", members: members2 };
}
function shallowRecord(record) {
  const members2 = /* @__PURE__ */ Object.create(null);
  for (const [name, member] of Object.entries(record.members ?? {}))
    members2[name] = { ...member, type: shallow(member.type) };
  return { ...record, members: members2 };
}

// packages/engine/src/check/check.ts
function check(given, options = {}) {
  const files = [...given].sort(
    (a, b) => a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : 0
  );
  const checking = {
    environment: options.environment ?? {},
    schemaTexts: options.schemas ?? /* @__PURE__ */ new Map(),
    schemaDocuments: /* @__PURE__ */ new Map(),
    schemaTypes: /* @__PURE__ */ new Map(),
    found: [],
    unknown: /* @__PURE__ */ new Map(),
    packages: /* @__PURE__ */ new Map(),
    nominal: /* @__PURE__ */ new Map(),
    rules: [],
    limits: [],
    subject: bareSubject,
    actor: void 0
  };
  const policy = checkFiles(checking, files);
  const diagnostics = checking.found.sort(inSourceOrder);
  const isSound = diagnostics.every(({ severity }) => severity !== "error");
  return { value: isSound ? policy : void 0, diagnostics };
}
function checkFiles(checking, files) {
  declareNames(checking, files);
  resolveImports(checking, files);
  const packages = [...checking.packages.values()];
  for (const home of packages)
    for (const entry of home.types.values()) if (entry.home === home) resolveEntry(checking, entry);
  checkSubject(checking, files);
  const settings2 = packages.flatMap(
    (home) => [...home.settings.values()].filter((entry) => entry.home === home).map((entry) => resolveSetting(checking, entry))
  );
  checkDefines(checking, packages);
  const roles = checkRoles(checking, packages);
  const authenticators = checkAuthenticators(checking, packages, roles);
  const { blocks, routes, isPartial } = layOut(checking, files);
  checkRouteConflicts(checking, routes);
  const common = { checking, roles, index: indexRoutes(routes), isPartial };
  checkQuotas(common, packages, blocks);
  const checked = checkBlocks(common, blocks, routes);
  checkAccepted(checking, countAuthenticators(packages), routes, authenticators);
  checkAssertions(common, files, blocks);
  const trustedProxies = checkProxies(checking, files);
  identify(checking);
  return {
    package: files[0]?.package?.text ?? "",
    roles: roles.roles,
    subject: shallowRecord(checking.subject),
    actor: checking.actor && shallowRecord(checking.actor),
    settings: settings2.map(({ name, value }) => ({ name, value })),
    authenticators,
    trustedProxies,
    limits: checking.limits,
    ...checked
  };
}
function countAuthenticators(packages) {
  return packages.reduce((sum, home) => sum + home.authenticators.size, 0);
}
function inSourceOrder(a, b) {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

// packages/engine/src/evaluate/roles.ts
var bitsPerElement = 32;
function emptyRoleSet(roles) {
  return Array.from({ length: Math.max(1, Math.ceil(roles.length / bitsPerElement)) }, () => 0);
}
function hasRole(set, place2) {
  return ((set[place2 >>> 5] ?? 0) & 1 << (place2 & 31)) !== 0;
}
function addRole(set, place2) {
  const element = place2 >>> 5;
  set[element] = (set[element] ?? 0) | 1 << (place2 & 31);
}
function roleSetOf(roles, place2) {
  const set = emptyRoleSet(roles);
  addRole(set, place2);
  return set;
}
function assignedRoles(roles) {
  const none2 = Object.freeze(emptyRoleSet(roles));
  const byName = /* @__PURE__ */ new Map();
  roles.forEach((role) => {
    if (role.of || role.when) return;
    const set = emptyRoleSet(roles);
    for (const place2 of role.reaches) addRole(set, place2);
    for (const name of [role.name, ...role.aliases]) byName.set(name, set);
  });
  return (names) => {
    if (!Array.isArray(names) || names.length === 0) return none2;
    if (names.length === 1) return byName.get(names[0]) ?? none2;
    const union = emptyRoleSet(roles);
    for (const name of names) {
      const set = byName.get(name);
      if (set) for (let element = 0; element < union.length; element++) union[element] |= set[element];
    }
    return union;
  };
}

// packages/engine/src/plan/plan.ts
var planVersion = 1;

// packages/engine/src/values/member.ts
function memberOf(container, name) {
  if (typeof container !== "object" || container === null) return void 0;
  try {
    if (Array.isArray(container)) return void 0;
    if (!Object.hasOwn(container, name) && !classHas(container, name)) return void 0;
    const value = Reflect.get(container, name);
    return typeof value === "function" ? void 0 : value;
  } catch {
    return void 0;
  }
}
function classHas(container, name) {
  let prototype = Object.getPrototypeOf(container);
  while (typeof prototype === "object" && prototype !== null && isClassPrototype(prototype)) {
    if (Object.hasOwn(prototype, name)) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}
function isClassPrototype(prototype) {
  if (Object.getPrototypeOf(prototype) === null) return false;
  const made2 = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof made2 === "function" && made2.prototype === prototype;
}

// packages/engine/src/values/compare.ts
function compare(operator, left, right) {
  if (operator === "==") return equals(left, right);
  if (operator === "!=") {
    const same = equals(left, right);
    return same === void 0 ? void 0 : !same;
  }
  if (left === void 0 || right === void 0) return void 0;
  if (isAddress(left) && isAddress(right) && left.version !== right.version) return false;
  const order = orderOf2(left, right);
  if (order === void 0) return void 0;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}
function equals(left, right) {
  if (left === void 0 || right === void 0) return void 0;
  if (typeof left !== "object" && typeof right !== "object") return left === right;
  if (isAddress(left) && isAddress(right)) return left.version === right.version && left.bits === right.bits;
  return void 0;
}
function inRange(item, low, high) {
  const above = compare("<=", low, item);
  const below = compare("<=", item, high);
  if (above === false || below === false) return false;
  return above === void 0 || below === void 0 ? void 0 : true;
}
function orderOf2(left, right) {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (!isAddress(left) || !isAddress(right)) return void 0;
  if (left.bits === right.bits) return 0;
  return left.bits < right.bits ? -1 : 1;
}
function isAddress(value) {
  if (typeof value !== "object") return false;
  try {
    return "bits" in value && typeof value.bits === "bigint";
  } catch {
    return false;
  }
}

// packages/engine/src/values/kleene.ts
var and = (left, right) => {
  if (left === false || right === false) return false;
  return left === void 0 || right === void 0 ? void 0 : true;
};
var or = (left, right) => {
  if (left === true || right === true) return true;
  return left === void 0 || right === void 0 ? void 0 : false;
};
var not = (value) => value === void 0 ? void 0 : !value;

// packages/engine/src/values/list.ts
function inList(item, list, type) {
  const elements = listOf2(list);
  if (item === void 0 || elements === void 0) return void 0;
  let result = false;
  for (let index = 0; index < elements.length; index += 1) {
    const same = equals(item, elementOf(elements, index, type));
    if (same === true) return true;
    if (same === void 0) result = void 0;
  }
  return result;
}
function contains(left, right, type) {
  if (typeof left !== "string") return inList(coerce(right, type), left, type);
  const part = coerce(right, { kind: "string" });
  return typeof part === "string" && isWellFormed(left) ? left.includes(part) : void 0;
}
function sizeOf(raw) {
  if (typeof raw === "string") return isWellFormed(raw) ? codePointLength(raw) : void 0;
  return listOf2(raw)?.length;
}
var anything2 = { kind: "list", element: { kind: "json" } };
function listOf2(raw) {
  const list = coerce(raw, anything2);
  return Array.isArray(list) ? list : void 0;
}
function elementOf(elements, index, type) {
  try {
    return coerce(elements[index], type);
  } catch {
    return void 0;
  }
}

// packages/engine/src/evaluate/read.ts
var absentMember = /* @__PURE__ */ Symbol("absent member");
function compileRead(read4, type, scope) {
  if (read4.root === "setting") {
    const value = inFormAs(scope.settings[read4.name], read4.type, type);
    return () => value;
  }
  if (read4.root === "path") {
    const { ordinal } = read4;
    const own = read4.type;
    if (sameType(own, type)) return (environment) => coerceText(environment.parameters[ordinal] ?? "", own);
    return (environment) => inFormAs(coerceText(environment.parameters[ordinal] ?? "", own), own, type);
  }
  const find3 = compileFind(read4);
  const fallback = inFormAs(read4.default, read4.type, type);
  if (sameType(read4.type, type)) {
    return (environment, variables) => {
      const raw = find3(environment, variables);
      return raw === absentMember ? fallback : coerce(raw, type);
    };
  }
  return (environment, variables) => {
    const raw = find3(environment, variables);
    return raw === absentMember ? fallback : coerceBoth(raw, read4.type, type);
  };
}
function compileRawRead(read4, scope) {
  if (read4.root === "setting" || read4.root === "path") return compileRead(read4, read4.type, scope);
  const find3 = compileFind(read4);
  return (environment, variables) => {
    const raw = find3(environment, variables);
    return raw === absentMember ? read4.default : fitting(raw, read4.type);
  };
}
var fitting = (raw, type) => coerce(raw, type) === void 0 ? void 0 : raw;
var coerceBoth = (raw, own, type) => coerce(raw, own) === void 0 ? void 0 : coerce(raw, type);
function inFormAs(value, own, type) {
  if (value === void 0) return void 0;
  const isReady = own.kind === type.kind && typeof value !== "string";
  return isReady ? value : coerce(value, type);
}
function sameType(left, right) {
  return left === right || left.kind === right.kind && Object.keys(left).length === 1 && Object.keys(right).length === 1;
}
function compileFind(read4) {
  const { members: members2 } = read4;
  if (read4.root === "header") {
    const wanted = (members2[0] ?? "").toLowerCase();
    return members2.length === 1 ? (environment) => headerOf(environment.headers, wanted) : (environment) => environment.headers;
  }
  const root2 = rootOf(read4);
  return (environment, variables) => walk2(root2(environment, variables), members2);
}
function rootOf({ root: root2, name }) {
  switch (root2) {
    case "subject":
      return (environment) => environment.subject;
    case "actor":
      return (environment) => environment.actor;
    case "query":
      return (environment) => environment.query;
    case "body":
      return (environment) => environment.body;
    case "context":
      return (environment) => environment.context;
    case "resource":
      return (environment) => memberOf(environment.resources, name);
    case "variable":
      return (_, variables) => variables[name];
    case "credential":
      return (environment) => environment.resources;
    case "path":
    case "setting":
    case "header":
      return () => void 0;
  }
}
function walk2(from, members2) {
  let value = from;
  for (let index = 0; index < members2.length; index++) {
    if (value === void 0 || value === null) return void 0;
    value = memberOf(value, members2[index]);
  }
  return members2.length > 0 && (value === void 0 || value === null) ? absentMember : value;
}
function headerOf(headers2, wanted) {
  if (typeof headers2 !== "object" || headers2 === null) return void 0;
  const found = [];
  for (const name of Object.keys(headers2)) if (name.toLowerCase() === wanted) found.push(headers2[name]);
  return found.length > 1 ? found.flat() : found[0];
}

// packages/engine/src/evaluate/scope.ts
function evaluationScope(plan, bindings) {
  return { roles: plan.roles, placeOf: placesOf(plan.roles), settings: plan.settings, bindings };
}
var places = /* @__PURE__ */ new WeakMap();
function placesOf(roles) {
  const known = places.get(roles);
  if (known) return known;
  const made2 = new Map(roles.map((role, place2) => [role.name, place2]));
  places.set(roles, made2);
  return made2;
}
function isBound(role, scope) {
  const of = role.of;
  return of === void 0 || scope.bindings.some(({ name, type }) => name === of.name && type === of.type);
}

// packages/engine/src/evaluate/expression.ts
var noVariables = Object.freeze(/* @__PURE__ */ Object.create(null));
function compileExpression(expression, scope) {
  const evaluate = compile(expression, scope);
  return (environment) => evaluate(environment, noVariables);
}
function compile(expression, scope) {
  switch (expression.kind) {
    case "and":
    case "or":
      return compileConnective(expression.kind, expression.operands, scope);
    case "not": {
      const operand2 = compile(expression.operand, scope);
      return (environment, variables) => not(operand2(environment, variables));
    }
    case "has": {
      const read4 = compileRead(expression.operand, expression.operand.type, scope);
      return (environment, variables) => read4(environment, variables) !== void 0;
    }
    case "any":
    case "every":
      return compileQuantifier(expression, scope);
    case "compare": {
      const { operator, type } = expression;
      const left = compileAs(expression.left, type, scope);
      const right = compileAs(expression.right, type, scope);
      return (environment, variables) => compare(operator, left(environment, variables), right(environment, variables));
    }
    case "in-list":
      return compileInList(expression, scope);
    case "in-cidrs": {
      const { cidrs: cidrs2, negated } = expression;
      const item = compileAs(expression.item, { kind: "ip" }, scope);
      const blocks = cidrs2.map((text2) => parseCidr(text2)).filter((block2) => block2 !== void 0);
      return (environment, variables) => {
        const address = item(environment, variables);
        if (address === void 0) return void 0;
        return blocks.some((block2) => inCidr(address, block2)) !== negated;
      };
    }
    case "in-range":
      return compileInRange(expression, scope);
    case "like": {
      const matches = compileLike(expression.pattern);
      const operand2 = compileAs(expression.operand, { kind: "string" }, scope);
      return (environment, variables) => {
        const text2 = operand2(environment, variables);
        return text2 === void 0 ? void 0 : matches(text2);
      };
    }
    case "starts-with":
    case "ends-with": {
      const method = expression.kind === "starts-with" ? "startsWith" : "endsWith";
      const left = compileAs(expression.left, { kind: "string" }, scope);
      const right = compileAs(expression.right, { kind: "string" }, scope);
      return (environment, variables) => {
        const text2 = left(environment, variables);
        const part = right(environment, variables);
        return text2 === void 0 || part === void 0 ? void 0 : text2[method](part);
      };
    }
    case "contains": {
      const { type } = expression;
      const left = compileRaw(expression.left, scope);
      const right = compileAs(expression.right, type, scope);
      return (environment, variables) => holds(left(environment, variables), right(environment, variables), type);
    }
    case "is":
      return compileHolds(expression.role, scope);
    case "within": {
      const { milliseconds } = expression;
      const operand2 = compileAs(expression.operand, { kind: "instant" }, scope);
      return (environment, variables) => within(operand2(environment, variables), nowOf(environment), milliseconds);
    }
    case "between": {
      const { from, to, zone, days } = expression;
      return (environment) => {
        const now2 = nowOf(environment);
        return now2 === void 0 ? void 0 : inWindow(now2, from, to, zone, days);
      };
    }
    case "size": {
      const operand2 = compileRaw(expression.operand, scope);
      return (environment, variables) => sizeOf(operand2(environment, variables));
    }
    case "read":
      return compileRead(expression, expression.type, scope);
    case "literal": {
      const value = inFormAs(expression.value, expression.type, expression.type);
      return () => value;
    }
  }
}
function holds(left, right, type) {
  if (typeof left !== "string") return inList(right, left, type);
  return typeof right === "string" ? left.includes(right) : void 0;
}
function nowOf(environment) {
  return instantOf(memberOf(environment.context, "now"));
}
function compileRaw(expression, scope) {
  if (expression.kind === "read") return compileRawRead(expression, scope);
  if (expression.kind !== "literal") return compile(expression, scope);
  const value = expression.value;
  return () => value;
}
function compileAs(expression, type, scope) {
  if (expression.kind === "read") return compileRead(expression, type, scope);
  if (expression.kind !== "literal") return compile(expression, scope);
  const value = inFormAs(expression.value, expression.type, type);
  return () => value;
}
function negateIf(negated, truth) {
  return negated ? not(truth) : truth;
}
function compileConnective(kind2, operands, scope) {
  const compiled = operands.map((operand2) => compile(operand2, scope));
  const [combine, decides] = kind2 === "and" ? [and, false] : [or, true];
  return (environment, variables) => {
    let result = !decides;
    for (const operand2 of compiled) {
      result = combine(result, operand2(environment, variables));
      if (result === decides) return result;
    }
    return result;
  };
}
function compileQuantifier(expression, scope) {
  const { variable } = expression;
  const list = compileRaw(expression.list, scope);
  const condition2 = compile(expression.condition, scope);
  const decides = expression.kind === "any";
  const combine = decides ? or : and;
  return (environment, variables) => {
    const elements = list(environment, variables);
    if (!Array.isArray(elements)) return void 0;
    let result = !decides;
    for (const element of elements) {
      const bound = { __proto__: null, ...variables, [variable]: element };
      result = combine(result, condition2(environment, bound));
      if (result === decides) return result;
    }
    return result;
  };
}
function compileInList(expression, scope) {
  const { negated, type } = expression;
  const item = compileAs(expression.item, type, scope);
  const list = compileRaw(expression.list, scope);
  return (environment, variables) => negateIf(negated, inList(item(environment, variables), list(environment, variables), type));
}
function compileInRange(expression, scope) {
  const { negated, type } = expression;
  const item = compileAs(expression.item, type, scope);
  const low = compileAs(expression.low, type, scope);
  const high = compileAs(expression.high, type, scope);
  return (environment, variables) => {
    const value = item(environment, variables);
    return negateIf(negated, inRange(value, low(environment, variables), high(environment, variables)));
  };
}
function compileHolds(name, scope) {
  if (name === "anyone") return () => true;
  if (name === "authenticated") return (environment) => environment.subject !== void 0;
  const place2 = scope.placeOf.get(name);
  if (place2 === void 0 || !isBound(scope.roles[place2], scope)) return () => false;
  const role = scope.roles[place2];
  const conditional = conditionalSources(place2, scope).map(
    (source2) => source2 === role ? compileExpression(source2.when, scope) : compileHolds(source2.name, scope)
  );
  if (conditional.length === 0) return (environment) => hasRole(environment.assigned, place2);
  const holds3 = (environment) => hasRole(environment.assigned, place2) || anyTruth(conditional, environment);
  return role.readsSubject ? (environment) => environment.subject === void 0 ? false : holds3(environment) : holds3;
}
function conditionalSources(place2, scope) {
  return scope.roles.filter((role) => role.when !== void 0 && role.reaches.includes(place2) && isBound(role, scope));
}
function anyTruth(conditions, environment) {
  let result = false;
  for (const condition2 of conditions) {
    const truth = condition2(environment);
    if (truth === true) return true;
    if (truth === void 0) result = void 0;
  }
  return result;
}

// packages/engine/src/evaluate/who.ts
function compileHoldsAny(roles, scope) {
  const holds3 = roles.map((role) => compileHolds(role, scope));
  return holds3.length === 1 ? holds3[0] : (environment) => anyTruth(holds3, environment);
}
function compileGrant(grant, scope) {
  const who = compileHoldsAny(grant.roles, scope);
  if (!grant.when) return who;
  const when = compileExpression(grant.when, scope);
  return (environment) => {
    const held = who(environment);
    return held === false ? false : and(held, when(environment));
  };
}

// packages/engine/src/values/tls.ts
var versions = new Map([
  ...[1, 1.1, 1.2, 1.3].flatMap((version) => [
    [version, version],
    [version.toFixed(1), version],
    [`TLSv${version.toFixed(1)}`, version]
  ]),
  // How Node and OpenSSL name the first version.
  ["TLSv1", 1]
]);
var tlsVersionOf = (raw) => versions.get(raw);

// packages/engine/src/plan/passes/expressions.ts
function* within2(expression) {
  yield expression;
  for (const operand2 of operandsOf(expression)) yield* within2(operand2);
}
function operandsOf(expression) {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands;
    case "not":
    case "has":
    case "like":
    case "within":
    case "size":
      return [expression.operand];
    case "any":
    case "every":
      return [expression.list, expression.condition];
    case "compare":
    case "starts-with":
    case "ends-with":
    case "contains":
      return [expression.left, expression.right];
    case "in-list":
      return [expression.item, expression.list];
    case "in-cidrs":
      return [expression.item];
    case "in-range":
      return [expression.item, expression.low, expression.high];
    case "is":
    case "between":
    case "read":
    case "literal":
      return [];
  }
}
function readsOf(expressions) {
  const reads = [];
  for (const expression of expressions) {
    for (const part of within2(expression)) if (part.kind === "read") reads.push(part);
  }
  return reads;
}
function asks(expressions, grants, roles = []) {
  const said = [];
  const named = [...roles];
  for (const expression of expressions) if (expression) said.push(expression);
  for (const grant of grants) {
    if (!grant) continue;
    named.push(...grant.roles);
    if (grant.when) said.push(grant.when);
  }
  for (const expression of said) {
    for (const part of within2(expression)) if (part.kind === "is") named.push(part.role);
  }
  return { expressions: said, roles: named };
}
function conditionOf(what) {
  return what.kind === "tls" ? void 0 : what.condition;
}
function responseAsks(rule) {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return [asks([], [rule.to])];
    case "hide":
    case "hash":
    case "mask":
      return [asks([rule.when], [rule.unless])];
    case "each":
      return rule.rules.flatMap(responseAsks);
  }
}

// packages/engine/src/decide/questions.ts
function routeScope(plan, route) {
  return evaluationScope(plan, route.loads);
}
function pendingOf(name, scope) {
  return pending(name, scope, /* @__PURE__ */ new Set());
}
var settled = { isPending: false, withoutSubject: false };
function pending(name, scope, above) {
  const place2 = scope.placeOf.get(name);
  if (place2 === void 0 || above.has(name) || !isBound(scope.roles[place2], scope)) return settled;
  const role = scope.roles[place2];
  const onTheWay = new Set(above).add(name);
  const own = dependsOnLoaded(role, scope, onTheWay);
  const includers = conditionalSources(place2, scope).filter((source2) => source2 !== role).map((source2) => pending(source2.name, scope, onTheWay));
  return {
    isPending: own || includers.some((includer) => includer.isPending),
    withoutSubject: !role.readsSubject && (own || includers.some((includer) => includer.withoutSubject))
  };
}
function dependsOnLoaded({ of, when }, scope, above) {
  if (of) return true;
  if (!when) return false;
  return [...within2(when)].some((part) => part.kind === "is" && pending(part.role, scope, above).isPending);
}
function unbound(scope) {
  return { ...scope, bindings: [] };
}

// packages/engine/src/decide/closures.ts
function closures(questions, scope) {
  return questions.map((question) => answer(question, scope));
}
function answer(question, scope) {
  switch (question.kind) {
    case "met": {
      const grant = compileGrant(question.grant, scope);
      return (environment) => grant(environment) === true;
    }
    case "applies": {
      const who = compileHoldsAny(question.roles, scope);
      const when = question.when ? compileExpression(question.when, scope) : () => true;
      const unless = lifted(question.unless, scope);
      return (environment) => who(environment) !== false && when(environment) !== false && !unless(environment);
    }
    case "fails": {
      const condition2 = compileExpression(question.condition, scope);
      const unless = lifted(question.unless, scope);
      return (environment) => condition2(environment) !== true && !unless(environment);
    }
    case "insecure": {
      const unless = lifted(question.unless, scope);
      return (environment) => !isSecure(environment, question.version) && !unless(environment);
    }
    case "fits":
      return fits2(question.roles, question.beforeLoad, scope);
  }
}
function lifted(unless, scope) {
  if (!unless) return () => false;
  const grant = compileGrant(unless, scope);
  return (environment) => grant(environment) === true;
}
function isSecure(environment, version) {
  const used = tlsVersionOf(memberOf(environment.context, "tls"));
  return used !== void 0 && used >= version;
}
function fits2(roles, beforeLoad, scope) {
  const held = compileHoldsAny(roles, unbound(scope));
  const pending2 = roles.map((role) => pendingOf(role, scope));
  const isPending = pending2.some((role) => role.isPending);
  const withoutSubject = beforeLoad && pending2.some((role) => role.withoutSubject);
  if (withoutSubject) return () => true;
  if (isPending) return (environment) => environment.subject !== void 0 || held(environment) === true;
  return (environment) => held(environment) === true;
}

// packages/engine/src/evaluate/runtime.ts
var runtime = {
  and,
  or,
  not,
  compare,
  holds,
  inList,
  sizeOf,
  memberOf,
  walk: walk2,
  headerOf,
  within,
  inWindow: (now2, from, to, zone, days) => now2 === void 0 ? void 0 : inWindow(now2, from, to, zone, days),
  nowOf,
  rawOr: (raw, type, fallback) => raw === absentMember ? fallback : fitting(raw, type),
  /** `own` is undefined where it is no other than `type`. */
  valueOr: (raw, own, type, fallback) => {
    if (raw === absentMember) return fallback;
    return own === void 0 ? coerce(raw, type) : coerceBoth(raw, own, type);
  },
  pathValue: (text2, own, type) => inFormAs(coerceText(text2 ?? "", own), own, type),
  inCidrs: (address, blocks) => address === void 0 ? void 0 : blocks.some((block2) => inCidr(address, block2)),
  inRange,
  likeText: (text2, matches) => text2 === void 0 ? void 0 : matches(text2),
  startsWith: (text2, part) => text2 === void 0 || part === void 0 ? void 0 : text2.startsWith(part),
  endsWith: (text2, part) => text2 === void 0 || part === void 0 ? void 0 : text2.endsWith(part),
  any: (list, condition2) => Array.isArray(list) ? list.reduce((result, element) => or(result, condition2(element)), false) : void 0,
  every: (list, condition2) => Array.isArray(list) ? list.reduce((result, element) => and(result, condition2(element)), true) : void 0
};

// packages/engine/src/evaluate/source.ts
function makeEmitter() {
  const constants = [];
  let locals = 0;
  return {
    constants,
    constant: (value) => `k[${constants.push(value) - 1}]`,
    local: () => `x${locals++}`
  };
}
var generatedParameters = ["k", "r"];
function expressionSource(expression, scope, emitter) {
  return emit(expression, { scope, emitter, locals: Object.freeze(/* @__PURE__ */ Object.create(null)) });
}
function emit(expression, at2) {
  const { constant } = at2.emitter;
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.map((operand2) => emit(operand2, at2)).reduce((left, right) => `r.${expression.kind}(${left},${right})`);
    case "not":
      return `r.not(${emit(expression.operand, at2)})`;
    case "has":
      return `(${emitRead(expression.operand, expression.operand.type, at2)}!==undefined)`;
    case "any":
    case "every":
      return emitQuantifier(expression, at2);
    case "compare":
      return `r.compare(${constant(expression.operator)},${emitAs(expression.left, expression.type, at2)},${emitAs(expression.right, expression.type, at2)})`;
    case "in-list":
      return negateIf2(expression.negated, `r.inList(${emitAs(expression.item, expression.type, at2)},${emitRaw(expression.list, at2)},${constant(expression.type)})`);
    case "in-cidrs": {
      const blocks = expression.cidrs.map((text2) => parseCidr(text2)).filter((block2) => block2 !== void 0);
      return negateIf2(expression.negated, `r.inCidrs(${emitAs(expression.item, { kind: "ip" }, at2)},${constant(blocks)})`);
    }
    case "in-range": {
      const { item, low, high, type } = expression;
      return negateIf2(expression.negated, `r.inRange(${emitAs(item, type, at2)},${emitAs(low, type, at2)},${emitAs(high, type, at2)})`);
    }
    case "like":
      return `r.likeText(${emitAs(expression.operand, { kind: "string" }, at2)},${constant(compileLike(expression.pattern))})`;
    case "starts-with":
    case "ends-with": {
      const test = expression.kind === "starts-with" ? "startsWith" : "endsWith";
      return `r.${test}(${emitAs(expression.left, { kind: "string" }, at2)},${emitAs(expression.right, { kind: "string" }, at2)})`;
    }
    case "contains":
      return `r.holds(${emitRaw(expression.left, at2)},${emitAs(expression.right, expression.type, at2)},${constant(expression.type)})`;
    case "is":
      return holdsSource(expression.role, at2.scope, at2.emitter);
    case "within":
      return `r.within(${emitAs(expression.operand, { kind: "instant" }, at2)},r.nowOf(e),${constant(expression.milliseconds)})`;
    case "between": {
      const { from, to, zone, days } = expression;
      return `r.inWindow(r.nowOf(e),${constant(from)},${constant(to)},${constant(zone)},${constant(days)})`;
    }
    case "size":
      return `r.sizeOf(${emitRaw(expression.operand, at2)})`;
    case "read":
      return emitRead(expression, expression.type, at2);
    case "literal":
      return constant(inFormAs(expression.value, expression.type, expression.type));
  }
}
function negateIf2(negated, source2) {
  return negated ? `r.not(${source2})` : source2;
}
function emitQuantifier(expression, at2) {
  const local = at2.emitter.local();
  const inner = { ...at2, locals: { ...at2.locals, [expression.variable]: local } };
  return `r.${expression.kind}(${emitRaw(expression.list, at2)},(${local})=>${emit(expression.condition, inner)})`;
}
function emitAs(expression, type, at2) {
  if (expression.kind === "read") return emitRead(expression, type, at2);
  if (expression.kind !== "literal") return emit(expression, at2);
  return at2.emitter.constant(inFormAs(expression.value, expression.type, type));
}
function emitRaw(expression, at2) {
  const { constant } = at2.emitter;
  if (expression.kind === "literal") return constant(expression.value);
  if (expression.kind !== "read") return emit(expression, at2);
  if (expression.root === "setting" || expression.root === "path") return emitRead(expression, expression.type, at2);
  return `r.rawOr(${findSource(expression, at2)},${constant(expression.type)},${constant(expression.default)})`;
}
function emitRead(read4, type, at2) {
  const { constant } = at2.emitter;
  if (read4.root === "setting") return constant(inFormAs(at2.scope.settings[read4.name], read4.type, type));
  if (read4.root === "path") return `r.pathValue(e.parameters[${constant(read4.ordinal)}],${constant(read4.type)},${constant(type)})`;
  const fallback = constant(inFormAs(read4.default, read4.type, type));
  const own = sameType(read4.type, type) ? "undefined" : constant(read4.type);
  return `r.valueOr(${findSource(read4, at2)},${own},${constant(type)},${fallback})`;
}
function findSource(read4, at2) {
  const { constant } = at2.emitter;
  const { members: members2 } = read4;
  if (read4.root !== "header") return `r.walk(${rootSource(read4, at2)},${constant(members2)})`;
  return members2.length === 1 ? `r.headerOf(e.headers,${constant(members2[0].toLowerCase())})` : "e.headers";
}
function rootSource({ root: root2, name }, at2) {
  switch (root2) {
    case "subject":
    case "actor":
    case "query":
    case "body":
    case "context":
      return `e.${root2}`;
    case "resource":
      return `r.memberOf(e.resources,${at2.emitter.constant(name)})`;
    case "variable":
      return at2.locals[name] ?? "undefined";
    case "credential":
      return "e.resources";
    case "path":
    case "header":
    case "setting":
      return "undefined";
  }
}
function holdsSource(name, scope, emitter) {
  if (name === "anyone") return "true";
  if (name === "authenticated") return "(e.subject!==undefined)";
  const place2 = scope.placeOf.get(name);
  if (place2 === void 0 || !isBound(scope.roles[place2], scope)) return "false";
  const role = scope.roles[place2];
  const assigned = `((e.assigned[${place2 >>> 5}]&${1 << (place2 & 31)})!==0)`;
  const conditional = conditionalSources(place2, scope).map(
    (source2) => source2 === role ? expressionSource(source2.when, scope, emitter) : holdsSource(source2.name, scope, emitter)
  );
  if (conditional.length === 0) return assigned;
  const holds3 = `(${assigned}?true:${conditional.reduce((left, right) => `r.or(${left},${right})`)})`;
  return role.readsSubject ? `(e.subject===undefined?false:${holds3})` : holds3;
}
function holdsAnySource(roles, scope, emitter) {
  return roles.map((role) => holdsSource(role, scope, emitter)).reduce((left, right) => `r.or(${left},${right})`, "false");
}
function grantSource(grant, scope, emitter) {
  const who = holdsAnySource(grant.roles, scope, emitter);
  return grant.when ? `r.and(${who},${expressionSource(grant.when, scope, emitter)})` : who;
}
function generate(emitter, parameters, body) {
  const make = new Function(...generatedParameters, `"use strict";return function(${parameters.join(",")}){${body}}`);
  return make(emitter.constants, runtime);
}

// packages/engine/src/decide/generated.ts
function generated(questions, scope) {
  if (questions.length === 0) return [];
  const emitter = makeEmitter();
  const functions = questions.map((question) => `function(e){return ${source(question, scope, emitter)}}`);
  return generate(emitter, [], `return [${functions.join(",")}]`)();
}
function source(question, scope, emitter) {
  switch (question.kind) {
    case "met":
      return `${grantSource(question.grant, scope, emitter)}===true`;
    case "applies": {
      const who = `${holdsAnySource(question.roles, scope, emitter)}!==false`;
      const when = question.when ? `&&${expressionSource(question.when, scope, emitter)}!==false` : "";
      return `${who}${when}${unlessSource(question.unless, scope, emitter)}`;
    }
    case "fails":
      return `${expressionSource(question.condition, scope, emitter)}!==true${unlessSource(question.unless, scope, emitter)}`;
    case "insecure":
      return `!${emitter.constant(isSecure)}(e,${emitter.constant(question.version)})${unlessSource(question.unless, scope, emitter)}`;
    case "fits":
      return fitsSource(question, scope, emitter);
  }
}
function unlessSource(unless, scope, emitter) {
  return unless ? `&&${grantSource(unless, scope, emitter)}!==true` : "";
}
function fitsSource({ roles, beforeLoad }, scope, emitter) {
  const pending2 = roles.map((role) => pendingOf(role, scope));
  if (beforeLoad && pending2.some((role) => role.withoutSubject)) return "true";
  const held = `${holdsAnySource(roles, unbound(scope), emitter)}===true`;
  return pending2.some((role) => role.isPending) ? `e.subject!==undefined||${held}` : held;
}

// packages/engine/src/decide/outcomes.ts
var auditLevels = ["none", "summary", "full"];
var noRules2 = Object.freeze([]);
function referenceTo({ id: id2, span }) {
  return Object.freeze({ id: id2, span });
}
function unrouted(status, reason, allowedMethods) {
  return freeze({
    decision: "deny",
    status,
    route: void 0,
    determining: noRules2,
    reason,
    message: void 0,
    challenge: void 0,
    allowedMethods: allowedMethods && Object.freeze([...allowedMethods]),
    obligations: obligationsOf({ audit: "summary", timeoutMilliseconds: void 0 }, noRules2)
  });
}
function refusal(route, refused2) {
  const determining = refused2.rule ? Object.freeze([referenceTo(refused2.rule)]) : noRules2;
  const make = (status, terms) => freeze({
    decision: "deny",
    status,
    route: route.id,
    determining,
    reason: refused2.reason,
    message: refused2.else?.text,
    challenge: challengeFor(status, refused2.challenge),
    allowedMethods: void 0,
    obligations: obligationsOf(terms, noRules2)
  });
  return remember(make);
}
function challengeFor(status, challenge) {
  if (!challenge) return void 0;
  return status === (challenge.kind === "step-up" ? 401 : 403) ? challenge : void 0;
}
function remember(make) {
  const made2 = /* @__PURE__ */ new Map();
  return (status, terms) => {
    const key = terms.place * 1e3 + status;
    const known = made2.get(key);
    if (known) return known;
    const decision = make(status, terms);
    made2.set(key, decision);
    return decision;
  };
}
function allowance(route, rule, terms, response2) {
  return freeze({
    decision: "allow",
    status: 200,
    route: route.id,
    determining: Object.freeze([referenceTo(rule)]),
    reason: "allowed",
    message: void 0,
    challenge: void 0,
    allowedMethods: void 0,
    obligations: obligationsOf(terms, Object.freeze(response2.map(referenceTo)))
  });
}
function obligationsOf({ audit: audit2, timeoutMilliseconds }, response2) {
  return Object.freeze({ audit: audit2, timeoutMilliseconds, response: response2 });
}
function freeze(decision) {
  return Object.freeze(decision);
}

// packages/engine/src/decide/terms.ts
var usualAudit = "summary";
function makeTerms(audits, timeouts) {
  const known = /* @__PURE__ */ new Map();
  const intern = (audit2, timeoutMilliseconds) => {
    const key = `${audit2} ${timeoutMilliseconds}`;
    const found = known.get(key);
    if (found) return found;
    const made2 = { place: known.size, audit: audit2, timeoutMilliseconds };
    known.set(key, made2);
    return made2;
  };
  const find3 = (holds3) => intern(mostThorough(audits.filter(holds3).map(({ value }) => value)), shortest(timeouts.filter(holds3).map(({ value }) => value)));
  if ([...audits, ...timeouts].every(({ applies }) => !applies)) {
    const always2 = find3(() => true);
    return () => always2;
  }
  return (environment) => find3(({ applies }) => !applies || applies(environment));
}
function fixedTerms(audits, timeouts) {
  return { place: 0, audit: mostThorough(audits), timeoutMilliseconds: shortest(timeouts) };
}
function mostThorough(levels) {
  return levels.length === 0 ? usualAudit : auditLevels[Math.max(...levels.map((level) => auditLevels.indexOf(level)))];
}
function shortest(timeouts) {
  return timeouts.length === 0 ? void 0 : Math.min(...timeouts);
}

// packages/engine/src/decide/steps.ts
function makeSteps(route, compiled) {
  const needed = route.loads.filter((load) => load.needed).map((load) => load.name);
  const conceals = route.concealExistence && needed.length > 0;
  const noRole = refusal(route, { reason: "no-role" });
  const nothing5 = refusal(route, { reason: "nothing-loaded" });
  const notAllowed = refusal(route, { reason: "not-allowed" });
  const termsOf = makeTerms(compiled.audits, compiled.timeouts);
  const allowedBy = makeAllowed(route, compiled);
  const missingStatus = (environment) => {
    if (compiled.couldFit(environment)) return 404;
    if (environment.subject === void 0) return 401;
    return conceals ? 404 : 403;
  };
  const plainStatus = (environment) => conceals ? missingStatus(environment) : defaultStatus(environment, false);
  const refuseBy = (rule, environment, conceal) => {
    const status = rule.status ?? (conceal ? plainStatus(environment) : defaultStatus(environment, rule.default401));
    return rule.outcome(status, termsOf(environment));
  };
  const transport = (environment) => {
    const rule = lowest(compiled.transport, environment, 403);
    return rule && rule.outcome(rule.status ?? 403, termsOf(environment));
  };
  const who = (environment) => compiled.canFit(environment) ? void 0 : noRole(plainStatus(environment), termsOf(environment));
  const decide = (environment) => {
    const early = who(environment);
    if (early) return early;
    if (needed.some((name) => isMissing(environment, name))) return nothing5(missingStatus(environment), termsOf(environment));
    const denied = lowest(compiled.denies, environment);
    if (denied) return refuseBy(denied, environment, true);
    const allow2 = compiled.allows.find(({ fires }) => fires(environment));
    if (!allow2) return notAllowed(plainStatus(environment), termsOf(environment));
    const failed = lowest(compiled.requires, environment);
    if (failed) return refuseBy(failed, environment, false);
    return allowedBy(allow2.place, environment, termsOf(environment));
  };
  return { transport, who, decide, terms: termsOf };
}
function isMissing(environment, name) {
  const loaded = memberOf(environment.resources, name);
  return loaded === void 0 || loaded === null;
}
function defaultStatus(environment, default401) {
  return environment.subject === void 0 || default401 ? 401 : 403;
}
function lowest(rules, environment, otherwise) {
  let found;
  let foundStatus = Infinity;
  for (const rule of rules) {
    const status = rule.status ?? otherwise ?? defaultStatus(environment, rule.default401);
    if (status >= foundStatus || !rule.fires(environment)) continue;
    found = rule;
    foundStatus = status;
  }
  return found;
}
var maxRemembered = 4096;
function makeAllowed(route, { response: response2 }) {
  const remembered = /* @__PURE__ */ new Map();
  if (response2.length === 0) {
    const ready = route.allows.map(() => []);
    return (place2, _, terms) => ready[place2][terms.place] ??= allowance(route, route.allows[place2], terms, []);
  }
  return (place2, environment, terms) => {
    let key = `${place2} ${terms.place} `;
    for (const holds3 of response2) key += holds3(environment) ? "1" : "0";
    const known = remembered.get(key);
    if (known) return known;
    const held = route.response.filter((_, index) => key.endsWith("1", key.length - response2.length + index + 1));
    const decision = allowance(route, route.allows[place2], terms, onceEach(held));
    if (remembered.size < maxRemembered) remembered.set(key, decision);
    return decision;
  };
}
function onceEach(rules) {
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()].map(referenceTo);
}

// packages/engine/src/decide/route.ts
function compileRoute(plan, route, backend) {
  const scope = routeScope(plan, route);
  const asked2 = [];
  const ask = (question) => asked2.push(question) - 1;
  const allows = route.allows.map(({ grant }, place2) => ({ question: ask({ kind: "met", grant }), place: place2 }));
  const denies = route.denies.map(({ roles: roles2, when, unless }) => ask({ kind: "applies", roles: roles2, when, unless }));
  const requires = route.requires.map((rule) => ask(requireQuestion(rule)));
  const transport = route.transport.map((rule) => ask(requireQuestion(rule)));
  const roles = route.allows.flatMap(({ grant }) => grant.roles);
  const canFit = ask({ kind: "fits", roles, beforeLoad: true });
  const couldFit = ask({ kind: "fits", roles, beforeLoad: false });
  const response2 = route.response.map((rule) => responseQuestion(rule)).map((question) => question && ask(question));
  const audits = route.audits.map(({ when }) => when && ask({ kind: "applies", roles: ["anyone"], when, unless: void 0 }));
  const answers = backend(asked2, scope);
  const answerOf = (question, rule) => {
    const test = question === void 0 ? always : answers[question];
    return governed(test, rule, plan);
  };
  const compiled = {
    allows: allows.map(({ question, place: place2 }) => ({ fires: answers[question], place: place2 })),
    denies: route.denies.map((rule, index) => compiledRule(route, rule, answerOf(denies[index], rule), "denied")),
    requires: route.requires.map((rule, index) => compiledRule(route, rule, answerOf(requires[index], rule), "requirement")),
    transport: route.transport.map((rule, index) => compiledRule(route, rule, answerOf(transport[index], rule), "insecure-transport")),
    canFit: answers[canFit],
    couldFit: answers[couldFit],
    response: route.response.map((rule, index) => answerOf(response2[index], rule)),
    audits: route.audits.map((audit2, index) => ({
      value: audit2.level,
      applies: audits[index] === void 0 && audit2.guardrail === void 0 ? void 0 : answerOf(audits[index], audit2)
    })),
    timeouts: route.timeouts.map((timeout2) => ({
      value: timeout2.milliseconds,
      applies: timeout2.guardrail === void 0 ? void 0 : governed(always, timeout2, plan)
    }))
  };
  return makeSteps(route, compiled);
}
var always = () => true;
function requireQuestion({ what, unless }) {
  if (what.kind === "tls") return { kind: "insecure", version: what.version, unless };
  return { kind: "fails", condition: what.condition, unless };
}
function responseQuestion(rule) {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return rule.to && { kind: "met", grant: rule.to };
    case "hide":
    case "hash":
    case "mask":
      return rule.when || rule.unless ? { kind: "applies", roles: ["anyone"], when: rule.when, unless: rule.unless } : void 0;
    case "each":
      return void 0;
  }
}
function compiledRule(route, rule, fires, reason) {
  const outcome = refusal(route, { reason, rule, else: rule.else, challenge: challengeOf(rule.what) });
  return { fires, outcome, status: rule.else?.status, default401: rule.what?.kind === "mfa" };
}
function challengeOf(what) {
  if (what?.kind === "scope") return { kind: "insufficient-scope", scopes: what.scopes };
  if (what?.kind !== "mfa") return void 0;
  const { withinMilliseconds } = what;
  return { kind: "step-up", maxAgeSeconds: withinMilliseconds === void 0 ? void 0 : withinMilliseconds / 1e3 };
}
function governed(test, { guardrail, except }, plan) {
  const template = guardrail === void 0 ? void 0 : plan.guardrails[guardrail];
  const within4 = template ? underGuardrail(test, template) : test;
  if (!except) return within4;
  return (environment) => !except.some((target) => targetTakes(target, environment.method, environment.path)) && within4(environment);
}
function underGuardrail(test, template) {
  return (environment) => {
    const parameters = matchPrefix(template, environment.path);
    return parameters !== void 0 && test({ ...environment, parameters });
  };
}

// packages/engine/src/decide/scan.ts
var slash2 = 47;
var dot2 = 46;
var plain3 = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@") plain3[char.charCodeAt(0)] = 1;
var scan = {
  path: "/",
  count: 0,
  starts: new Int32Array(64),
  ends: new Int32Array(64),
  hashes: new Int32Array(64)
};
function grow() {
  const size2 = scan.starts.length * 2;
  for (const name of ["starts", "ends", "hashes"]) {
    const larger = new Int32Array(size2);
    larger.set(scan[name]);
    scan[name] = larger;
  }
}
function scanTarget(target) {
  if (scanPlain(target, target.length, false)) return true;
  const canonical = canonicalize(target);
  return canonical.kind === "path" && scanPlain(canonical.path, canonical.path.length, true);
}
var hashSeed = 2166136261 | 0;
function hashOf(text2) {
  let hash = hashSeed;
  for (let at2 = 0; at2 < text2.length; at2++) hash = Math.imul(hash ^ text2.charCodeAt(at2), 16777619);
  return hash;
}
function scanPlain(target, length, escapes) {
  if (length === 0 || target.charCodeAt(0) !== slash2) return false;
  while (scan.starts.length * 2 <= length) grow();
  const { starts, ends, hashes } = scan;
  let count2 = 0;
  let start = 1;
  let hash = hashSeed;
  for (let at2 = 1; at2 < length; at2++) {
    const char = target.charCodeAt(at2);
    if (char === slash2) {
      if (at2 === start || isDotSegment2(target, start, at2)) return false;
      starts[count2] = start;
      ends[count2] = at2;
      hashes[count2] = hash;
      count2++;
      start = at2 + 1;
      hash = hashSeed;
      continue;
    }
    if (char > 127 || plain3[char] === 0 && !(escapes && char === 37)) return false;
    hash = Math.imul(hash ^ char, 16777619);
  }
  if (length > 1) {
    if (isDotSegment2(target, start, length)) return false;
    starts[count2] = start;
    ends[count2] = length;
    hashes[count2] = hash;
    count2++;
  }
  scan.path = target;
  scan.count = count2;
  return true;
}
function isDotSegment2(target, start, end) {
  if (target.charCodeAt(start) !== dot2) return false;
  const length = end - start;
  return length === 1 || length === 2 && target.charCodeAt(start + 1) === dot2;
}

// packages/engine/src/decide/tree.ts
function buildTree(routes, verbs2) {
  const nodes = [];
  const root2 = addNode(nodes);
  routes.forEach((route, place2) => insert(root2, nodes, route.template, place2, routes, verbs2));
  for (const node of nodes) settle2(node, routes);
  return nodes;
}
function addNode(nodes) {
  const node = {
    place: nodes.length,
    literals: /* @__PURE__ */ new Map(),
    mixed: [],
    typed: [],
    parameter: void 0,
    ends: void 0,
    rests: void 0
  };
  nodes.push(node);
  return node;
}
function insert(root2, nodes, template, place2, routes, verbs2) {
  let node = root2;
  for (const segment of template.segments) {
    if (segment.kind === "rest") {
      node.rests = verbs2.add(node.rests, place2, routes);
      return;
    }
    node = childOf(node, nodes, template, segment, place2);
  }
  if (template.trailingSlash) node = literalChild(node, nodes, "");
  node.ends = verbs2.add(node.ends, place2, routes);
}
function childOf(node, nodes, template, segment, place2) {
  if (segment.kind === "literal") return literalChild(node, nodes, segment.text);
  if (segment.kind === "parameter") return node.parameter ??= addNode(nodes);
  const list = segment.kind === "mixed" ? node.mixed : node.typed;
  const key = alternativeKey(template, segment);
  const known = list.find((alternative) => alternative.key === key);
  if (known) {
    known.routes.push(place2);
    return known.node;
  }
  const made2 = { template, segment, key, node: addNode(nodes), literalLength: literalLengthOf(segment), routes: [place2] };
  list.push(made2);
  return made2.node;
}
function literalChild(node, nodes, text2) {
  const known = node.literals.get(text2);
  if (known) return known;
  const made2 = addNode(nodes);
  node.literals.set(text2, made2);
  return made2;
}
function alternativeKey(template, segment) {
  if (segment.kind === "typed") return JSON.stringify(template.parameters[segment.parameter].type);
  return JSON.stringify(segment.parts.map((part) => typeof part === "string" ? part : [template.parameters[part].type]));
}
function literalLengthOf(segment) {
  if (segment.kind !== "mixed") return 0;
  return segment.parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0);
}
function settle2(node, routes) {
  node.mixed.sort((a, b) => b.literalLength - a.literalLength);
  for (const alternative of [...node.mixed, ...node.typed]) {
    alternative.routes.sort((a, b) => compareSpecificity(routes[a].template, routes[b].template));
  }
}

// packages/engine/src/decide/verbs.ts
var commonVerbs2 = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
var otherMethod = "<other>";
function verbTable(used) {
  const names = [.../* @__PURE__ */ new Set([...commonVerbs2, "OPTIONS", "CONNECT", ...used.filter((verb) => verb !== "ANY")])].sort();
  const places2 = new Map(names.map((verb, place2) => [verb, place2]));
  const all = [...names, otherMethod];
  const takes2 = (routeVerb, verb) => accepts(routeVerb, all[verb]);
  const preference2 = (routeVerb, verb) => routeVerb === all[verb] ? 2 : routeVerb === "ANY" ? 0 : 1;
  const add = (table, route, routes) => {
    const entries = table ?? new Int32Array(all.length).fill(-1);
    const { verb: routeVerb } = routes[route];
    for (let verb = 0; verb < all.length; verb++) {
      if (!takes2(routeVerb, verb)) continue;
      const known = entries[verb];
      if (known === -1 || preference2(routeVerb, verb) > preference2(routes[known].verb, verb)) entries[verb] = route;
    }
    return entries;
  };
  return { places: places2, names, add, takes: takes2, preference: preference2 };
}
function verbPlace(verbs2, method) {
  return verbs2.places.get(method) ?? verbs2.names.length;
}

// packages/engine/src/decide/router.ts
function makeRouter(routes) {
  const verbs2 = verbTable(routes.map((route) => route.verb));
  const walk4 = makeWalk(layFlat(buildTree(routes, verbs2), verbs2), routes, verbs2);
  const find3 = (method) => walk4(0, 0, verbPlace(verbs2, method));
  const isNamed = (verb) => commonVerbs2.includes(verb) || routes.some((route) => route.verb === verb && matchTemplate(route.template, scan.path) !== void 0);
  const allowed = () => verbs2.names.filter((verb) => find3(verb) !== -1 && isNamed(verb));
  return { find: find3, allowed };
}
function layFlat(nodes, verbs2) {
  const verbCount = verbs2.names.length + 1;
  const ends = new Int32Array(nodes.length * verbCount).fill(-1);
  const parameters = new Int32Array(nodes.length).fill(-1);
  const extras = new Uint8Array(nodes.length);
  const hasLiterals = new Uint8Array(nodes.length);
  const texts2 = nodes.map(() => "");
  for (const node of nodes) {
    if (node.ends) ends.set(node.ends, node.place * verbCount);
    if (node.parameter) parameters[node.place] = node.parameter.place;
    if (node.mixed.length + node.typed.length > 0 || node.rests) extras[node.place] = 1;
    if (node.literals.size > 0) hasLiterals[node.place] = 1;
    for (const [text2, child] of node.literals) texts2[child.place] = text2;
  }
  return { ends, verbCount, parameters, extras, hasLiterals, nodes, texts: texts2, ...literalTable(nodes) };
}
function literalTable(nodes) {
  const count2 = nodes.reduce((sum, node) => sum + node.literals.size, 0);
  const size2 = 2 ** Math.ceil(Math.log2(Math.max(4, count2 * 2)));
  const mask = size2 - 1;
  const slots = new Int32Array(size2 * 4).fill(-1);
  for (const node of nodes) {
    for (const [text2, child] of node.literals) {
      const hash = hashOf(text2);
      let slot = slotOf(node.place, hash) & mask;
      while (slots[slot * 4 + 2] !== -1) slot = slot + 1 & mask;
      slots.set([node.place, hash, child.place], slot * 4);
    }
  }
  return { slots, mask };
}
function slotOf(owner, hash) {
  const mixed = Math.imul(hash ^ Math.imul(owner, 2654435761), 2246822507);
  return mixed ^ mixed >>> 15;
}
function makeWalk(tree, routes, verbs2) {
  const { ends, verbCount, parameters, extras, hasLiterals, nodes, texts: texts2, slots, mask } = tree;
  const findLiteral = (owner, at2) => {
    const hash = scan.hashes[at2];
    let slot = slotOf(owner, hash) & mask;
    for (; ; ) {
      const child = slots[slot * 4 + 2];
      if (child === -1) return -1;
      if (slots[slot * 4 + 1] === hash && slots[slot * 4] === owner && isSegment(texts2[child], at2)) return child;
      slot = slot + 1 & mask;
    }
  };
  const walk4 = (from, firstAt, verb) => {
    let node = from;
    let at2 = firstAt;
    for (; ; ) {
      if (at2 === scan.count) {
        const found = ends[node * verbCount + verb];
        return found !== -1 || extras[node] === 0 ? found : restOf(node, verb);
      }
      const literal2 = hasLiterals[node] === 1 ? findLiteral(node, at2) : -1;
      const parameter = scan.ends[at2] > scan.starts[at2] ? parameters[node] : -1;
      if (extras[node] === 1) return walkExtras(node, literal2, parameter, at2, verb);
      if (literal2 !== -1 && parameter !== -1) {
        const found = walk4(literal2, at2 + 1, verb);
        if (found !== -1) return found;
      }
      node = literal2 !== -1 && parameter === -1 ? literal2 : parameter;
      if (node === -1) return -1;
      at2++;
    }
  };
  const walkExtras = (node, literal2, parameter, at2, verb) => {
    if (literal2 !== -1) {
      const found = walk4(literal2, at2 + 1, verb);
      if (found !== -1) return found;
    }
    const text2 = scan.path.slice(scan.starts[at2], scan.ends[at2]);
    for (const list of [nodes[node].mixed, nodes[node].typed]) {
      for (let index = 0; index < list.length; index++) {
        const found = ranksAlone(list, index) ? walkOne(list[index], text2, at2, verb) : walkRanked(list, index, verb);
        if (found !== -1) return found;
      }
    }
    if (parameter !== -1) {
      const found = walk4(parameter, at2 + 1, verb);
      if (found !== -1) return found;
    }
    return restOf(node, verb);
  };
  const restOf = (node, verb) => nodes[node].rests?.[verb] ?? -1;
  const walkOne = (alternative, text2, at2, verb) => matchSegment(alternative.template, alternative.segment, text2) ? walk4(alternative.node.place, at2 + 1, verb) : -1;
  const walkRanked = (list, index, verb) => {
    const rank = list[index].literalLength;
    if (index > 0 && list[index - 1].literalLength === rank) return -1;
    const candidates = list.filter((alternative) => alternative.literalLength === rank).flatMap((alternative) => alternative.routes).sort((a, b) => compareSpecificity(routes[a].template, routes[b].template) || preferred(a, b, verb));
    return candidates.find((place2) => verbs2.takes(routes[place2].verb, verb) && matchTemplate(routes[place2].template, scan.path)) ?? -1;
  };
  const preferred = (a, b, verb) => verbs2.preference(routes[b].verb, verb) - verbs2.preference(routes[a].verb, verb);
  return walk4;
}
function isSegment(text2, at2) {
  const start = scan.starts[at2];
  const { length } = text2;
  if (scan.ends[at2] - start !== length) return false;
  const { path } = scan;
  for (let index = 0; index < length; index++) {
    if (path.charCodeAt(start + index) !== text2.charCodeAt(index)) return false;
  }
  return true;
}
function ranksAlone(list, index) {
  const rank = list[index].literalLength;
  return list[index - 1]?.literalLength !== rank && list[index + 1]?.literalLength !== rank;
}

// packages/engine/src/decide/simple.ts
function simpleRoute(route, scope) {
  const asksMore = [route.denies, route.requires, route.transport, route.response].some((rules) => rules.length > 0);
  if (asksMore || route.loads.some(({ needed }) => needed)) return void 0;
  if (route.audits.some(({ when, guardrail }) => when !== void 0 || guardrail !== void 0)) return void 0;
  if (route.timeouts.some(({ guardrail }) => guardrail !== void 0)) return void 0;
  if (!route.allows.every(({ grant }) => !grant.when && grant.roles.every((role) => isPlain(role, scope)))) return void 0;
  const terms = fixedTerms(
    route.audits.map(({ level }) => level),
    route.timeouts.map(({ milliseconds }) => milliseconds)
  );
  const noRole = refusal(route, { reason: "no-role" });
  return {
    allows: route.allows.map((allow2) => ({
      ...whoOf(allow2.grant.roles, scope),
      decision: allowance(route, allow2, terms, [])
    })),
    withoutSubject: noRole(401, terms),
    others: noRole(403, terms)
  };
}
function isPlain(name, scope) {
  if (name === "anyone" || name === "authenticated") return true;
  const place2 = scope.placeOf.get(name);
  if (place2 === void 0 || !isBound(scope.roles[place2], scope)) return false;
  return !scope.roles.some((role) => role.when && role.reaches.includes(place2) && isBound(role, scope));
}
function whoOf(names, scope) {
  const none2 = emptyRoleSet(scope.roles);
  if (names.includes("anyone")) return { who: "anyone", roles: none2 };
  if (names.includes("authenticated")) return { who: "authenticated", roles: none2 };
  const sets = names.map((name) => roleSetOf(scope.roles, scope.placeOf.get(name)));
  return { who: "roles", roles: none2.map((_, element) => sets.reduce((bits, set) => bits | set[element], 0)) };
}
var notSimple = 0;
var oneMask = 1;
var general = 2;
function simpleRoutes(routes, roleCount) {
  const kinds2 = new Uint8Array(routes.length);
  const masks = new Int32Array(routes.length);
  const allowed = routes.map((route) => route?.allows[0]?.decision);
  const others = routes.map((route) => route?.others);
  routes.forEach((route, place2) => {
    if (!route) return;
    const [only2] = route.allows;
    const isMask = roleCount <= 32 && route.allows.length === 1 && only2.who === "roles";
    kinds2[place2] = isMask ? oneMask : general;
    if (isMask) masks[place2] = only2.roles[0];
  });
  return {
    isSimple: (place2) => kinds2[place2] !== notSimple,
    decide: (place2, assigned) => {
      if (kinds2[place2] === oneMask && assigned !== void 0) {
        return (masks[place2] & assigned[0]) !== 0 ? allowed[place2] : others[place2];
      }
      return decideInTurn(routes[place2], assigned);
    }
  };
}
function decideInTurn({ allows, withoutSubject, others }, assigned) {
  for (const { who, roles, decision } of allows) {
    if (who === "anyone") return decision;
    if (assigned === void 0) continue;
    if (who === "authenticated" || roles.some((bits, element) => (bits & assigned[element]) !== 0)) return decision;
  }
  return assigned === void 0 ? withoutSubject : others;
}

// packages/engine/src/decide/compile.ts
var ambiguous2 = unrouted(400, "ambiguous-target");
var noRoute = unrouted(404, "no-route");
var noValues = Object.freeze([]);
function compilePlan(plan, options = {}) {
  if (plan.version !== planVersion) throw new TypeError(`plan version ${String(plan.version)} is not ${planVersion}: build the policy again`);
  const backend = options.codegen ?? canGenerateCode() ? generated : closures;
  const router = makeRouter(plan.routes);
  const rolesOf = assignedRoles(plan.roles);
  const simple = simpleRoutes(
    plan.routes.map((route) => simpleRoute(route, routeScope(plan, route))),
    plan.roles.length
  );
  const compiled = Array.from({ length: plan.routes.length });
  const steps = (place2) => compiled[place2] ??= compileRoute(plan, plan.routes[place2], backend);
  const find3 = (method, path) => {
    if (typeof path !== "string" || !scanTarget(path)) return ambiguous2;
    const place2 = router.find(method);
    if (place2 !== -1) return place2;
    const allowed = router.allowed();
    return allowed.length > 0 ? unrouted(405, "method-not-allowed", allowed) : noRoute;
  };
  const match = ({ method, path }) => {
    const found = find3(method, path);
    if (typeof found !== "number") return { kind: "refused", decision: found };
    const route = plan.routes[found];
    const values = matchTemplate(route.template, scan.path) ?? noValues;
    const parameters = Object.fromEntries(route.template.parameters.map(({ name }, index) => [name, values[index] ?? ""]));
    return { kind: "route", place: found, route, path: scan.path, values, parameters };
  };
  const environmentOf = ({ path, values }, request) => {
    const subject = objectOf(request.subject);
    return {
      method: request.method,
      path,
      subject,
      assigned: rolesOf(subject && memberOf(subject, "roles")),
      actor: objectOf(request.actor),
      parameters: values,
      query: objectOf(request.query),
      headers: objectOf(request.headers),
      body: request.body,
      context: objectOf(request.context),
      resources: objectOf(request.resources)
    };
  };
  const decide = (request) => {
    const found = find3(request.method, request.path);
    if (typeof found !== "number") return found;
    if (simple.isSimple(found)) {
      const subject = objectOf(request.subject);
      return simple.decide(found, subject && rolesOf(memberOf(subject, "roles")));
    }
    const { template } = plan.routes[found];
    const values = template.parameters.length > 0 ? matchTemplate(template, scan.path) ?? noValues : noValues;
    const environment = environmentOf({ path: scan.path, values }, request);
    const { transport, decide: decideRoute } = steps(found);
    return transport(environment) ?? decideRoute(environment);
  };
  return { plan, match, decide, steps, environmentOf };
}
function objectOf(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
}
function canGenerateCode() {
  try {
    return new Function("return true")() === true;
  } catch {
    return false;
  }
}

// packages/engine/src/plan/passes/govern.ts
function governingScopes(policy) {
  const guardrails2 = [];
  const rails = policy.scopes.filter((scope) => scope.kind === "guardrail").map((scope) => ({ scope, place: guardrails2.push(scope.path) - 1 }));
  const byPath = /* @__PURE__ */ new Map();
  for (const scope of policy.scopes) {
    if (scope.kind === "guardrail" || isEmpty(scope)) continue;
    const key = keyOf2(scope.path.segments, scope.path.segments.length);
    const found = byPath.get(key);
    if (found) found.push(scope);
    else byPath.set(key, [scope]);
  }
  const of = (route) => {
    const found = [{ rules: route.own, guardrail: void 0 }];
    const { segments } = route.template;
    for (let depth = 0; depth <= segments.length; depth++) {
      for (const scope of byPath.get(keyOf2(segments, depth)) ?? []) {
        if (governs(scope.path, route.template)) found.push({ rules: scope, guardrail: void 0 });
      }
    }
    for (const { scope, place: place2 } of rails) {
      const covers = prefixCovers(scope.path, route.template);
      if (covers === "never") continue;
      const isPlain2 = covers === "always" && scope.path.parameters.length === 0;
      found.push({ rules: scope, guardrail: isPlain2 ? void 0 : place2 });
    }
    return found;
  };
  return { guardrails: guardrails2, of };
}
function isEmpty(scope) {
  const { denies, requires, limits, audits, timeouts, bodyMaxima, response: response2 } = scope;
  return [denies, requires, limits, audits, timeouts, bodyMaxima, response2].every((rules) => rules.length === 0);
}
function keyOf2(segments, depth) {
  let key = "";
  for (let at2 = 0; at2 < depth; at2++) {
    const segment = segments[at2];
    key += segment.kind === "literal" ? `/${segment.text}` : "/{}";
  }
  return key;
}
function gather(governing, pick) {
  const found = [];
  for (const { rules, guardrail } of governing) {
    for (const rule of pick(rules)) found.push(guardrail === void 0 ? rule : { ...rule, guardrail });
  }
  return found.length > 1 ? found.sort(inSourceOrder2) : found;
}
function inSourceOrder2(a, b) {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  return a.span.start - b.span.start;
}
function settleExcept(rule, route) {
  const { except, ...rest } = rule;
  const open = except.filter((target) => canTake(target, route));
  if (open.some((target) => takesAll2(target, route))) return void 0;
  return open.length > 0 ? { ...rest, except: open } : rest;
}
function canTake(target, route) {
  return templateCovers(target.template, route.template) !== "never" && target.verbs.some((verb) => verbsMeet2(verb, route.verb));
}
function verbsMeet2(target, route) {
  return accepts(target, route) || accepts(route, target) || target === "ANY" || route === "ANY";
}
function takesAll2(target, route) {
  return templateCovers(target.template, route.template) === "always" && target.verbs.some((verb) => verb === "ANY" || accepts(verb, route.verb));
}

// packages/engine/src/plan/passes/limits.ts
function planLimits(uses, limits) {
  const byLimit = /* @__PURE__ */ new Map();
  for (const use of uses) {
    const known = byLimit.get(use.limit);
    if (!known || known.guardrail !== void 0 && use.guardrail === void 0) byLimit.set(use.limit, use);
  }
  return [...byLimit.values()].map((use) => ({ ...use, contextOnly: isContextOnly(limits[use.limit]) }));
}
function isContextOnly({ per, cost, when, unless }) {
  const { expressions, roles } = asks([...per, cost, when], [unless]);
  if (roles.some((role) => role !== "anyone")) return false;
  return readsOf(expressions).every(({ root: root2 }) => root2 === "context" || root2 === "setting");
}

// packages/engine/src/plan/passes/loads.ts
function markNeeded(loads, rules, roles) {
  const names = resourcesRead(rules, roles, loads);
  const needed = /* @__PURE__ */ new Set();
  for (const load of [...loads].reverse()) {
    if (!names.has(load.name)) continue;
    needed.add(load.name);
    for (const read4 of readsOf(load.by)) if (read4.root === "resource") names.add(read4.name);
  }
  return loads.map((load) => ({ ...load, needed: needed.has(load.name) }));
}
function resourcesRead(rules, roles, loads) {
  const names = /* @__PURE__ */ new Set();
  const asked2 = /* @__PURE__ */ new Set();
  const read4 = ({ expressions, roles: named }) => {
    for (const found of readsOf(expressions)) if (found.root === "resource") names.add(found.name);
    for (const name of named) readRole(name);
  };
  const readRole = (name) => {
    const place2 = roles.findIndex((role) => role.name === name);
    for (const role of roles) {
      if (!role.reaches.includes(place2) || asked2.has(role)) continue;
      asked2.add(role);
      const { of } = role;
      if (of && !loads.some((load) => load.name === of.name && load.type === of.type)) continue;
      if (of) names.add(of.name);
      if (role.name !== name) readRole(role.name);
      if (role.when) read4(asks([role.when], []));
    }
  };
  rules.forEach(read4);
  return names;
}

// packages/engine/src/plan/passes/roles.ts
function planRoles(roles) {
  const places2 = new Map(roles.map((role, place2) => [role.name, place2]));
  return roles.map(({ name, aliases, of, when, readsSubject }, place2) => {
    const reached = /* @__PURE__ */ new Set([place2]);
    for (const at2 of reached) {
      if (at2 !== place2 && roles[at2].when) continue;
      for (const included of roles[at2].includes) {
        const next = places2.get(included);
        if (next !== void 0) reached.add(next);
      }
    }
    return { name, aliases, reaches: [...reached].sort((a, b) => a - b), of, when, readsSubject };
  });
}

// packages/engine/src/plan/make-plan.ts
var defaultMaxBytes = 102400;
function makePlan(policy, hash) {
  const roles = planRoles(policy.roles);
  const { guardrails: guardrails2, of } = governingScopes(policy);
  return {
    version: planVersion,
    package: policy.package,
    hash,
    roles,
    subject: policy.subject,
    settings: Object.fromEntries(policy.settings.map(({ name, value }) => [name, value])),
    authenticators: policy.authenticators,
    trustedProxies: policy.trustedProxies,
    limits: policy.limits,
    guardrails: guardrails2,
    routes: policy.routes.map((route) => planRoute(route, of(route), policy, roles))
  };
}
function planRoute(route, governing, policy, roles) {
  const denies = gather(governing, (rules) => rules.denies).flatMap((rule) => settleExcept(rule, route) ?? []);
  const required2 = gather(governing, (rules) => rules.requires).flatMap((rule) => settleExcept(rule, route) ?? []);
  const requires = required2.filter((rule) => rule.what.kind !== "tls");
  const limits = planLimits(gather(governing, (rules) => rules.limits), policy.limits);
  const audits = gather(governing, (rules) => rules.audits);
  const response2 = [...route.shows, ...gather(governing, (rules) => rules.response)].sort(inSourceOrder2);
  const allows = [...route.allows].sort(inSourceOrder2);
  const asked2 = () => [
    ...allows.map(({ grant }) => asks([], [grant])),
    ...denies.map((rule) => asks([rule.when], [rule.unless], rule.roles)),
    ...requires.map((rule) => asks([conditionOf(rule.what)], [rule.unless])),
    ...limits.map(({ limit: limit2 }) => policy.limits[limit2]).map((limit2) => asks([...limit2.per, limit2.cost, limit2.when], [limit2.unless])),
    ...audits.map((audit2) => asks([...audit2.note, audit2.when], [])),
    ...response2.flatMap(responseAsks)
  ];
  const { id: id2, verb, template, name, span, accept, revealErrors } = route;
  return {
    id: id2,
    verb,
    template,
    name,
    span,
    allows,
    denies,
    requires,
    transport: required2.filter((rule) => rule.what.kind === "tls"),
    limits,
    audits,
    timeouts: gather(governing, (rules) => rules.timeouts),
    accept,
    loads: route.loads.length > 0 ? markNeeded(route.loads, asked2(), roles) : [],
    body: planBody(route, governing),
    response: response2,
    concealExistence: route.conceal.existence,
    revealErrors
  };
}
function planBody(route, governing) {
  const [strictest] = [...gather(governing, (rules) => rules.bodyMaxima)].sort((a, b) => a.bytes - b.bytes);
  return { mode: route.body, maxBytes: strictest?.bytes ?? defaultMaxBytes, maxRule: strictest?.id };
}

// packages/engine/src/syntax/grammar.ts
import { EOF as EOF3 } from "chevrotain";

// packages/engine/src/syntax/tokens.ts
import { createToken, Lexer } from "chevrotain";
var kind = (name, label, ...categories) => createToken({ name, label, pattern: Lexer.NA, categories });
var Word = kind("Word", "a word");
var NameToken = kind("Name", "a name", Word);
var Identifier = kind("Identifier", "a name", NameToken);
var Verb = kind("Verb", "a verb such as `GET`", NameToken);
var Path = kind("Path", "a path such as `/orders/{id}`");
var StringToken = kind("String", "a string");
var Integer = kind("Integer", "a whole number");
var Decimal = kind("Decimal", "a number with a fraction");
var Duration = kind("Duration", "a duration such as `15min`");
var Size = kind("Size", "a size such as `64kb`");
var DateToken = kind("Date", "a date such as `2026-01-31`");
var Time = kind("Time", "a time such as `08:00`");
var Address = kind("Address", "an address");
var Cidr = kind("Cidr", "a range of addresses");
var Rate = kind("Rate", "a rate such as `5/15min`");
var BraceOpen = kind("BraceOpen", "`{`");
var BraceClose = kind("BraceClose", "`}`");
var ParenOpen = kind("ParenOpen", "`(`");
var ParenClose = kind("ParenClose", "`)`");
var BracketOpen = kind("BracketOpen", "`[`");
var BracketClose = kind("BracketClose", "`]`");
var Comma = kind("Comma", "`,`");
var Colon = kind("Colon", "`:`");
var Question = kind("Question", "`?`");
var Dot = kind("Dot", "`.`");
var DotDot = kind("DotDot", "`..`");
var Star = kind("Star", "`*`");
var StarStar = kind("StarStar", "`**`");
var Assign = kind("Assign", "`=`");
var Equal = kind("Equal", "`==`");
var NotEqual = kind("NotEqual", "`!=`");
var Less = kind("Less", "`<`");
var LessEqual = kind("LessEqual", "`<=`");
var Greater = kind("Greater", "`>`");
var GreaterEqual = kind("GreaterEqual", "`>=`");
var Fence = kind("Fence", "the next line");
var reservedWords = [
  "and",
  "or",
  "not",
  "has",
  "is",
  "in",
  "like",
  "starts",
  "ends",
  "contains",
  "between",
  "within",
  "any",
  "every",
  "true",
  "false",
  "subject",
  "actor",
  "path",
  "query",
  "header",
  "body",
  "context",
  "env",
  "tls",
  "mfa",
  "scope",
  "none",
  "max",
  "raw",
  "only",
  "on",
  "set",
  "list"
];
var contextualWords = [
  "a",
  "accept",
  "allow",
  "an",
  "api",
  "as",
  "assert",
  "audit",
  "auth",
  "authenticate",
  "block",
  "burst",
  "by",
  "calendar",
  "conceal",
  "concurrent",
  "cors",
  "cost",
  "count",
  "define",
  "delay",
  "deny",
  "deprecated",
  "each",
  "edict",
  "else",
  "errors",
  "except",
  "existence",
  "file",
  "for",
  "from",
  "full",
  "guardrail",
  "hash",
  "headers",
  "hide",
  "idempotent",
  "import",
  "includes",
  "injection",
  "items",
  "keep",
  "limit",
  "link",
  "load",
  "local",
  "mask",
  "may",
  "needs",
  "never",
  "note",
  "of",
  "outage",
  "package",
  "params",
  "pass",
  "per",
  "proxy",
  "quota",
  "refused",
  "reject",
  "remove",
  "require",
  "response",
  "reveal",
  "role",
  "route",
  "schema",
  "setting",
  "show",
  "summary",
  "sunset",
  "then",
  "throttle",
  "timeout",
  "to",
  "trust",
  "type",
  "unless",
  "up",
  "upgrade",
  "use",
  "when",
  "with"
];
var keywordEntries = [
  ...reservedWords.map((word2) => [word2, kind(`Reserved_${word2}`, `\`${word2}\``, Word)]),
  ...contextualWords.map((word2) => [word2, kind(`Keyword_${word2}`, `\`${word2}\``, NameToken)])
];
var keyword = Object.fromEntries(keywordEntries);
var keywords = new Map(keywordEntries);
var isWord = (type) => type === Word || Word.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true;
var isReserved = (word2) => reservedWords.includes(word2);
var vocabulary = [
  Word,
  NameToken,
  Identifier,
  Verb,
  Path,
  StringToken,
  Integer,
  Decimal,
  Duration,
  Size,
  DateToken,
  Time,
  Address,
  Cidr,
  Rate,
  BraceOpen,
  BraceClose,
  ParenOpen,
  ParenClose,
  BracketOpen,
  BracketClose,
  Comma,
  Colon,
  Question,
  Dot,
  DotDot,
  Star,
  StarStar,
  Assign,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Fence,
  ...keywords.values()
];
function token(tokenType, image, start, end, line, column) {
  return {
    image,
    startOffset: start,
    endOffset: end - 1,
    startLine: line,
    startColumn: column,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? -1,
    // Set later on paths; present from the start so that all tokens have one shape.
    payload: void 0
  };
}
var fileWords = [
  "package",
  "import",
  "role",
  "type",
  "subject",
  "actor",
  "setting",
  "define",
  "authenticate",
  "quota",
  "guardrail",
  "trust",
  "assert"
];
var routeWords = [
  "allow",
  "load",
  "accept",
  "body",
  "query",
  "headers",
  "params",
  "deprecated",
  "upgrade",
  "idempotent",
  "deny",
  "use",
  "limit",
  "timeout",
  "concurrent",
  "require",
  "throttle",
  "audit",
  "reject",
  "response",
  "cors"
];
var responseWords = [
  "show",
  "hide",
  "hash",
  "mask",
  "each",
  "only",
  "max",
  "reveal",
  "conceal",
  "pass",
  "remove",
  "set"
];
var homed = (words2, home) => words2.map((word2) => [keyword[word2], home]);
var homes = new Map([
  ...homed(fileWords, "the file, outside every block"),
  ...homed(["api"], "the file or an api"),
  ...homed(routeWords, "an api or a route"),
  ...homed(responseWords, "a `response` block"),
  [Verb, "the file or an api"]
]);
var statementStarts = new Set(homes.keys());

// packages/engine/src/syntax/grammar/recovery.ts
import { EOF as EOF2 } from "chevrotain";

// packages/engine/src/syntax/failure.ts
var Failure = class extends Error {
  problem;
  constructor(problem) {
    super(problem.message);
    this.problem = problem;
  }
};

// packages/engine/src/syntax/limits.ts
var maxFileLength = 16 * 1024 * 1024;
var maxTokens = 2e6;
var maxStringLength = 64 * 1024;
var maxDepth3 = 64;
var maxProblems = 1e3;

// packages/engine/src/syntax/problem.ts
function quoted2(text2) {
  const line = text2.replace(/[\r\n\t\p{Cc}]+/gu, " ");
  return `\`${line.length > 40 ? `${line.slice(0, 40)}\u2026` : line}\``;
}

// packages/engine/src/syntax/string-text.ts
var simpleEscapes = /* @__PURE__ */ new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "	"]
]);
var fourHexDigits = /^[0-9a-fA-F]{4}$/;
function decodeString(image) {
  const end = image.length > 1 && image.endsWith('"') ? image.length - 1 : image.length;
  if (!image.includes("\\")) return { value: image.slice(1, end), fault: void 0 };
  let value = "";
  let fault;
  let at2 = 1;
  while (at2 < end) {
    const next = image.indexOf("\\", at2);
    if (next < 0 || next >= end) break;
    value += image.slice(at2, next);
    const { text: text2, length } = decodeEscape(image, next);
    if (text2 === void 0) fault ??= { offset: next, length, text: image.slice(next, next + length) };
    value += text2 ?? "";
    at2 = next + length;
  }
  return { value: value + image.slice(at2, Math.max(at2, end)), fault };
}
function decodeEscape(image, at2) {
  const letter = image[at2 + 1] ?? "";
  const simple = simpleEscapes.get(letter);
  if (simple !== void 0) return { text: simple, length: 2 };
  const digits3 = image.slice(at2 + 2, at2 + 6);
  if (letter === "u" && fourHexDigits.test(digits3)) {
    return { text: String.fromCharCode(Number.parseInt(digits3, 16)), length: 6 };
  }
  return { text: void 0, length: 2 };
}

// packages/engine/src/syntax/units.ts
var second = 1e3;
var day = 24 * 60 * 60 * second;
var durationUnits = /* @__PURE__ */ new Map([
  ["ms", 1],
  ["s", second],
  ["min", 60 * second],
  ["h", 60 * 60 * second],
  ["d", day],
  ["day", day]
]);
var sizeUnits = /* @__PURE__ */ new Map([
  ["b", 1],
  ["kb", 1024],
  ["mb", 1024 ** 2],
  ["gb", 1024 ** 3]
]);
var unitNames = [...durationUnits.keys(), ...sizeUnits.keys()];
var durationUnitNames = [...durationUnits.keys()];
var isDurationUnit = (unit) => durationUnits.has(unit);
var isSizeUnit = (unit) => sizeUnits.has(unit);
var plain4 = (digits3) => Number(digits3.replaceAll("_", ""));
function measure(image, units2) {
  const [, digits3 = "0", unit = ""] = /^([0-9_]*)([a-z]*)$/.exec(image) ?? [];
  return (digits3 === "" ? 1 : plain4(digits3)) * (units2.get(unit) ?? 0);
}
var durationMilliseconds = (image) => measure(image, durationUnits);
var sizeBytes = (image) => measure(image, sizeUnits);
function rateOf(image) {
  const slash3 = image.indexOf("/");
  return {
    count: plain4(image.slice(0, slash3)),
    windowMilliseconds: durationMilliseconds(image.slice(slash3 + 1))
  };
}
var numberOf2 = (image) => plain4(image);
var minutesOf2 = (image) => Number(image.slice(0, -3)) * 60 + Number(image.slice(-2));

// packages/engine/src/syntax/grammar/base.ts
import { EmbeddedActionsParser, EOF } from "chevrotain";
var nowhere = { file: "", start: 0, end: 0, line: 1, column: 1 };
var BaseParser = class extends EmbeddedActionsParser {
  fileName = "";
  text = "";
  depth = 0;
  problems = [];
  documentationBefore = /* @__PURE__ */ new Map();
  documentationOn = /* @__PURE__ */ new Map();
  documentationOwner = /* @__PURE__ */ new Map();
  constructor(validate) {
    super([...vocabulary], { maxLookahead: 3, recoveryEnabled: false, skipValidations: !validate });
  }
  load(input) {
    this.input = input.tokens;
    this.fileName = input.file;
    this.text = input.text;
    this.documentationBefore = input.documentationBefore;
    this.documentationOn = input.documentationOn;
    this.documentationOwner = /* @__PURE__ */ new Map();
    this.problems = [];
    this.depth = 0;
  }
  /** Forgets what was read, so that a parser kept for the next file keeps no tokens alive. */
  release() {
    this.load({ file: "", text: "", tokens: [], documentationBefore: /* @__PURE__ */ new Map(), documentationOn: /* @__PURE__ */ new Map() });
  }
  /** The span from `first` to the token read last. */
  spanFrom(first) {
    if (this.RECORDING_PHASE) return nowhere;
    const last = this.LA(0);
    const end = Math.max(first.startOffset, (last.endOffset ?? first.startOffset) + 1);
    return {
      file: this.fileName,
      start: first.startOffset,
      end,
      line: first.startLine ?? 1,
      column: first.startColumn ?? 1
    };
  }
  /** One of several alternatives of one type; `ERR_MSG` says what was expected where none fits. */
  choose(alternatives) {
    return this.OR(alternatives);
  }
  spanOf(token2) {
    return {
      file: this.fileName,
      start: token2.startOffset,
      end: (token2.endOffset ?? token2.startOffset) + 1,
      line: token2.startLine ?? 1,
      column: token2.startColumn ?? 1
    };
  }
  /** `##` lines before `first`, else `##` at the end of its line, which goes to the outermost thing on the line. */
  documentation(first) {
    const before = this.documentationBefore.get(first.startOffset);
    const line = first.startLine ?? 0;
    const owner = this.documentationOwner.get(line);
    const on = owner === void 0 || owner === first.startOffset ? this.documentationOn.get(line) : void 0;
    if (on !== void 0) this.documentationOwner.set(line, first.startOffset);
    if (before === void 0) return on;
    return on === void 0 ? before : `${before}
${on}`;
  }
  report(problem) {
    if (this.problems.length < maxProblems) this.problems.push(problem);
  }
  /** Runs `read` one level deeper; what nests in itself without brackets goes through here. */
  deeper(read4) {
    this.depth++;
    try {
      if (this.depth > maxDepth3) {
        const message = `conditions nested more than ${maxDepth3} deep`;
        throw this.failAt(this.LA(1), "E042", message, "name a part with `define`");
      }
      return read4();
    } finally {
      this.depth--;
    }
  }
  failAt(token2, code, message, help) {
    return new Failure({ code, span: this.spanOf(token2), message, ...help === void 0 ? {} : { help } });
  }
  /** A fault at the next token, or, where that stands on a later line, right behind the last one. */
  unexpected(expected, help) {
    const next = this.LA(1);
    const previous = this.lastRead();
    const extra = help === void 0 ? {} : { help };
    const atLineEnd = next.tokenType === EOF || next.tokenType === Fence || this.startsLine(this.currIdx + 1);
    if (atLineEnd && this.currIdx >= 0) {
      const span = this.after(previous);
      return new Failure({
        code: "E010",
        span,
        message: `expected ${expected} at the end of the line`,
        ...extra
      });
    }
    if (next.tokenType === EOF) {
      const span = { file: this.fileName, start: this.text.length, end: this.text.length, line: 1, column: 1 };
      return new Failure({ code: "E010", span, message: `expected ${expected}, found nothing`, ...extra });
    }
    if (expected === NameToken.LABEL && isReserved(next.image)) {
      const reservedHelp = "choose another name; after a dot, and as a member, it may be used";
      return this.failAt(
        next,
        "E033",
        `${quoted2(next.image)} is a reserved word and cannot be a name`,
        reservedHelp
      );
    }
    return this.failAt(next, "E010", `expected ${expected}, found ${quoted2(next.image)}`, help);
  }
  /** The token read last; a fence is none. */
  lastRead() {
    return this.LA(0).tokenType === Fence ? this.LA(-1) : this.LA(0);
  }
  /** The empty span right behind `token`. */
  after(token2) {
    const { file, end, line, column } = this.spanOf(token2);
    return { file, start: end, end, line, column: column + token2.image.length };
  }
  /** Whether the token at `index` is the first of its line. */
  startsLine(index) {
    const token2 = this.tokVector[index];
    const fenced = this.tokVector[index - 1]?.tokenType === Fence;
    const previous = this.tokVector[fenced ? index - 2 : index - 1];
    return token2 !== void 0 && token2.startLine !== previous?.startLine;
  }
  /** Chevrotain asks here when `CONSUME` does not find its token: a misspelt keyword is reported and taken. */
  consumeInternalError(expected, next) {
    const word2 = expected.LABEL?.slice(1, -1) ?? "";
    const isMisspelt = keywords.get(word2) === expected && next.tokenType === Identifier && nearest(next.image, [word2]) === word2;
    if (!isMisspelt) throw this.unexpected(expected.LABEL ?? expected.name);
    this.reportMisspelt(next, word2);
    this.consumeToken();
  }
  reportMisspelt(found, word2) {
    this.report({
      code: "E011",
      span: this.spanOf(found),
      message: `unknown keyword ${quoted2(found.image)}`,
      help: `did you mean \`${word2}\`?`,
      replacement: word2
    });
  }
  /** Chevrotain asks here when no alternative fits; `expected` is the `ERR_MSG` of the alternation. */
  raiseNoAltException(_occurrence, expected) {
    const words2 = [...(expected ?? "").matchAll(/`([a-z]+)`/g)].map(([, word2]) => word2 ?? "");
    const near = nearest(this.LA(1).image, expected === "a value" ? ["true", "false"] : words2);
    throw this.unexpected(
      expected ?? "something else",
      near === void 0 ? void 0 : `did you mean \`${near}\`?`
    );
  }
};

// packages/engine/src/syntax/grammar/literals.ts
var LiteralParser = class extends BaseParser {
  nameOf(token2) {
    return { text: token2.image, span: this.spanOf(token2) };
  }
  name = this.RULE("name", () => this.nameOf(this.CONSUME(NameToken)));
  names = this.RULE("names", () => {
    const names = [this.SUBRULE(this.name)];
    this.MANY(() => {
      this.CONSUME(Comma);
      names.push(this.SUBRULE2(this.name));
    });
    return names;
  });
  string = this.RULE("string", () => {
    const token2 = this.CONSUME(StringToken);
    return { kind: "string", span: this.spanOf(token2), value: decodeString(token2.image).value };
  });
  strings = this.RULE("strings", () => {
    const strings = [this.SUBRULE(this.string)];
    this.MANY(() => {
      this.CONSUME(Comma);
      strings.push(this.SUBRULE2(this.string));
    });
    return strings;
  });
  /** A word or a string as the name of a member: `items`, `"os-resetState"`. */
  member = this.RULE("member", () => this.choose(this.memberKinds));
  // Alternatives that are met often are made once and not at each use: half of the garbage of a parse were these.
  memberKinds = {
    DEF: [
      { ALT: () => this.nameOf(this.CONSUME(Word)) },
      {
        ALT: () => {
          const token2 = this.CONSUME(StringToken);
          return { text: decodeString(token2.image).value, span: this.spanOf(token2) };
        }
      }
    ],
    ERR_MSG: "the name of a member"
  };
  reference = this.RULE("reference", () => {
    const root2 = this.LA(1);
    this.choose(this.referenceRoots);
    const members2 = [];
    this.MANY(() => {
      this.CONSUME(Dot);
      members2.push(this.SUBRULE(this.member));
    });
    const name = this.nameOf(root2);
    return {
      kind: "reference",
      span: members2.length === 0 ? name.span : this.spanFrom(root2),
      root: name,
      members: members2
    };
  });
  referenceRoots = {
    DEF: [
      NameToken,
      keyword.subject,
      keyword.actor,
      keyword.path,
      keyword.query,
      keyword.header,
      keyword.body,
      keyword.context
    ].map((root2) => ({ ALT: () => this.CONSUME(root2) })),
    ERR_MSG: "a value such as `subject.id`"
  };
  references = this.RULE("references", () => {
    const references2 = [this.SUBRULE(this.reference)];
    this.MANY(() => {
      this.CONSUME(Comma);
      references2.push(this.SUBRULE2(this.reference));
    });
    return references2;
  });
  duration = this.RULE("duration", () => {
    const token2 = this.CONSUME(Duration);
    return { kind: "duration", span: this.spanOf(token2), milliseconds: durationMilliseconds(token2.image) };
  });
  size = this.RULE("size", () => {
    const token2 = this.CONSUME(Size);
    return { kind: "size", span: this.spanOf(token2), bytes: sizeBytes(token2.image) };
  });
  time = this.RULE("time", () => {
    const token2 = this.CONSUME(Time);
    return { kind: "time", span: this.spanOf(token2), minutes: minutesOf2(token2.image) };
  });
  rateLiteral = this.RULE("rateLiteral", () => {
    const token2 = this.CONSUME(Rate);
    return { kind: "rate", span: this.spanOf(token2), ...rateOf(token2.image) };
  });
  /** A whole number, with its span. */
  integer = this.RULE(
    "integer",
    () => this.numberLiteral(this.CONSUME(Integer), true)
  );
  decimal = this.RULE(
    "decimal",
    () => this.numberLiteral(this.CONSUME(Decimal), false)
  );
  numberLiteral(token2, integer) {
    const text2 = token2.image.replaceAll("_", "");
    return { kind: "number", span: this.spanOf(token2), value: numberOf2(token2.image), integer, text: text2 };
  }
  environment = this.RULE("environment", () => {
    const first = this.CONSUME(keyword.env);
    this.CONSUME(Dot);
    const variable = this.CONSUME(Word).image;
    return { kind: "environment", span: this.spanFrom(first), variable };
  });
  literal = this.RULE("literal", () => this.choose(this.literalKinds));
  literalKinds = {
    DEF: [
      { ALT: () => this.SUBRULE(this.string) },
      { ALT: () => this.SUBRULE(this.integer) },
      { ALT: () => this.SUBRULE(this.decimal) },
      { ALT: () => this.SUBRULE(this.duration) },
      { ALT: () => this.SUBRULE(this.size) },
      { ALT: () => this.SUBRULE(this.time) },
      { ALT: () => this.SUBRULE(this.date) },
      { ALT: () => this.address("ip", this.CONSUME(Address)) },
      { ALT: () => this.address("cidr", this.CONSUME(Cidr)) },
      {
        ALT: () => ({
          kind: "boolean",
          span: this.spanOf(this.CONSUME(keyword.true)),
          value: true
        })
      },
      {
        ALT: () => ({
          kind: "boolean",
          span: this.spanOf(this.CONSUME(keyword.false)),
          value: false
        })
      },
      { ALT: () => this.SUBRULE(this.list) }
    ],
    ERR_MSG: "a value"
  };
  date = this.RULE("date", () => {
    const token2 = this.CONSUME(DateToken);
    return { kind: "date", span: this.spanOf(token2), text: token2.image };
  });
  address(kind2, token2) {
    return { kind: kind2, span: this.spanOf(token2), text: token2.image };
  }
  list = this.RULE("list", () => {
    const first = this.CONSUME(BracketOpen);
    const items = [];
    this.OPTION(() => {
      items.push(this.SUBRULE(this.literal));
      this.MANY(() => {
        this.CONSUME(Comma);
        items.push(this.SUBRULE2(this.literal));
      });
    });
    this.CONSUME(BracketClose);
    return { kind: "list-literal", span: this.spanFrom(first), items };
  });
};

// packages/engine/src/syntax/grammar/expressions.ts
var nothingRead = token(Fence, "", 0, 0, 1, 1);
var nothingLeft = {
  kind: "boolean",
  span: { file: "", start: 0, end: 0, line: 1, column: 1 },
  value: false
};
var ExpressionParser = class extends LiteralParser {
  expression = this.RULE("expression", () => {
    const first = this.LA(1);
    const operand2 = this.SUBRULE(this.unary);
    const operands = [operand2];
    let operator;
    this.MANY(() => {
      const next = this.OR([
        { ALT: () => this.CONSUME(keyword.and) },
        { ALT: () => this.CONSUME(keyword.or) }
      ]);
      operator ??= next;
      if (next.image !== operator.image) this.reportMixed(next, operator);
      operands.push(this.SUBRULE2(this.unary));
    });
    if (operator === void 0) return operand2;
    return { kind: operator.image === "and" ? "and" : "or", span: this.spanFrom(first), operands };
  });
  reportMixed(second2, first) {
    this.report({
      code: "E030",
      span: this.spanOf(second2),
      message: `\`${second2.image}\` after \`${first.image}\` needs parentheses`,
      why: "without them, readers disagree about what belongs together",
      help: "put the operands of one of the two in parentheses: `a and (b or c)`",
      labels: [{ span: this.spanOf(first), text: `\`${first.image}\` stands here` }]
    });
  }
  unary = this.RULE("unary", () => this.choose(this.unaryKinds));
  unaryKinds = {
    DEF: [
      { ALT: () => this.SUBRULE(this.negation) },
      { ALT: () => this.SUBRULE(this.presence) },
      { ALT: () => this.SUBRULE(this.quantifier) },
      { ALT: () => this.SUBRULE(this.relation) }
    ],
    ERR_MSG: "a condition"
  };
  negation = this.RULE("negation", () => {
    const first = this.CONSUME(keyword.not);
    const operand2 = this.deeper(() => this.SUBRULE(this.unary));
    return { kind: "not", span: this.spanFrom(first), operand: operand2 };
  });
  presence = this.RULE("presence", () => {
    const first = this.CONSUME(keyword.has);
    const operand2 = this.SUBRULE(this.reference);
    return { kind: "has", span: this.spanFrom(first), operand: operand2 };
  });
  quantifier = this.RULE("quantifier", () => {
    const first = this.OR([
      { ALT: () => this.CONSUME(keyword.any) },
      { ALT: () => this.CONSUME(keyword.every) }
    ]);
    const variable = this.SUBRULE(this.name);
    this.CONSUME(keyword.in);
    const list = this.SUBRULE(this.operand);
    this.CONSUME(Colon);
    const condition2 = this.deeper(() => this.SUBRULE(this.unary));
    return {
      kind: first.image === "any" ? "any" : "every",
      span: this.spanFrom(first),
      variable,
      list,
      condition: condition2
    };
  });
  // The operand left of a relation and its first token, for the rule of what follows it. Each such rule takes them
  // before it reads anything, so nested relations do not meet.
  left = nothingLeft;
  leftFirst = nothingRead;
  relation = this.RULE("relation", () => {
    const first = this.LA(1);
    const left = this.SUBRULE(this.operand);
    this.leftFirst = first;
    this.left = left;
    return this.OPTION(this.readTail) ?? left;
  });
  readTail = () => this.choose(this.tails);
  tails = {
    DEF: [
      { ALT: () => this.SUBRULE(this.comparison) },
      { ALT: () => this.SUBRULE(this.membership) },
      { ALT: () => this.SUBRULE(this.likeTail) },
      { ALT: () => this.SUBRULE(this.affix) },
      { ALT: () => this.SUBRULE(this.containsTail) },
      { ALT: () => this.SUBRULE(this.roleTail) },
      { ALT: () => this.SUBRULE(this.withinTail) },
      { ALT: () => this.SUBRULE(this.between) }
    ],
    ERR_MSG: "a comparison"
  };
  comparisonOperators = {
    DEF: [Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual].map((operator) => ({
      ALT: () => this.CONSUME(operator)
    })),
    ERR_MSG: "a comparison"
  };
  comparison = this.RULE("comparison", () => {
    const { left, leftFirst: first } = this;
    const operator = this.choose(this.comparisonOperators).image;
    const right = this.SUBRULE(this.operand);
    return { kind: "compare", span: this.spanFrom(first), operator, left, right };
  });
  likeTail = this.RULE("likeTail", () => {
    const { left: operand2, leftFirst: first } = this;
    this.CONSUME(keyword.like);
    const pattern = this.SUBRULE(this.string);
    return { kind: "like", span: this.spanFrom(first), operand: operand2, pattern };
  });
  containsTail = this.RULE("containsTail", () => {
    const { left, leftFirst: first } = this;
    this.CONSUME(keyword.contains);
    const right = this.SUBRULE(this.operand);
    return { kind: "contains", span: this.spanFrom(first), left, right };
  });
  roleTail = this.RULE("roleTail", () => {
    const { left: operand2, leftFirst: first } = this;
    this.CONSUME(keyword.is);
    const role = this.SUBRULE(this.name);
    return { kind: "is", span: this.spanFrom(first), operand: operand2, role };
  });
  withinTail = this.RULE("withinTail", () => {
    const { left: operand2, leftFirst: first } = this;
    this.CONSUME(keyword.within);
    const duration = this.SUBRULE(this.duration);
    return { kind: "within", span: this.spanFrom(first), operand: operand2, duration };
  });
  membership = this.RULE("membership", () => {
    const { left: item, leftFirst: first } = this;
    const negated = this.OPTION(() => this.CONSUME(keyword.not)) !== void 0;
    this.CONSUME(keyword.in);
    const low = this.SUBRULE(this.operand);
    const high = this.OPTION2(() => {
      this.CONSUME(DotDot);
      return this.SUBRULE2(this.operand);
    });
    const span = this.spanFrom(first);
    if (high === void 0) return { kind: "in", span, negated, item, list: low };
    return { kind: "in-range", span, negated, item, low, high };
  });
  affix = this.RULE("affix", () => {
    const { left, leftFirst: first } = this;
    const word2 = this.OR([
      { ALT: () => this.CONSUME(keyword.starts) },
      { ALT: () => this.CONSUME(keyword.ends) }
    ]);
    this.CONSUME(keyword.with);
    const right = this.SUBRULE(this.operand);
    return {
      kind: word2.image === "starts" ? "starts-with" : "ends-with",
      span: this.spanFrom(first),
      left,
      right
    };
  });
  between = this.RULE("between", () => {
    const { left: operand2, leftFirst: first } = this;
    this.CONSUME(keyword.between);
    const from = this.SUBRULE(this.time);
    this.CONSUME(keyword.and);
    const to = this.SUBRULE2(this.time);
    const zone = this.OPTION(() => {
      this.CONSUME(keyword.in);
      return this.SUBRULE(this.string);
    });
    const days = this.OPTION2(() => {
      this.CONSUME(keyword.on);
      const firstDay = this.SUBRULE(this.name);
      const lastDay = this.OPTION3(() => {
        this.CONSUME(DotDot);
        return this.SUBRULE2(this.name);
      });
      return { from: firstDay, to: lastDay };
    });
    return { kind: "between", span: this.spanFrom(first), operand: operand2, from, to, zone, days };
  });
  operand = this.RULE("operand", () => this.choose(this.operandKinds));
  operandKinds = {
    DEF: [
      { ALT: () => this.SUBRULE(this.referenceOrCall) },
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.group) }
    ],
    ERR_MSG: "a value"
  };
  group = this.RULE("group", () => {
    const first = this.CONSUME(ParenOpen);
    const inner = this.SUBRULE(this.expression);
    this.CONSUME(ParenClose);
    return { kind: "group", span: this.spanFrom(first), inner };
  });
  /** Both begin with a name; what follows it decides. */
  referenceOrCall = this.RULE("referenceOrCall", () => {
    const first = this.LA(1);
    const reference = this.SUBRULE(this.reference);
    const open = this.LA(1);
    const given = this.OPTION(this.readArguments);
    if (given === void 0) return reference;
    if (!this.RECORDING_PHASE && reference.members.length > 0)
      throw this.failAt(open, "E010", "unexpected `(` after a member");
    const name = reference.root;
    return { kind: "call", span: this.spanFrom(first), name, arguments: given };
  });
  readArguments = () => this.SUBRULE(this.callArguments);
  callArguments = this.RULE("callArguments", () => {
    const given = [];
    this.CONSUME(ParenOpen);
    this.OPTION(() => {
      given.push(this.SUBRULE(this.operand));
      this.MANY(() => {
        this.CONSUME(Comma);
        given.push(this.SUBRULE2(this.operand));
      });
    });
    this.CONSUME(ParenClose);
    return given;
  });
};

// packages/engine/src/syntax/grammar/recovery.ts
function placeOf(name, entries) {
  const rules = new Map(entries);
  const words2 = [...rules.keys()].map(word).filter((text2) => keywords.has(text2));
  return { name, rules, words: words2 };
}
var clauseWords = [
  "when",
  "unless",
  "else",
  "except",
  "per",
  "burst",
  "cost",
  "calendar",
  "count",
  "refused",
  "then",
  "block",
  "outage",
  "includes",
  "of",
  "as",
  "from",
  "by",
  "for",
  "note",
  "within",
  "max",
  "keep",
  "with",
  "sunset",
  "link",
  "header",
  "to",
  "and",
  "or",
  "not",
  "in",
  "like",
  "starts",
  "ends",
  "contains",
  "is",
  "between",
  "only",
  "delay",
  "may"
];
var knownVerbs2 = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY"];
var RecoveringParser = class extends ExpressionParser {
  /** Reads the members of a block without keywords, such as a record, up to its `}`. */
  lines(read4) {
    const items = [];
    if (this.RECORDING_PHASE) {
      this.MANY(() => items.push(read4()));
      return items;
    }
    while (this.atItem()) {
      const start = this.currIdx + 1;
      const item = this.attempt(start, read4);
      if (item !== void 0) items.push(item);
    }
    return items;
  }
  /** Reads statements up to the `}` of their block, or the end of the file. */
  items(place2) {
    const items = [];
    if (this.RECORDING_PHASE) return items;
    let lastStart = -1;
    while (this.atItem()) {
      const start = this.currIdx + 1;
      const rule = place2.rules.get(this.LA(1).tokenType);
      if (rule === void 0 && this.repairWord(place2, lastStart)) {
        if (this.currIdx + 1 < start) items.pop();
        continue;
      }
      lastStart = start;
      const read4 = rule === void 0 ? () => this.rejectItem(place2) : () => this.SUBRULE(rule);
      const item = this.attempt(start, read4);
      if (item !== void 0) items.push(item);
    }
    return items;
  }
  /** Whether an item begins here; passes over fences. */
  atItem() {
    while (this.LA(1).tokenType === Fence) this.consumeToken();
    const next = this.LA(1).tokenType;
    return next !== BraceClose && next !== EOF2;
  }
  attempt(start, read4) {
    try {
      return read4();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.report(error.problem);
      if (this.problems.length < maxProblems) this.resynchronize(start);
      else while (this.LA(1).tokenType !== EOF2) this.consumeToken();
      return void 0;
    }
  }
  /** Reads what makes up all tokens. */
  whole(read4) {
    try {
      const value = read4();
      if (this.LA(1).tokenType === EOF2) return value;
      throw this.failAt(this.LA(1), "E010", `unexpected ${quoted2(this.LA(1).image)}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.report(error.problem);
      return void 0;
    }
  }
  /** Reads the head of a block; where that fails and its `{` stands on the same line, goes on there. */
  head(read4) {
    if (this.RECORDING_PHASE) return read4();
    try {
      return read4();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const line = this.LA(1).startLine;
      let index = this.currIdx + 1;
      while (this.tokVector[index]?.startLine === line && this.tokVector[index]?.tokenType !== BraceOpen)
        index++;
      const brace = this.tokVector[index];
      if (brace?.tokenType !== BraceOpen || brace.startLine !== line) throw error;
      this.report(error.problem);
      this.currIdx = index - 1;
      return void 0;
    }
  }
  /** Consumes the `}` of the block that `open` began. */
  close(open) {
    if (this.RECORDING_PHASE || this.LA(1).tokenType !== EOF2) {
      this.CONSUME9(BraceClose);
      return;
    }
    const message = "this `{` is not closed";
    throw this.failAt(open, "E012", message, "put a `}` at the end of the block");
  }
  /** Passes over the rest of what began at `start`: to a `}` or to a line that begins something, at its own depth. */
  resynchronize(start) {
    const margin = this.tokVector[start]?.startColumn ?? 1;
    let depth = 0;
    for (let index = start; index <= this.currIdx; index++)
      depth += braceStep(this.tokVector[index]?.tokenType);
    for (; ; ) {
      const next = this.LA(1);
      if (next.tokenType === EOF2) return;
      const index = this.currIdx + 1;
      const moved = index > start;
      if (depth <= 0 && (next.tokenType === BraceClose || next.tokenType === Fence)) return;
      if (depth <= 0 && moved && this.startsLine(index) && (next.startColumn ?? 1) <= margin) return;
      depth = Math.max(0, depth + braceStep(next.tokenType));
      this.consumeToken();
      if (depth === 0 && next.tokenType === BraceClose) return;
    }
  }
  /**
   * Takes the word that is probably meant for an unknown one. A clause (`wehn`) belongs to the statement before it on
   * its line: that is read again. False where nothing is near.
   */
  repairWord(place2, lastStart) {
    const next = this.LA(1);
    if (next.tokenType !== Identifier && next.tokenType !== Verb) return false;
    const previous = this.lastRead();
    const continues = lastStart >= 0 && this.tokVector[lastStart]?.startLine === next.startLine && previous.startLine === next.startLine;
    const afterBlock = previous.tokenType === BraceClose || previous.tokenType === BraceOpen;
    const clauses = continues && !afterBlock ? clauseWords : [];
    const verbs2 = place2.rules.has(Verb) && this.LA(2).tokenType === Path ? knownVerbs2 : [];
    const near = nearest(next.image, [...clauses, ...place2.words, ...verbs2]);
    if (near === void 0) return false;
    this.reportMisspelt(next, near);
    const tokenType = keywords.get(near) ?? Verb;
    this.tokVector[this.currIdx + 1] = {
      ...next,
      image: near,
      tokenType,
      tokenTypeIdx: tokenType.tokenTypeIdx ?? -1
    };
    if (!place2.rules.has(tokenType)) this.currIdx = lastStart - 1;
    return true;
  }
  rejectItem(place2) {
    const next = this.LA(1);
    const previous = this.lastRead();
    if (next.tokenType === Assign) {
      throw this.failAt(next, "E034", "`=` does not compare", "two values are compared with `==`");
    }
    const sameLine = previous.startLine === next.startLine && ![BraceOpen, BraceClose].includes(previous.tokenType);
    const home = homes.get(next.tokenType);
    if (home !== void 0 && !sameLine) {
      throw this.failAt(
        next,
        "E032",
        `${quoted2(next.image)} cannot stand in ${place2.name}`,
        `it stands in ${home}`
      );
    }
    if (sameLine) {
      const help2 = next.tokenType === Identifier ? "names in a list take `,` between them; a condition follows `when`" : void 0;
      throw this.failAt(
        next,
        "E010",
        `unexpected ${quoted2(next.image)} after ${quoted2(previous.image)}`,
        help2
      );
    }
    const help = `${place2.name} holds ${place2.words.map((text2) => `\`${text2}\``).join(" ")}`;
    throw this.failAt(next, "E010", `unexpected ${quoted2(next.image)} in ${place2.name}`, help);
  }
};
var word = (type) => type.LABEL?.slice(1, -1) ?? "";
var braceStep = (type) => type === BraceOpen ? 1 : type === BraceClose ? -1 : 0;

// packages/engine/src/syntax/grammar/types.ts
var TypeParser = class extends RecoveringParser {
  type = this.RULE(
    "type",
    () => this.choose({
      DEF: [
        { ALT: () => this.SUBRULE(this.collection) },
        { ALT: () => this.SUBRULE(this.record) },
        { ALT: () => this.SUBRULE(this.namedType) }
      ],
      ERR_MSG: "a type"
    })
  );
  collection = this.RULE("collection", () => {
    const first = this.OR([
      { ALT: () => this.CONSUME(keyword.set) },
      { ALT: () => this.CONSUME(keyword.list) }
    ]);
    this.CONSUME(keyword.of);
    const element = this.deeper(() => this.SUBRULE(this.type));
    return { kind: first.image === "set" ? "set" : "list", span: this.spanFrom(first), element };
  });
  namedType = this.RULE("namedType", () => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.name);
    const constraint = this.OPTION(() => {
      this.CONSUME(ParenOpen);
      const inner = this.SUBRULE(this.constraint);
      this.CONSUME(ParenClose);
      return inner;
    });
    return { kind: "named", span: this.spanFrom(first), name, constraint };
  });
  constraint = this.RULE(
    "constraint",
    () => this.choose({
      DEF: [
        {
          ALT: () => {
            const first = this.CONSUME(keyword.max);
            const { value } = this.SUBRULE(this.integer);
            return { kind: "max", value, span: this.spanFrom(first) };
          }
        },
        { ALT: () => this.SUBRULE(this.likeConstraint) },
        { ALT: () => this.SUBRULE(this.valuesConstraint) }
      ],
      ERR_MSG: "`max`, `like` or values"
    })
  );
  likeConstraint = this.RULE("likeConstraint", () => {
    const first = this.CONSUME(keyword.like);
    const pattern = this.SUBRULE(this.string);
    return { kind: "like", pattern, span: this.spanFrom(first) };
  });
  valuesConstraint = this.RULE("valuesConstraint", () => {
    const start = this.LA(1);
    const first = this.SUBRULE(this.literal);
    const values = [first];
    let high;
    this.OR([
      {
        ALT: () => {
          this.CONSUME(DotDot);
          high = this.SUBRULE2(this.literal);
        }
      },
      {
        ALT: () => this.MANY(() => {
          this.CONSUME(Comma);
          values.push(this.SUBRULE3(this.literal));
        })
      }
    ]);
    const span = this.spanFrom(start);
    return high === void 0 ? { kind: "values", values, span } : { kind: "range", low: first, high, span };
  });
  /** The type of a path parameter: `{n: int(1..9)}`, and `{s: string like "a-*"}` without parentheses. */
  parameterType = this.RULE("parameterType", () => {
    const start = this.LA(1);
    const type = this.SUBRULE(this.type);
    const constraint = this.OPTION(() => this.SUBRULE(this.likeConstraint));
    if (constraint === void 0 || type.kind !== "named") return type;
    return { ...type, span: this.spanFrom(start), constraint };
  });
  record = this.RULE("record", () => {
    const first = this.CONSUME(BraceOpen);
    const members2 = this.lines(() => this.SUBRULE(this.recordMember));
    this.close(first);
    return { kind: "record", span: this.spanFrom(first), members: members2 };
  });
  recordMember = this.RULE("recordMember", () => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.member);
    const optional = this.OPTION(() => this.CONSUME(Question)) !== void 0;
    this.CONSUME(Colon);
    const type = this.deeper(() => this.SUBRULE(this.type));
    const value = this.OPTION2(() => {
      this.CONSUME(Assign);
      return this.SUBRULE(this.literal);
    });
    return { name, optional, type, default: value, span: this.spanFrom(first) };
  });
};

// packages/engine/src/syntax/grammar/clauses.ts
var ClauseParser = class extends TypeParser {
  when = this.RULE("when", () => {
    this.CONSUME(keyword.when);
    return this.SUBRULE(this.expression);
  });
  grant = this.RULE("grant", () => {
    const first = this.LA(1);
    const names = this.SUBRULE(this.names);
    const when = this.OPTION(() => this.SUBRULE(this.when));
    return { span: this.spanFrom(first), names, when };
  });
  unless = this.RULE("unless", () => {
    this.CONSUME(keyword.unless);
    return this.SUBRULE(this.grant);
  });
  else = this.RULE("else", () => {
    const first = this.CONSUME(keyword.else);
    const status = this.SUBRULE(this.integer);
    const text2 = this.OPTION(() => this.SUBRULE(this.string));
    return { span: this.spanFrom(first), status: this.ACTION(() => status.value), text: text2 };
  });
  verbs = this.RULE("verbs", () => {
    const verbs2 = [this.nameOf(this.CONSUME(Verb))];
    this.MANY(() => {
      this.CONSUME(Comma);
      verbs2.push(this.nameOf(this.CONSUME2(Verb)));
    });
    return verbs2;
  });
  path = this.RULE("path", () => {
    const token2 = this.CONSUME(Path);
    return this.ACTION(() => {
      const read4 = token2.payload;
      for (const problem of read4.problems) this.report(problem);
      return read4.path;
    });
  });
  target = this.RULE("target", () => {
    const first = this.LA(1);
    const verbs2 = this.SUBRULE(this.verbs);
    const path = this.SUBRULE(this.path);
    return { span: this.spanFrom(first), verbs: verbs2, path };
  });
  targets = this.RULE("targets", () => {
    const targets = [this.SUBRULE(this.target)];
    this.MANY(() => {
      this.CONSUME(Comma);
      targets.push(this.SUBRULE2(this.target));
    });
    return targets;
  });
  except = this.RULE("except", () => {
    this.CONSUME(keyword.except);
    return this.SUBRULE(this.targets);
  });
  field = this.RULE("field", () => {
    const first = this.LA(1);
    const steps = [];
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(StarStar);
            steps.push({ kind: "anywhere" });
          }
        },
        { ALT: () => this.SUBRULE(this.fieldSegment, { ARGS: [steps] }) }
      ],
      ERR_MSG: "a field such as `items[*].price`"
    });
    this.MANY(() => {
      this.CONSUME(Dot);
      this.SUBRULE2(this.fieldSegment, { ARGS: [steps] });
    });
    const span = this.spanFrom(first);
    return { span, text: this.text.slice(span.start, span.end), steps };
  });
  fieldSegment = this.RULE("fieldSegment", (steps = []) => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            const member = this.SUBRULE(this.member);
            steps.push({ kind: "member", name: this.ACTION(() => member.text) });
          }
        },
        {
          ALT: () => {
            this.CONSUME(Star);
            steps.push({ kind: "any-member" });
          }
        },
        { ALT: () => this.SUBRULE(this.elements, { ARGS: [steps] }) }
      ],
      ERR_MSG: "a field such as `items[*].price`"
    });
    this.MANY(() => this.SUBRULE2(this.elements, { ARGS: [steps] }));
  });
  elements = this.RULE("elements", (steps = []) => {
    this.CONSUME(BracketOpen);
    this.CONSUME(Star);
    this.CONSUME(BracketClose);
    steps.push({ kind: "elements" });
  });
  fields = this.RULE("fields", () => {
    const fields3 = [this.SUBRULE(this.field)];
    this.MANY(() => {
      this.CONSUME(Comma);
      fields3.push(this.SUBRULE2(this.field));
    });
    return fields3;
  });
  per = this.RULE("per", () => {
    this.CONSUME(keyword.per);
    return this.SUBRULE(this.references);
  });
  limitRate = this.RULE("limitRate", () => {
    const first = this.LA(1);
    const rate = this.SUBRULE(this.rateLiteral);
    const calendar = this.OPTION1(() => {
      this.CONSUME(keyword.calendar);
      return this.SUBRULE(this.string);
    });
    const per = this.SUBRULE(this.per);
    const burst = this.OPTION2(() => {
      this.CONSUME(keyword.burst);
      return this.SUBRULE(this.integer);
    });
    const cost = this.OPTION3(() => {
      this.CONSUME(keyword.cost);
      return this.SUBRULE(this.operand);
    });
    const when = this.OPTION4(() => this.SUBRULE(this.when));
    const unless = this.OPTION5(() => this.SUBRULE(this.unless));
    const countRefused = this.OPTION6(() => {
      this.CONSUME(keyword.count);
      return this.CONSUME(keyword.refused);
    });
    const block2 = this.OPTION7(() => {
      this.CONSUME(keyword.then);
      this.CONSUME(keyword.block);
      return this.SUBRULE(this.duration);
    });
    const outage = this.OPTION8(() => {
      this.CONSUME(keyword.outage);
      return this.OR({
        DEF: [
          { ALT: () => this.CONSUME(keyword.local) },
          { ALT: () => this.CONSUME(keyword.allow) },
          { ALT: () => this.CONSUME(keyword.deny) }
        ],
        ERR_MSG: "`local`, `allow` or `deny`"
      });
    });
    return {
      span: this.spanFrom(first),
      rate,
      calendar,
      per,
      burst: burst === void 0 ? void 0 : { value: burst.value, span: burst.span },
      cost,
      when,
      unless,
      countRefused: countRefused !== void 0,
      block: block2,
      outage: outage?.image
    };
  });
};

// packages/engine/src/syntax/grammar/responses.ts
var ResponseParser = class extends ClauseParser {
  response = this.RULE("response", () => {
    const first = this.CONSUME(keyword.response);
    const head = this.head(() => this.SUBRULE(this.responseHead));
    const open = this.CONSUME(BraceOpen);
    const rules = this.items(this.responsePlace);
    this.close(open);
    return { kind: "response", span: this.spanFrom(first), status: head?.status, media: head?.media, rules };
  });
  responseHead = this.RULE(
    "responseHead",
    () => {
      const status = this.OPTION(() => this.SUBRULE(this.integer));
      const media = this.OPTION2(() => this.SUBRULE(this.string));
      if (this.LA(1).tokenType !== BraceOpen) this.ACTION(() => this.expectBrace());
      return { status: status?.value, media };
    }
  );
  expectBrace() {
    throw this.unexpected("`{`");
  }
  show = this.RULE("show", () => {
    const first = this.CONSUME(keyword.show);
    const fields3 = this.SUBRULE(this.fields);
    const to = this.OPTION(() => {
      this.CONSUME(keyword.to);
      return this.SUBRULE(this.grant);
    });
    return { kind: "show", span: this.spanFrom(first), fields: fields3, to };
  });
  hide = this.RULE("hide", () => {
    const first = this.OR([
      { ALT: () => this.CONSUME(keyword.hide) },
      { ALT: () => this.CONSUME(keyword.hash) }
    ]);
    const fields3 = this.SUBRULE(this.fields);
    const when = this.OPTION(() => this.SUBRULE(this.when));
    const unless = this.OPTION2(() => this.SUBRULE(this.unless));
    return {
      kind: first.image === "hash" ? "hash" : "hide",
      span: this.spanFrom(first),
      fields: fields3,
      when,
      unless
    };
  });
  mask = this.RULE("mask", () => {
    const first = this.CONSUME(keyword.mask);
    const fields3 = this.SUBRULE(this.fields);
    const how = this.SUBRULE(this.maskHow);
    const when = this.OPTION(() => this.SUBRULE(this.when));
    const unless = this.OPTION2(() => this.SUBRULE(this.unless));
    return { kind: "mask", span: this.spanFrom(first), fields: fields3, how, when, unless };
  });
  maskHow = this.RULE(
    "maskHow",
    () => this.choose({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword.keep);
            const { value } = this.SUBRULE(this.integer);
            return { kind: "keep", count: value };
          }
        },
        {
          ALT: () => {
            this.CONSUME(keyword.with);
            return { kind: "with", text: this.SUBRULE(this.string) };
          }
        },
        {
          ALT: () => {
            this.CONSUME(keyword.as);
            return { kind: "as", name: this.SUBRULE(this.name) };
          }
        }
      ],
      ERR_MSG: "`keep`, `with` or `as`"
    })
  );
  each = this.RULE("each", () => {
    const first = this.CONSUME(keyword.each);
    const field = this.SUBRULE(this.field);
    this.CONSUME(keyword.as);
    const name = this.SUBRULE(this.name);
    const type = this.OPTION(() => {
      this.CONSUME(Colon);
      return this.SUBRULE(this.type);
    });
    const open = this.CONSUME(BraceOpen);
    const rules = this.items(this.responsePlace);
    this.close(open);
    return { kind: "each", span: this.spanFrom(first), field, name, type, rules };
  });
  onlyTo = this.RULE("onlyTo", () => {
    const first = this.CONSUME(keyword.only);
    this.CONSUME(keyword.to);
    const to = this.SUBRULE(this.grant);
    return { kind: "only-to", span: this.spanFrom(first), to };
  });
  maxItems = this.RULE("maxItems", () => {
    const first = this.CONSUME(keyword.max);
    this.CONSUME(keyword.items);
    const { value } = this.SUBRULE(this.integer);
    return { kind: "max-items", span: this.spanFrom(first), count: value };
  });
  reveal = this.RULE("reveal", () => {
    const first = this.CONSUME(keyword.reveal);
    this.CONSUME(keyword.errors);
    return { kind: "reveal-errors", span: this.spanFrom(first) };
  });
  conceal = this.RULE("conceal", () => {
    const first = this.CONSUME(keyword.conceal);
    const what = this.OR({
      DEF: [{ ALT: () => this.CONSUME(keyword.errors) }, { ALT: () => this.CONSUME(keyword.existence) }],
      ERR_MSG: "`errors` or `existence`"
    });
    return {
      kind: "conceal",
      span: this.spanFrom(first),
      what: what.image === "errors" ? "errors" : "existence"
    };
  });
  pass = this.RULE("pass", () => {
    const first = this.CONSUME(keyword.pass);
    const types = this.SUBRULE(this.strings);
    return { kind: "pass", span: this.spanFrom(first), types };
  });
  removeHeader = this.RULE("removeHeader", () => {
    const first = this.CONSUME(keyword.remove);
    this.CONSUME(keyword.header);
    const header2 = this.SUBRULE(this.string);
    return { kind: "remove-header", span: this.spanFrom(first), header: header2 };
  });
  setHeader = this.RULE("setHeader", () => {
    const first = this.CONSUME(keyword.set);
    this.CONSUME(keyword.header);
    const header2 = this.SUBRULE(this.string);
    const value = this.SUBRULE2(this.string);
    return { kind: "set-header", span: this.spanFrom(first), header: header2, value };
  });
  responsePlace = placeOf("a `response` block", [
    [keyword.show, this.show],
    [keyword.hide, this.hide],
    [keyword.hash, this.hide],
    [keyword.mask, this.mask],
    [keyword.each, this.each],
    [keyword.only, this.onlyTo],
    [keyword.max, this.maxItems],
    [keyword.reveal, this.reveal],
    [keyword.conceal, this.conceal],
    [keyword.pass, this.pass],
    [keyword.remove, this.removeHeader],
    [keyword.set, this.setHeader]
  ]);
};

// packages/engine/src/syntax/grammar/tightening.ts
var TighteningParser = class extends ResponseParser {
  deny = this.RULE("deny", () => {
    const first = this.CONSUME(keyword.deny);
    const documentation = this.documentation(first);
    const names = this.SUBRULE(this.names);
    const when = this.OPTION(() => this.SUBRULE(this.when));
    const unless = this.OPTION2(() => this.SUBRULE(this.unless));
    const otherwise = this.OPTION3(() => this.SUBRULE(this.else));
    const except = this.OPTION4(() => this.SUBRULE(this.except)) ?? [];
    return {
      kind: "deny",
      span: this.spanFrom(first),
      documentation,
      names,
      when,
      unless,
      else: otherwise,
      except
    };
  });
  require = this.RULE("require", () => {
    const first = this.CONSUME(keyword.require);
    const documentation = this.documentation(first);
    const what = this.SUBRULE(this.requirement);
    const unless = this.OPTION2(() => this.SUBRULE(this.unless));
    const otherwise = this.OPTION3(() => this.SUBRULE(this.else));
    const except = this.OPTION4(() => this.SUBRULE(this.except)) ?? [];
    return {
      kind: "require",
      span: this.spanFrom(first),
      documentation,
      what,
      unless,
      else: otherwise,
      except
    };
  });
  requirement = this.RULE(
    "requirement",
    () => this.choose({
      DEF: [
        {
          ALT: () => {
            const first = this.CONSUME(keyword.tls);
            this.CONSUME(GreaterEqual);
            const version = this.SUBRULE(this.decimal);
            return { kind: "tls", version, span: this.spanFrom(first) };
          }
        },
        {
          ALT: () => {
            const first = this.CONSUME(keyword.mfa);
            const within4 = this.OPTION(() => {
              this.CONSUME(keyword.within);
              return this.SUBRULE(this.duration);
            });
            return { kind: "mfa", within: within4, span: this.spanFrom(first) };
          }
        },
        {
          ALT: () => {
            const first = this.CONSUME(keyword.scope);
            const scopes = this.SUBRULE(this.strings);
            return { kind: "scope", scopes, span: this.spanFrom(first) };
          }
        },
        {
          ALT: () => {
            const first = this.LA(1);
            const condition2 = this.SUBRULE(this.expression);
            return { kind: "condition", condition: condition2, span: this.spanFrom(first) };
          }
        }
      ],
      ERR_MSG: "`tls`, `mfa`, `scope` or a condition"
    })
  );
  use = this.RULE("use", () => {
    const first = this.CONSUME(keyword.use);
    const names = this.SUBRULE(this.names);
    return { kind: "use", span: this.spanFrom(first), names };
  });
  limit = this.RULE("limit", () => {
    const first = this.CONSUME(keyword.limit);
    const documentation = this.documentation(first);
    const rate = this.SUBRULE(this.limitRate);
    return { kind: "limit", span: this.spanFrom(first), documentation, rate };
  });
  timeout = this.RULE("timeout", () => {
    const first = this.CONSUME(keyword.timeout);
    const duration = this.SUBRULE(this.duration);
    return { kind: "timeout", span: this.spanFrom(first), duration };
  });
  concurrent = this.RULE("concurrent", () => {
    const first = this.CONSUME(keyword.concurrent);
    const count2 = this.SUBRULE(this.integer);
    const per = this.SUBRULE(this.per);
    return { kind: "concurrent", span: this.spanFrom(first), count: this.ACTION(() => count2.value), per };
  });
  throttle = this.RULE("throttle", () => {
    const first = this.CONSUME(keyword.throttle);
    const rate = this.SUBRULE(this.rateLiteral);
    const per = this.SUBRULE(this.per);
    this.CONSUME(keyword.delay);
    this.CONSUME(keyword.up);
    this.CONSUME(keyword.to);
    const delay = this.SUBRULE(this.duration);
    return { kind: "throttle", span: this.spanFrom(first), rate, per, delay };
  });
  audit = this.RULE("audit", () => {
    const first = this.CONSUME(keyword.audit);
    const level = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(keyword.none) },
        { ALT: () => this.CONSUME(keyword.summary) },
        { ALT: () => this.CONSUME(keyword.full) }
      ],
      ERR_MSG: "`none`, `summary` or `full`"
    });
    const note = this.OPTION(() => {
      this.CONSUME(keyword.note);
      return this.SUBRULE(this.references);
    });
    const when = this.OPTION2(() => this.SUBRULE(this.when));
    return {
      kind: "audit",
      span: this.spanFrom(first),
      level: level.image,
      note: note ?? [],
      when
    };
  });
  reject = this.RULE("reject", () => {
    const first = this.CONSUME(keyword.reject);
    this.CONSUME(keyword.injection);
    const kinds2 = [];
    this.OPTION(() => {
      this.CONSUME(BracketOpen);
      kinds2.push(this.nameOf(this.CONSUME(Word)));
      this.MANY(() => {
        this.CONSUME(Comma);
        kinds2.push(this.nameOf(this.CONSUME2(Word)));
      });
      this.CONSUME(BracketClose);
    });
    this.CONSUME(keyword.in);
    const places2 = [this.SUBRULE(this.place)];
    this.MANY2(() => {
      this.CONSUME2(Comma);
      places2.push(this.SUBRULE2(this.place));
    });
    const except = this.OPTION2(() => {
      this.CONSUME(keyword.except);
      return this.SUBRULE(this.fields);
    });
    return { kind: "reject", span: this.spanFrom(first), kinds: kinds2, places: places2, except: except ?? [] };
  });
  place = this.RULE("place", () => {
    const token2 = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(keyword.body) },
        { ALT: () => this.CONSUME(keyword.query) },
        { ALT: () => this.CONSUME(keyword.headers) },
        { ALT: () => this.CONSUME(keyword.params) }
      ],
      ERR_MSG: "`body`, `query`, `headers` or `params`"
    });
    return this.nameOf(token2);
  });
  tightenings = [
    [keyword.deny, this.deny],
    [keyword.require, this.require],
    [keyword.use, this.use],
    [keyword.limit, this.limit],
    [keyword.timeout, this.timeout],
    [keyword.concurrent, this.concurrent],
    [keyword.throttle, this.throttle],
    [keyword.audit, this.audit],
    [keyword.reject, this.reject],
    [keyword.response, this.response]
  ];
};

// packages/engine/src/syntax/grammar/statements.ts
var StatementParser = class extends TighteningParser {
  allow = this.RULE("allow", () => {
    const first = this.CONSUME(keyword.allow);
    const documentation = this.documentation(first);
    const grant = this.SUBRULE(this.grant);
    return { kind: "allow", span: this.spanFrom(first), documentation, grant };
  });
  loadStatement = this.RULE("loadStatement", () => {
    const first = this.CONSUME(keyword.load);
    const name = this.SUBRULE(this.name);
    this.CONSUME(Colon);
    const type = this.SUBRULE(this.type);
    this.CONSUME(keyword.by);
    const by = this.SUBRULE(this.references);
    return { kind: "load", span: this.spanFrom(first), name, type, by };
  });
  accept = this.RULE(
    "accept",
    () => {
      const first = this.CONSUME(keyword.accept);
      return this.choose({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(keyword.auth);
              const names = this.SUBRULE(this.names);
              return { kind: "accept-auth", span: this.spanFrom(first), names };
            }
          },
          {
            ALT: () => {
              const types = this.SUBRULE(this.strings);
              return { kind: "accept-media", span: this.spanFrom(first), types };
            }
          }
        ],
        ERR_MSG: "`auth` or a media type in quotes"
      });
    }
  );
  acceptAuth = this.RULE("acceptAuth", () => {
    const first = this.CONSUME(keyword.accept);
    this.CONSUME(keyword.auth);
    const names = this.SUBRULE(this.names);
    return { kind: "accept-auth", span: this.spanFrom(first), names };
  });
  shape = this.RULE(
    "shape",
    () => this.choose({
      DEF: [
        { ALT: () => this.SUBRULE(this.record) },
        { ALT: () => this.SUBRULE(this.collection) },
        {
          ALT: () => {
            const name = this.SUBRULE(this.name);
            return { kind: "named", span: this.ACTION(() => name.span), name, constraint: void 0 };
          }
        }
      ],
      ERR_MSG: "the name of a type, or a record"
    })
  );
  body = this.RULE("body", () => {
    const first = this.CONSUME(keyword.body);
    let shape;
    const max = this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.bodyMax) },
        {
          ALT: () => {
            shape = this.SUBRULE(this.bodyShape);
            return this.OPTION(() => this.SUBRULE2(this.bodyMax));
          }
        }
      ],
      ERR_MSG: "a shape, `any`, `raw` or `max`"
    });
    return { kind: "body", span: this.spanFrom(first), shape, max };
  });
  bodyMax = this.RULE("bodyMax", () => {
    this.CONSUME(keyword.max);
    return this.SUBRULE(this.size);
  });
  bodyShape = this.RULE(
    "bodyShape",
    () => this.choose({
      DEF: [
        { ALT: () => this.CONSUME(keyword.any) && "any" },
        { ALT: () => this.CONSUME(keyword.raw) && "raw" },
        { ALT: () => this.SUBRULE(this.shape) }
      ],
      ERR_MSG: "a shape, `any` or `raw`"
    })
  );
  shapeStatement = this.RULE("shapeStatement", () => {
    const first = this.OR([
      { ALT: () => this.CONSUME(keyword.query) },
      { ALT: () => this.CONSUME(keyword.headers) },
      { ALT: () => this.CONSUME(keyword.params) }
    ]);
    const shape = this.SUBRULE(this.shape);
    return { kind: first.image, span: this.spanFrom(first), shape };
  });
  deprecated = this.RULE("deprecated", () => {
    const first = this.CONSUME(keyword.deprecated);
    const date2 = this.SUBRULE(this.date);
    const sunset = this.OPTION(() => {
      this.CONSUME(keyword.sunset);
      return this.SUBRULE2(this.date);
    });
    const link2 = this.OPTION2(() => {
      this.CONSUME(keyword.link);
      return this.SUBRULE(this.string);
    });
    return { kind: "deprecated", span: this.spanFrom(first), date: date2, sunset, link: link2 };
  });
  upgrade = this.RULE("upgrade", () => {
    const first = this.CONSUME(keyword.upgrade);
    const protocol = this.SUBRULE(this.name);
    return { kind: "upgrade", span: this.spanFrom(first), protocol };
  });
  idempotent = this.RULE("idempotent", () => {
    const first = this.CONSUME(keyword.idempotent);
    this.CONSUME(keyword.by);
    const by = this.SUBRULE(this.reference);
    this.CONSUME(keyword.for);
    const duration = this.SUBRULE(this.duration);
    return { kind: "idempotent", span: this.spanFrom(first), by, for: duration };
  });
  cors = this.RULE("cors", () => {
    const first = this.CONSUME(keyword.cors);
    const options = this.SUBRULE(this.options);
    return { kind: "cors", span: this.spanFrom(first), options };
  });
  options = this.RULE("options", () => {
    const open = this.CONSUME(BraceOpen);
    const options = this.lines(() => this.SUBRULE(this.optionItem));
    this.close(open);
    return options;
  });
  optionItem = this.RULE(
    "optionItem",
    () => this.choose({
      DEF: [{ ALT: () => this.SUBRULE(this.assignment) }, { ALT: () => this.SUBRULE(this.plainOption) }],
      ERR_MSG: "an option, or `subject.` and a member"
    })
  );
  assignment = this.RULE("assignment", () => {
    const first = this.OR([
      { ALT: () => this.CONSUME(keyword.subject) },
      { ALT: () => this.CONSUME(keyword.actor) }
    ]);
    this.CONSUME(Dot);
    const member = this.nameOf(this.CONSUME(Word));
    this.CONSUME(Assign);
    const value = this.SUBRULE(this.expression);
    const only2 = this.OPTION(() => {
      this.CONSUME(keyword.only);
      return this.SUBRULE(this.names);
    });
    const target = first.image === "actor" ? "actor" : "subject";
    return { kind: "assignment", span: this.spanFrom(first), target, member, value, only: only2 };
  });
  plainOption = this.RULE("plainOption", () => {
    const first = this.OR([
      { ALT: () => this.CONSUME(NameToken) },
      { ALT: () => this.CONSUME(keyword.header) }
    ]);
    const values = [this.SUBRULE(this.optionValue)];
    this.MANY(() => {
      this.CONSUME(Comma);
      values.push(this.SUBRULE2(this.optionValue));
    });
    return { kind: "option", span: this.spanFrom(first), name: this.nameOf(first), values };
  });
  optionValue = this.RULE(
    "optionValue",
    () => this.choose({
      DEF: [
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.environment) },
        { ALT: () => this.SUBRULE(this.wordValue) }
      ],
      ERR_MSG: "a value, `env.` and a variable, or `file` and a path"
    })
  );
  /** `file "…"`, or a word; `file` itself may be one. */
  wordValue = this.RULE("wordValue", () => {
    const first = this.CONSUME(NameToken);
    const path = this.OPTION({
      GATE: () => first.tokenType === keyword.file,
      DEF: () => this.SUBRULE(this.string)
    });
    if (path === void 0) return { kind: "word", span: this.spanOf(first), name: this.nameOf(first) };
    return { kind: "file-value", span: this.spanFrom(first), path };
  });
  api = this.RULE("api", () => {
    const first = this.LA(1);
    const documentation = this.documentation(first);
    const path = this.head(() => this.SUBRULE(this.apiHead));
    const head = this.spanFrom(first);
    const open = this.CONSUME(BraceOpen);
    const items = this.items(this.apiPlace);
    this.close(open);
    if (path === void 0) return void 0;
    return { kind: "api", span: this.spanFrom(first), head, documentation, path, items };
  });
  apiHead = this.RULE("apiHead", () => {
    this.CONSUME(keyword.api);
    const path = this.SUBRULE(this.path);
    if (this.LA(1).tokenType !== BraceOpen) this.ACTION(() => this.expectBrace());
    return path;
  });
  route = this.RULE("route", () => {
    const first = this.LA(1);
    const documentation = this.documentation(first);
    const parts = this.head(() => this.SUBRULE(this.routeHead));
    const head = this.spanFrom(first);
    const open = this.CONSUME(BraceOpen);
    const statements = this.items(this.routePlace);
    this.close(open);
    if (parts === void 0) return void 0;
    return { kind: "route", span: this.spanFrom(first), head, documentation, ...parts, statements };
  });
  routeHead = this.RULE("routeHead", () => {
    const verbs2 = this.SUBRULE(this.verbs);
    const path = this.SUBRULE(this.path);
    const name = this.OPTION(() => {
      this.CONSUME(keyword.as);
      return this.SUBRULE(this.name);
    });
    if (this.LA(1).tokenType !== BraceOpen) this.ACTION(() => this.expectBrace());
    return { verbs: verbs2, path, name };
  });
  statements = [
    [keyword.allow, this.allow],
    ...this.tightenings,
    [keyword.cors, this.cors],
    [keyword.load, this.loadStatement],
    [keyword.accept, this.accept],
    [keyword.body, this.body],
    [keyword.query, this.shapeStatement],
    [keyword.headers, this.shapeStatement],
    [keyword.params, this.shapeStatement],
    [keyword.deprecated, this.deprecated],
    [keyword.upgrade, this.upgrade],
    [keyword.idempotent, this.idempotent]
  ];
  routePlace = placeOf("a route", this.statements);
  apiPlace = placeOf("an api", [
    [keyword.api, this.api],
    [Verb, this.route],
    ...this.statements
  ]);
};

// packages/engine/src/syntax/grammar/declarations.ts
var DeclarationParser = class extends StatementParser {
  role = this.RULE("role", () => {
    const first = this.CONSUME(keyword.role);
    const documentation = this.documentation(first);
    const name = this.SUBRULE(this.name);
    const aliases = this.OPTION(() => {
      this.CONSUME(keyword.as);
      return this.SUBRULE(this.strings);
    });
    const includes = this.OPTION2(() => {
      this.CONSUME(keyword.includes);
      return this.SUBRULE(this.names);
    });
    const of = this.OPTION3(() => {
      this.CONSUME(keyword.of);
      return this.SUBRULE(this.typedName);
    });
    const when = this.OPTION4(() => this.SUBRULE(this.when));
    const span = this.spanFrom(first);
    return {
      kind: "role",
      span,
      documentation,
      name,
      aliases: aliases ?? [],
      includes: includes ?? [],
      of,
      when
    };
  });
  typedName = this.RULE(
    "typedName",
    () => {
      const name = this.SUBRULE(this.name);
      this.CONSUME(Colon);
      const type = this.SUBRULE(this.type);
      return { name, type };
    }
  );
  typeDeclaration = this.RULE("typeDeclaration", () => {
    const first = this.CONSUME(keyword.type);
    const documentation = this.documentation(first);
    const name = this.SUBRULE(this.name);
    const record = this.SUBRULE(this.record);
    return { kind: "type", span: this.spanFrom(first), documentation, name, record };
  });
  subject = this.RULE("subject", () => {
    const first = this.OR([
      { ALT: () => this.CONSUME(keyword.subject) },
      { ALT: () => this.CONSUME(keyword.actor) }
    ]);
    const documentation = this.documentation(first);
    const record = this.SUBRULE(this.record);
    const kind2 = first.image === "actor" ? "actor" : "subject";
    return { kind: kind2, span: this.spanFrom(first), documentation, record };
  });
  setting = this.RULE("setting", () => {
    const first = this.CONSUME(keyword.setting);
    const documentation = this.documentation(first);
    const name = this.SUBRULE(this.name);
    this.CONSUME(Colon);
    const type = this.SUBRULE(this.type);
    this.CONSUME(Assign);
    const value = this.SUBRULE(this.literal);
    const from = this.OPTION(() => {
      this.CONSUME(keyword.from);
      return this.SUBRULE(this.environment);
    });
    return { kind: "setting", span: this.spanFrom(first), documentation, name, type, value, from };
  });
  define = this.RULE("define", () => {
    const first = this.CONSUME(keyword.define);
    const documentation = this.documentation(first);
    const name = this.SUBRULE(this.name);
    const parameters = [];
    this.CONSUME(ParenOpen);
    this.OPTION(() => {
      parameters.push(this.SUBRULE(this.typedName));
      this.MANY(() => {
        this.CONSUME(Comma);
        parameters.push(this.SUBRULE2(this.typedName));
      });
    });
    this.CONSUME(ParenClose);
    this.CONSUME(Assign);
    const body = this.SUBRULE(this.expression);
    return { kind: "define", span: this.spanFrom(first), documentation, name, parameters, body };
  });
  authenticate = this.RULE(
    "authenticate",
    () => {
      const first = this.CONSUME(keyword.authenticate);
      const documentation = this.documentation(first);
      const method = this.SUBRULE(this.name);
      const name = this.SUBRULE2(this.name);
      const options = this.SUBRULE(this.options);
      return { kind: "authenticate", span: this.spanFrom(first), documentation, method, name, options };
    }
  );
  quota = this.RULE("quota", () => {
    const first = this.CONSUME(keyword.quota);
    const documentation = this.documentation(first);
    const name = this.SUBRULE(this.name);
    this.CONSUME(Assign);
    const rate = this.SUBRULE(this.limitRate);
    return { kind: "quota", span: this.spanFrom(first), documentation, name, rate };
  });
  guardrail = this.RULE(
    "guardrail",
    () => {
      const first = this.LA(1);
      const documentation = this.documentation(first);
      const path = this.head(() => this.SUBRULE(this.guardrailHead));
      const open = this.CONSUME(BraceOpen);
      const statements = this.items(this.guardrailPlace);
      this.close(open);
      if (path === void 0) return void 0;
      return { kind: "guardrail", span: this.spanFrom(first), documentation, path, statements };
    }
  );
  guardrailHead = this.RULE(
    "guardrailHead",
    () => {
      this.CONSUME(keyword.guardrail);
      const path = this.SUBRULE(this.path);
      if (this.LA(1).tokenType !== BraceOpen) this.ACTION(() => this.expectBrace());
      return path;
    }
  );
  trust = this.RULE("trust", () => {
    const first = this.CONSUME(keyword.trust);
    const documentation = this.documentation(first);
    this.CONSUME(keyword.proxy);
    const proxies = [this.SUBRULE(this.literal)];
    this.MANY(() => {
      this.CONSUME(Comma);
      proxies.push(this.SUBRULE2(this.literal));
    });
    const header2 = this.OPTION(() => {
      this.CONSUME(keyword.header);
      return this.SUBRULE(this.string);
    });
    return { kind: "trust", span: this.spanFrom(first), documentation, proxies, header: header2 };
  });
  assert = this.RULE(
    "assert",
    () => this.choose({
      DEF: [{ ALT: () => this.SUBRULE(this.assertRoutes) }, { ALT: () => this.SUBRULE(this.assertWho) }],
      ERR_MSG: "`only`, `never`, `every` or the name of a role"
    })
  );
  assertRoutes = this.RULE("assertRoutes", () => {
    const first = this.CONSUME(keyword.assert);
    this.CONSUME(keyword.every);
    this.CONSUME(keyword.route);
    this.CONSUME(keyword.needs);
    this.OPTION(
      () => this.OR([{ ALT: () => this.CONSUME(keyword.a) }, { ALT: () => this.CONSUME(keyword.an) }])
    );
    const need = this.OR2({
      DEF: [{ ALT: () => this.SUBRULE(this.name) }, { ALT: () => this.nameOf(this.CONSUME(keyword.tls)) }],
      ERR_MSG: "what every route needs, such as `authentication`"
    });
    const except = this.OPTION2(() => this.SUBRULE(this.except)) ?? [];
    return { kind: "assert", form: "every-route", span: this.spanFrom(first), need, except };
  });
  assertWho = this.RULE("assertWho", () => {
    const first = this.CONSUME(keyword.assert);
    const form = this.OPTION(
      () => this.OR([{ ALT: () => this.CONSUME(keyword.only) }, { ALT: () => this.CONSUME(keyword.never) }])
    );
    const names = this.SUBRULE(this.names);
    this.CONSUME(keyword.may);
    const targets = this.SUBRULE(this.targets);
    const when = this.OPTION2(() => this.SUBRULE(this.when));
    const said = form?.image === "only" ? "only" : form?.image === "never" ? "never" : "may";
    return { kind: "assert", form: said, span: this.spanFrom(first), names, targets, when };
  });
  import = this.RULE("import", () => {
    const first = this.CONSUME(keyword.import);
    const what = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(keyword.schema) },
        { ALT: () => this.CONSUME(keyword.role) },
        { ALT: () => this.CONSUME(keyword.type) },
        { ALT: () => this.CONSUME(keyword.quota) },
        { ALT: () => this.CONSUME(keyword.define) },
        { ALT: () => this.CONSUME(keyword.setting) },
        { ALT: () => this.CONSUME(keyword.authenticate) }
      ],
      ERR_MSG: "`schema`, `role`, `type`, `quota`, `define`, `setting` or `authenticate`"
    });
    const names = this.SUBRULE(this.names);
    this.CONSUME(keyword.from);
    const from = this.SUBRULE(this.string);
    return { kind: "import", span: this.spanFrom(first), what: what.image, names, from };
  });
  guardrailPlace = placeOf("a guardrail", this.tightenings);
  declarations = [
    [keyword.role, this.role],
    [keyword.type, this.typeDeclaration],
    [keyword.subject, this.subject],
    [keyword.actor, this.subject],
    [keyword.setting, this.setting],
    [keyword.define, this.define],
    [keyword.authenticate, this.authenticate],
    [keyword.quota, this.quota],
    [keyword.guardrail, this.guardrail],
    [keyword.trust, this.trust],
    [keyword.cors, this.cors],
    [keyword.api, this.api],
    [Verb, this.route],
    [keyword.assert, this.assert],
    [keyword.accept, this.acceptAuth],
    ...this.tightenings
  ];
};

// packages/engine/src/syntax/grammar.ts
var PolicyParser = class extends DeclarationParser {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }
  version = this.RULE("version", () => {
    const first = this.CONSUME(keyword.edict);
    const number2 = this.SUBRULE(this.integer);
    return this.ACTION(() => {
      if (number2.value !== 1) {
        const message = `${quoted2(number2.text)} is no version of the language`;
        this.report({ code: "E035", span: number2.span, message, help: "this version reads `edict 1`" });
      }
      return { kind: "version", value: { number: number2.value, span: this.spanFrom(first) } };
    });
  });
  package = this.RULE("package", () => {
    this.CONSUME(keyword.package);
    const first = this.CONSUME(Word);
    const words2 = [first.image];
    this.MANY(() => {
      this.CONSUME(Dot);
      words2.push(this.CONSUME2(Word).image);
    });
    return { kind: "package", value: { text: words2.join("."), span: this.spanFrom(first) } };
  });
  filePlace = placeOf("a file", [
    [keyword.edict, this.version],
    [keyword.package, this.package],
    [keyword.import, this.import],
    ...this.declarations
  ]);
  /** The type between a path parameter's braces, with nothing behind it. */
  wholeType = this.RULE("wholeType", (span) => {
    if (this.RECORDING_PHASE) return this.SUBRULE(this.parameterType);
    if (this.LA(1).tokenType === EOF3) {
      const help = "a parameter is written `{name}` or `{name: type}`";
      this.report({ code: "E022", span, message: "a type is missing after `:`", help });
      return void 0;
    }
    return this.whole(() => this.SUBRULE2(this.parameterType));
  });
  /** Reads all tokens; what cannot be read is missing from the result and named in `problems`. */
  fileItems = this.RULE("fileItems", () => {
    const items = [];
    while (!this.RECORDING_PHASE) {
      for (const item of this.items(this.filePlace)) items.push(item);
      if (this.LA(1).tokenType === EOF3) break;
      this.report({
        code: "E013",
        span: this.spanOf(this.LA(1)),
        message: "this `}` closes nothing",
        help: "take it away, or look for a block that was closed too early above"
      });
      this.consumeToken();
    }
    return items;
  });
};
function fileParts(items, report5) {
  const misplaced = (span, what, where) => report5({ code: "E031", span, message: `${what} stands too late`, help: `it stands ${where}` });
  const imports = [];
  const declarations = [];
  let version;
  let packageName;
  for (const item of items) {
    if (item.kind === "version") {
      if (packageName !== void 0 || version !== void 0)
        misplaced(item.value.span, "`edict`", "first, and once");
      version ??= item.value;
    } else if (item.kind === "package") {
      const late = imports.length > 0 || declarations.length > 0 || packageName !== void 0;
      if (late) misplaced(item.value.span, "`package`", "before everything else, and once");
      packageName ??= item.value;
    } else if (item.kind === "import") {
      if (declarations.length > 0) misplaced(item.span, "`import`", "before every declaration");
      imports.push(item);
    } else {
      declarations.push(item);
    }
  }
  return { version, package: packageName, imports, declarations };
}

// packages/engine/src/syntax/cursor.ts
function spanAt(cursor, start, end) {
  return { file: cursor.file, start, end, line: cursor.line, column: start - cursor.lineStart + 1 };
}
function push(cursor, type, end, image) {
  const start = cursor.at;
  const text2 = image ?? cursor.text.slice(start, end);
  cursor.tokens.push(token(type, text2, start, end, cursor.line, start - cursor.lineStart + 1));
  cursor.at = end;
}
var isDigit3 = (code) => code >= 48 && code <= 57;
var isWordStart = (code) => code >= 97 && code <= 122 || code >= 65 && code <= 90 || code === 95;
var isWordPart = (code) => isWordStart(code) || isDigit3(code);
function wordEnd(text2, start) {
  let at2 = start;
  while (at2 < text2.length) {
    const code = text2.charCodeAt(at2);
    if (isWordPart(code) || code === 45 && at2 > start && isWordPart(text2.charCodeAt(at2 + 1))) at2++;
    else break;
  }
  return at2;
}

// packages/engine/src/syntax/path-end.ts
function pathEnd(text2, start) {
  let at2 = start;
  while (at2 < text2.length) {
    const character = text2[at2];
    if (pathStop.has(character)) break;
    if (character !== "{") {
      at2++;
      continue;
    }
    const close = braceEnd(text2, at2);
    if (close < 0) return at2 > start + 1 && isBlank(text2, at2 + 1) ? at2 : unclosedEnd(text2, at2);
    at2 = close + 1;
  }
  return at2;
}
var pathStop = /* @__PURE__ */ new Set([" ", "	", "\r", "\n", ",", ";", "(", ")", "#", "?", "}", '"']);
var isBlank = (text2, at2) => at2 >= text2.length || " 	\r\n".includes(text2[at2]);
function unclosedEnd(text2, brace) {
  let at2 = brace + 1;
  while (at2 < text2.length && !pathStop.has(text2[at2]) && text2[at2] !== "{") at2++;
  return at2;
}
function braceEnd(text2, open) {
  let quotedText = false;
  for (let at2 = open + 1; at2 < text2.length; at2++) {
    const character = text2[at2];
    if (character === "\n" || character === "\r") return -1;
    if (character === "\\" && quotedText) at2++;
    else if (character === '"') quotedText = !quotedText;
    else if (!quotedText && character === "{") return -1;
    else if (!quotedText && character === "}") return at2;
  }
  return -1;
}

// packages/engine/src/syntax/path.ts
function readPath(file, token2, readType) {
  const context = { file, token: token2, readType, problems: [] };
  const text2 = token2.image;
  const segments = [];
  const trailingSlash = text2.length > 1 && text2.endsWith("/");
  const pieces = text2 === "/" ? [] : splitSegments(text2, trailingSlash);
  for (const [index, [start, end]] of pieces.entries()) {
    const segment = readSegment(context, start, end);
    if (segment === void 0) continue;
    segments.push(segment);
    const rest = segment.parts.find((part) => part.kind === "rest");
    const isLast = index === pieces.length - 1 && !trailingSlash;
    if (rest !== void 0 && (!isLast || segment.parts.length > 1)) {
      report2(
        context,
        "E024",
        rest.span,
        "`**` takes whole segments up to the end of the path",
        "only the last segment may be `**` or `{name**}`, and nothing else stands in it"
      );
    }
  }
  const span = spanIn(context, 0, text2.length);
  return { path: { span, text: text2, segments, trailingSlash }, problems: context.problems };
}
function splitSegments(text2, trailingSlash) {
  const pieces = [];
  const last = trailingSlash ? text2.length - 1 : text2.length;
  let start = 1;
  for (let at2 = 1; at2 < last; at2++) {
    if (text2[at2] === "{") at2 = Math.max(at2, braceEnd(text2, at2));
    if (text2[at2] !== "/") continue;
    pieces.push([start, at2]);
    start = at2 + 1;
  }
  pieces.push([start, last]);
  return pieces;
}
function readSegment(context, start, end) {
  const text2 = context.token.image.slice(start, end);
  if (text2 === "") {
    const span = spanIn(context, start - 1, Math.min(end + 1, context.token.image.length));
    report2(context, "E020", span, "`//` in a path", "no request reaches an empty segment; write one `/`");
    return void 0;
  }
  if (text2 === "." || text2 === "..") {
    const span = spanIn(context, start, end);
    report2(
      context,
      "E021",
      span,
      `the segment ${quoted2(text2)} in a path`,
      "requests with dot segments are refused; write the path that is meant"
    );
    return void 0;
  }
  const parts = text2 === "**" ? [wholeRest(context, start, end)] : readParts(context, start, end);
  return { span: spanIn(context, start, end), parts };
}
var wholeRest = (context, start, end) => ({
  kind: "rest",
  name: void 0,
  span: spanIn(context, start, end)
});
function readParts(context, start, end) {
  const image = context.token.image;
  const parts = [];
  let at2 = start;
  while (at2 < end) {
    const open = image.indexOf("{", at2);
    const textEnd = open < 0 || open >= end ? end : open;
    if (textEnd > at2) parts.push(readText2(context, at2, textEnd));
    if (textEnd === end) break;
    const close = braceEnd(image, textEnd);
    if (close < 0 || close >= end) {
      const help = "a parameter is written `{name}` or `{name: type}`; a block's `{` takes a blank before it";
      report2(context, "E022", spanIn(context, textEnd, end), "this `{` in a path is not closed", help);
      break;
    }
    const parameter = readParameter2(context, textEnd, close + 1);
    const previous = parts.at(-1);
    if (previous !== void 0 && previous.kind !== "text") {
      report2(
        context,
        "E025",
        spanIn(context, textEnd, close + 1),
        "two parameters touch",
        "put text between them, so that it is clear where the first ends"
      );
    }
    parts.push(parameter);
    at2 = close + 1;
  }
  return parts;
}
var forbidden = /%(?:00|2[DEF]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5[CF]|7E)|%(?![0-9A-F]{2})|[^A-Za-z0-9\-._~!$&'+=:@%]/u;
function readText2(context, start, end) {
  const text2 = context.token.image.slice(start, end);
  const span = spanIn(context, start, end);
  const found = forbidden.exec(text2);
  if (found !== null) {
    const character = found[0];
    const at2 = start + found.index;
    report2(
      context,
      "E023",
      spanIn(context, at2, at2 + character.length),
      `${quoted2(character)} in a path`,
      helpFor(character)
    );
  }
  return { kind: "text", text: text2, span };
}
function helpFor(character) {
  if (character.startsWith("%"))
    return "an escape is `%` and two digits or capitals, of a character that takes one; a parameter takes any value";
  if (character === "*")
    return "write `{name}` for one segment, `**` as the last segment for any number of them";
  return "a path holds letters, digits and `-._~!$&'+=:@`; a parameter takes any value";
}
function readParameter2(context, start, end) {
  const image = context.token.image;
  const span = spanIn(context, start, end);
  const nameStart = skipBlanks(image, start + 1);
  const nameEnd = isWordStart(image.charCodeAt(nameStart)) ? wordEnd(image, nameStart) : nameStart;
  const name = { text: image.slice(nameStart, nameEnd), span: spanIn(context, nameStart, nameEnd) };
  const after2 = skipBlanks(image, nameEnd);
  if (nameEnd > nameStart && after2 === end - 1) return { kind: "parameter", name, type: void 0, span };
  if (nameEnd > nameStart && image.startsWith("**", after2) && skipBlanks(image, after2 + 2) === end - 1) {
    return { kind: "rest", name, span };
  }
  if (nameEnd > nameStart && image[after2] === ":") {
    const from = context.token.startOffset + after2 + 1;
    const { type, problems } = context.readType(
      from,
      context.token.startOffset + end - 1,
      spanIn(context, after2 + 1, end - 1)
    );
    context.problems.push(...problems);
    return { kind: "parameter", name, type, span };
  }
  const help = "a parameter is written `{name}`, `{name: type}` or `{name**}`; a block's `{` takes a blank before it";
  report2(context, "E022", span, `${quoted2(image.slice(start, end))} is no parameter`, help);
  return { kind: "parameter", name, type: void 0, span };
}
function skipBlanks(text2, start) {
  let at2 = start;
  while (text2[at2] === " " || text2[at2] === "	") at2++;
  return at2;
}
function spanIn({ file, token: token2 }, start, end) {
  return {
    file,
    start: token2.startOffset + start,
    end: token2.startOffset + end,
    line: token2.startLine,
    column: token2.startColumn + start
  };
}
function report2(context, code, span, message, help) {
  context.problems.push({ code, span, message, help });
}

// packages/engine/src/syntax/repair.ts
function repairBrackets(file, text2, tokens) {
  const unbalanced = !isBalanced(tokens);
  if (!isIndented(tokens)) return { tokens: [...tokens], problems: [], unbalanced };
  const state = { file, text: text2, tokens, out: [], stack: [], problems: [] };
  let margin = 1;
  for (const [index, token2] of tokens.entries()) {
    if (startsLine(tokens, index)) {
      openMissing(state, index, margin);
      margin = token2.startColumn;
      closeMissing(state, index);
    }
    keep(state, index, margin);
  }
  const last = tokens.at(-1);
  if (last !== void 0) while (state.stack.length > 0) closeTop(state, last, void 0);
  return { tokens: state.out, problems: state.problems, unbalanced };
}
var pairs = /* @__PURE__ */ new Map([
  [BraceClose, BraceOpen],
  [ParenClose, ParenOpen],
  [BracketClose, BracketOpen]
]);
var openings = new Set(pairs.values());
function isBalanced(tokens) {
  const stack = [];
  for (const { tokenType } of tokens) {
    if (openings.has(tokenType)) stack.push(tokenType);
    else if (pairs.has(tokenType) && stack.pop() !== pairs.get(tokenType)) return false;
  }
  return stack.length === 0;
}
function isIndented(tokens) {
  let blocks = 0;
  let deeper = 0;
  let margin = 1;
  for (const [index, token2] of tokens.entries()) {
    if (!startsLine(tokens, index)) continue;
    if (tokens[index - 1]?.tokenType === BraceOpen && token2.tokenType !== BraceClose) {
      blocks++;
      if (token2.startColumn > margin) deeper++;
    }
    margin = token2.startColumn;
  }
  return blocks > 0 ? deeper >= blocks * 0.8 : true;
}
var startsLine = (tokens, index) => tokens[index - 1]?.startLine !== tokens[index]?.startLine;
var endsLine = (tokens, index) => startsLine(tokens, index + 1);
var blockHeads = /* @__PURE__ */ new Set([
  keyword.api,
  Verb,
  keyword.guardrail,
  keyword.response,
  keyword.authenticate,
  keyword.subject,
  keyword.actor,
  keyword.type,
  keyword.cors,
  keyword.each
]);
function openMissing(state, index, margin) {
  const { tokens, out } = state;
  const token2 = tokens[index];
  const previous = tokens[index - 1];
  if (previous === void 0 || token2.startColumn <= margin || previous.tokenType === BraceOpen) return;
  let head = index - 1;
  while (!startsLine(tokens, head)) head--;
  const line = tokens.slice(head, index);
  if (!blockHeads.has(tokens[head].tokenType) || line.some(({ tokenType }) => tokenType === BraceOpen))
    return;
  if (tokens[head].tokenType === Verb && !line.some(({ tokenType }) => tokenType === Path)) return;
  const before = tokens[head - 1]?.tokenType;
  if (before === Comma || before === keyword.except || before === keyword.may) return;
  if (out.at(-1)?.tokenType === BraceOpen) return;
  const span = after(state, previous);
  report3(
    state,
    "E014",
    span,
    "expected `{` at the end of the line",
    "what the block holds stands between `{` and `}`"
  );
  push2(state, virtual(BraceOpen, "{", span), margin);
}
function closeMissing(state, index) {
  const { stack, tokens } = state;
  const token2 = tokens[index];
  const closes = token2.tokenType === BraceClose;
  for (; ; ) {
    const top = stack.at(-1);
    if (top === void 0 || top.token.startLine === token2.startLine) return;
    const over = closes ? top.margin > token2.startColumn : top.margin >= token2.startColumn && !pairs.has(token2.tokenType);
    if (!over) return;
    closeTop(state, tokens[index - 1] ?? token2, token2);
  }
}
function closeTop(state, previous, next) {
  const open = state.stack.pop();
  if (open.token.tokenType !== BraceOpen) return;
  const span = closingPlace(state, open, previous, next);
  state.problems.push({
    code: "E012",
    span,
    message: "expected `}`",
    help: `close the block of line ${open.token.startLine}`,
    labels: [{ span: spanOf(state, open.token), text: "this `{` is not closed" }]
  });
  state.out.push(virtual(BraceClose, "}", span));
}
function closingPlace(state, open, previous, next) {
  const behind = after(state, previous);
  if (open.token.startLine === previous.startLine) return behind;
  if (next !== void 0 && next.startLine <= previous.startLine + 1) return behind;
  const newline = state.text.indexOf("\n", behind.start);
  const line = newline < 0 ? "" : /^[ \t]*/y.exec(state.text.slice(newline + 1, newline + 81))?.[0] ?? "";
  const start = newline + 1 + line.length;
  const isBlank2 = newline >= 0 && (start >= state.text.length || "\r\n#".includes(state.text[start]));
  if (!isBlank2 || next === void 0 && start >= state.text.length && line === "") return behind;
  return { file: state.file, start, end: start, line: previous.startLine + 1, column: line.length + 1 };
}
function keep(state, index, margin) {
  const token2 = state.tokens[index];
  if (openings.has(token2.tokenType)) keepOpening(state, index, margin);
  else if (pairs.has(token2.tokenType)) keepClosing(state, index, margin);
  else state.out.push(token2);
}
function keepOpening(state, index, margin) {
  const token2 = state.tokens[index];
  const previous = state.tokens[index - 1];
  if (token2.tokenType === BraceOpen && previous?.tokenType === BraceOpen) {
    report3(state, "E013", spanOf(state, token2), "a second `{`", "a block has one `{`");
    return;
  }
  if (token2.tokenType === BraceOpen || !standsForBrace(state, index)) return push2(state, token2, margin);
  report3(
    state,
    "E014",
    spanOf(state, token2),
    `expected \`{\`, found ${quoted2(token2.image)}`,
    "blocks stand between `{` and `}`"
  );
  push2(state, { ...token2, tokenType: BraceOpen, tokenTypeIdx: BraceOpen.tokenTypeIdx ?? -1 }, margin);
}
function standsForBrace(state, index) {
  const { tokens } = state;
  const previous = tokens[index - 1]?.tokenType;
  if (previous === Path || previous === keyword.response) return true;
  let head = index;
  while (!startsLine(tokens, head)) head--;
  return blockHeads.has(tokens[head].tokenType) && endsLine(tokens, index);
}
function keepClosing(state, index, margin) {
  const token2 = state.tokens[index];
  const { stack } = state;
  const isBrace = token2.tokenType === BraceClose;
  if (isBrace) while (stack.length > 0 && stack.at(-1).token.tokenType !== BraceOpen) stack.pop();
  const top = stack.at(-1);
  if (top !== void 0 && top.token.tokenType === pairs.get(token2.tokenType)) {
    const isExtra = isBrace && top.token.startLine !== token2.startLine && isTooEarly(state, index, top, margin);
    if (isExtra) return takeAway(state, token2);
    stack.pop();
    state.out.push(token2);
  } else if (isBrace) {
    takeAway(state, token2);
  } else if (top !== void 0 && top.token.tokenType === BraceOpen && closesBrace(state, index, top, margin)) {
    report3(
      state,
      "E014",
      spanOf(state, token2),
      `expected \`}\`, found ${quoted2(token2.image)}`,
      "blocks stand between `{` and `}`"
    );
    stack.pop();
    state.out.push({
      ...token2,
      image: "}",
      tokenType: BraceClose,
      tokenTypeIdx: BraceClose.tokenTypeIdx ?? -1
    });
  } else {
    if (top !== void 0 && top.token.tokenType !== BraceOpen) stack.pop();
    state.out.push(token2);
  }
}
function isTooEarly(state, index, top, margin) {
  const { tokens } = state;
  if (startsLine(tokens, index)) return top.margin !== margin;
  let next = index + 1;
  while (next < tokens.length && !startsLine(tokens, next)) next++;
  const following = tokens[next];
  if (following === void 0) return false;
  const isClosedBelow = following.tokenType === BraceClose && following.startColumn === top.margin && state.stack.at(-2)?.margin !== top.margin;
  return isClosedBelow || following.startColumn > top.margin;
}
function closesBrace(state, index, top, margin) {
  if (startsLine(state.tokens, index)) return top.margin === margin;
  return top.token.startLine === state.tokens[index].startLine && endsLine(state.tokens, index);
}
function takeAway(state, token2) {
  report3(
    state,
    "E013",
    spanOf(state, token2),
    "this `}` closes nothing",
    "take it away, or look for a `{` that is missing above"
  );
}
function push2(state, token2, margin) {
  state.stack.push({ token: token2, margin });
  state.out.push(token2);
}
function virtual(type, image, at2) {
  return token(type, image, at2.start, at2.start, at2.line, at2.column);
}
function spanOf({ file }, token2) {
  const { startOffset, endOffset, startLine, startColumn } = token2;
  return { file, start: startOffset, end: endOffset + 1, line: startLine, column: startColumn };
}
function after(state, token2) {
  const end = token2.endOffset + 1;
  const column = token2.startColumn + end - token2.startOffset;
  return { file: state.file, start: end, end, line: token2.startLine, column };
}
function report3(state, code, span, message, help) {
  state.problems.push({ code, span, message, help });
}
var continuing = /* @__PURE__ */ new Set([keyword.and, keyword.or]);
function fence(tokens, starters) {
  const out = [];
  let margin = 1;
  for (const [index, token2] of tokens.entries()) {
    if (startsLine(tokens, index)) {
      const previous = tokens[index - 1]?.tokenType;
      const isWord2 = isWord(token2.tokenType) && !continuing.has(token2.tokenType);
      const isFirst = previous === BraceOpen || previous === BraceClose;
      const isLevel = token2.startColumn <= margin && (previous !== Comma || starters.has(token2.tokenType));
      if (isWord2 && (isFirst || isLevel)) {
        out.push(
          token(Fence, "", token2.startOffset, token2.startOffset, token2.startLine, token2.startColumn)
        );
      }
      margin = token2.startColumn;
    }
    out.push(token2);
  }
  return out;
}

// packages/engine/src/syntax/address.ts
var decimalOctet = /^(?:0|[1-9][0-9]{0,2})$/;
var hexGroup = /^[0-9a-fA-F]{1,4}$/;
function isIPv4(text2) {
  const octets = text2.split(".");
  return octets.length === 4 && octets.every((octet) => decimalOctet.test(octet) && Number(octet) <= 255);
}
function isIPv6(text2) {
  const halves = text2.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => half === "" ? [] : half.split(":"));
  const last = groups.at(-1);
  const embedded = last !== void 0 && last.includes(".");
  if (embedded && !isIPv4(groups.pop() ?? "")) return false;
  const count2 = groups.length + (embedded ? 2 : 0);
  const countFits = halves.length === 2 ? count2 <= 7 : count2 === 8;
  return countFits && groups.every((group2) => hexGroup.test(group2));
}

// packages/engine/src/syntax/scan-number.ts
var date = /[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9A-Za-z_-])/y;
var time = /[0-9]{1,2}:[0-9]{2}(?![0-9A-Za-z_:])/y;
var dotted = /[0-9]+\.[0-9]+\.[0-9]+(?:\.[0-9]+)*/y;
var number = /-?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?/y;
var rateWindow = /\/[0-9_]*[A-Za-z]+/y;
var prefixLength = /\/[0-9]+(?![A-Za-z])/y;
var colonRun = /[0-9A-Fa-f:.]{2,46}/y;
function matchAt(pattern, text2, at2) {
  pattern.lastIndex = at2;
  return pattern.exec(text2)?.[0];
}
function report4(cursor, code, end, message, help) {
  cursor.problems.push({ code, span: spanAt(cursor, cursor.at, end), message, help });
}
function scanNumber(cursor) {
  const { text: text2, at: at2 } = cursor;
  const dateText = matchAt(date, text2, at2);
  if (dateText !== void 0) return pushDate(cursor, dateText);
  const timeText = matchAt(time, text2, at2);
  if (timeText !== void 0) return pushTime(cursor, timeText);
  if (scanAddress(cursor)) return;
  const dottedText = matchAt(dotted, text2, at2);
  if (dottedText !== void 0) return pushIPv4(cursor, dottedText);
  const digits3 = matchAt(number, text2, at2) ?? text2[at2];
  const end = at2 + digits3.length;
  const window = digits3.includes(".") ? void 0 : matchAt(rateWindow, text2, end);
  if (window !== void 0) return pushRate(cursor, digits3, window);
  if (wordEnd(text2, end) > end) return pushUnit(cursor, digits3, wordEnd(text2, end));
  checkNumber(cursor, digits3, end);
  push(cursor, digits3.includes(".") ? Decimal : Integer, end);
}
function checkNumber(cursor, digits3, end) {
  if (/__|_\.|\._|_$/.test(digits3)) {
    report4(cursor, "E004", end, `${quoted2(digits3)} is no number`, "`_` stands between two digits");
  } else if (/^-?0[0-9_]/.test(digits3)) {
    report4(cursor, "E004", end, `${quoted2(digits3)} is no number`, "numbers are written without leading zeros");
  } else if (Math.abs(Number(digits3.replaceAll("_", ""))) > Number.MAX_SAFE_INTEGER) {
    report4(cursor, "E005", end, `${quoted2(digits3)} is too large`, "numbers lie within \xB19007199254740991");
  }
}
function pushUnit(cursor, digits3, end) {
  const unit = cursor.text.slice(cursor.at + digits3.length, end);
  const whole = !digits3.includes(".") && !digits3.startsWith("-");
  const type = whole && isDurationUnit(unit) ? Duration : whole && isSizeUnit(unit) ? Size : void 0;
  if (type !== void 0) {
    checkNumber(cursor, digits3, end);
    return push(cursor, type, end);
  }
  const image = cursor.text.slice(cursor.at, end);
  const near = nearest(unit.toLowerCase(), unitNames);
  const help = whole ? `${near === void 0 ? "" : `did you mean \`${digits3}${near}\`? `}durations end in ms, s, min, h or d, sizes in b, kb, mb or gb` : "durations and sizes are whole numbers";
  report4(cursor, "E004", end, `${quoted2(image)} has no known unit`, help);
  push(
    cursor,
    isReserved(unit) ? Integer : near !== void 0 && isSizeUnit(near) ? Size : Duration,
    end
  );
}
function pushRate(cursor, digits3, window) {
  const unit = window.replace(/^\/[0-9_]*/, "");
  const end = cursor.at + digits3.length + window.length;
  const image = cursor.text.slice(cursor.at, end);
  if (!isDurationUnit(unit)) {
    const near = nearest(unit, durationUnitNames);
    const help = `a rate is a number, \`/\` and a window such as \`s\`, \`15min\`, \`h\` or \`day\``;
    report4(
      cursor,
      "E004",
      end,
      `${quoted2(image)} has no known window`,
      near === void 0 ? help : `did you mean \`${near}\`? ${help}`
    );
  } else {
    checkNumber(cursor, digits3, end);
  }
  push(cursor, Rate, end);
}
function pushDate(cursor, text2) {
  const end = cursor.at + text2.length;
  const day2 = /* @__PURE__ */ new Date(`${text2}T00:00:00Z`);
  const exists = !Number.isNaN(day2.getTime()) && day2.toISOString().startsWith(text2);
  if (!exists)
    report4(cursor, "E006", end, `${quoted2(text2)} is no date`, "dates are year, month and day: `2026-01-31`");
  push(cursor, DateToken, end);
}
function pushTime(cursor, text2) {
  const end = cursor.at + text2.length;
  const [hours = 0, minutes = 0] = text2.split(":").map(Number);
  const exists = text2.length === 5 && hours <= 23 && minutes <= 59;
  if (!exists) report4(cursor, "E006", end, `${quoted2(text2)} is no time`, "times run from `00:00` to `23:59`");
  push(cursor, Time, end);
}
function pushIPv4(cursor, text2) {
  const end = cursor.at + text2.length;
  if (!isIPv4(text2)) {
    report4(
      cursor,
      "E007",
      end,
      `${quoted2(text2)} is no address`,
      "an IPv4 address is four numbers from 0 to 255"
    );
  }
  pushAddress(cursor, end, 32);
}
function pushAddress(cursor, end, longest3) {
  const prefix = matchAt(prefixLength, cursor.text, end);
  const type = prefix === void 0 ? Address : Cidr;
  const whole = end + (prefix?.length ?? 0);
  if (prefix !== void 0 && (Number(prefix.slice(1)) > longest3 || /^\/0[0-9]/.test(prefix))) {
    const image = cursor.text.slice(cursor.at, whole);
    report4(
      cursor,
      "E007",
      whole,
      `${quoted2(image)} is no range of addresses`,
      `what follows \`/\` is at most ${longest3}`
    );
  }
  push(cursor, type, whole);
}
function scanAddress(cursor) {
  const { text: text2, at: at2 } = cursor;
  const run = matchAt(colonRun, text2, at2);
  if (run === void 0 || run.length > 45) return false;
  const range = run.indexOf("..");
  const candidate = (range < 0 ? run : run.slice(0, range)).replace(/\.$/, "");
  const colons = candidate.split(":").length - 1;
  if (colons < 2 || !isIPv6(candidate)) return false;
  pushAddress(cursor, at2 + candidate.length, 128);
  return true;
}

// packages/engine/src/syntax/scan.ts
function startScan(file, text2) {
  return {
    file,
    text: text2,
    at: text2.charCodeAt(0) === 65279 ? 1 : 0,
    line: 1,
    lineStart: 0,
    tokens: [],
    problems: [],
    comments: [],
    documentationBefore: /* @__PURE__ */ new Map(),
    documentationOn: /* @__PURE__ */ new Map(),
    refused: false,
    count: 0,
    depth: 0,
    waiting: []
  };
}
function scan2(file, text2) {
  const state = startScan(file, text2);
  scanSome(state, Number.POSITIVE_INFINITY);
  return state;
}
function scanSome(state, enough) {
  const { text: text2, tokens } = state;
  while (state.at < text2.length && !state.refused) {
    const code = text2.charCodeAt(state.at);
    if (code === 32 || code === 9) state.at++;
    else if (code === 10 || code === 13) scanLineEnd(state, code);
    else if (code === 35) keepComment(state);
    else {
      const before = tokens.length;
      scanToken(state, code);
      if (tokens.length > before) keepToken(state, tokens[before]);
      if (tokens.length > enough && beginsDeclaration(state)) {
        const next = tokens.pop();
        state.tokens = [next];
        return tokens;
      }
    }
  }
  return tokens;
}
function scanLineEnd(state, code) {
  state.at++;
  if (code === 13 && state.text.charCodeAt(state.at) === 10) return;
  state.line++;
  state.lineStart = state.at;
}
function keepComment(state) {
  const comment = scanComment(state);
  state.comments.push(comment);
  if (!comment.text.startsWith("##")) return;
  const words2 = comment.text.replace(/^##+ ?/, "");
  const ownLine = state.tokens.at(-1)?.startLine !== state.line;
  if (ownLine) state.waiting.push(words2);
  else state.documentationOn.set(state.line, words2);
}
function keepToken(state, added) {
  state.count++;
  if (state.waiting.length > 0) {
    state.documentationBefore.set(added.startOffset, state.waiting.join("\n"));
    state.waiting = [];
  }
  if (isOpening(added.tokenType)) state.depth++;
  else if (isClosing(added.tokenType) && state.depth > 0) state.depth--;
  if (state.depth <= maxDepth3 && state.count <= maxTokens) return;
  state.problems.push(boundPassed(added, state.file, state.depth > maxDepth3));
  state.refused = true;
}
function beginsDeclaration({ tokens, depth }) {
  const last = tokens.at(-1);
  return depth === 0 && (last?.tokenType === keyword.api || last?.tokenType === keyword.role) && tokens.at(-2)?.tokenType === BraceClose;
}
function boundPassed(at2, file, deep) {
  const span = {
    file,
    start: at2.startOffset,
    end: at2.endOffset + 1,
    line: at2.startLine,
    column: at2.startColumn
  };
  if (!deep) {
    return {
      code: "E041",
      span,
      message: "too many words in one file",
      help: "split the policy into several files"
    };
  }
  return {
    code: "E042",
    span,
    message: `brackets nested more than ${maxDepth3} deep`,
    help: "name a part with `define`, or move blocks out of each other"
  };
}
var isOpening = (type) => type === BraceOpen || type === ParenOpen || type === BracketOpen;
var isClosing = (type) => type === BraceClose || type === ParenClose || type === BracketClose;
var lineEnd = /[\r\n]/g;
function scanComment(cursor) {
  const start = cursor.at;
  lineEnd.lastIndex = start;
  const end = lineEnd.exec(cursor.text)?.index ?? cursor.text.length;
  cursor.at = end;
  return { text: cursor.text.slice(start, end), span: spanAt(cursor, start, end) };
}
function scanToken(cursor, code) {
  if (isWordStart(code)) return scanWord(cursor);
  if (isDigit3(code)) return scanNumber(cursor);
  if (code === 34) return scanString(cursor);
  if (code === 47) return push(cursor, Path, pathEnd(cursor.text, cursor.at));
  const next = cursor.text.charCodeAt(cursor.at + 1);
  if (code === 45 && isDigit3(next)) return scanNumber(cursor);
  if (code === 58 && next === 58 && scanAddress(cursor)) return;
  const two = punctuation2.get(cursor.text.slice(cursor.at, cursor.at + 2));
  if (two !== void 0) return push(cursor, two, cursor.at + 2);
  const one2 = punctuation1.get(code);
  if (one2 !== void 0) return push(cursor, one2[0], cursor.at + 1, one2[1]);
  return scanUnknown(cursor);
}
var punctuation2 = /* @__PURE__ */ new Map([
  ["==", Equal],
  ["!=", NotEqual],
  ["<=", LessEqual],
  [">=", GreaterEqual],
  ["..", DotDot],
  ["**", StarStar]
]);
var punctuation1 = new Map(
  [
    ["{", BraceOpen],
    ["}", BraceClose],
    ["(", ParenOpen],
    [")", ParenClose],
    ["[", BracketOpen],
    ["]", BracketClose],
    [",", Comma],
    [":", Colon],
    ["?", Question],
    [".", Dot],
    ["*", Star],
    ["=", Assign],
    ["<", Less],
    [">", Greater]
  ].map(([text2, type]) => [text2.charCodeAt(0), [type, text2]])
);
var verbPattern = /^[A-Z]{3,}$/;
var wordCacheSize = 4096;
var wordCache = Array.from({ length: wordCacheSize }, () => void 0);
function scanWord(cursor) {
  const { text: text2, at: start } = cursor;
  const end = wordEnd(text2, start);
  if (end - start <= 4 && text2.charCodeAt(end) === 58 && scanAddress(cursor)) return;
  if (text2.charCodeAt(end) > 127 && isForeignLetter(text2, end)) return scanForeignWord(cursor);
  let hash = end - start;
  for (let at2 = start; at2 < end; at2++) hash = Math.imul(hash, 31) + text2.charCodeAt(at2) | 0;
  const slot = hash & wordCacheSize - 1;
  let known = wordCache[slot];
  if (known === void 0 || known.text.length !== end - start || !text2.startsWith(known.text, start)) {
    known = classify(text2.slice(start, end));
    wordCache[slot] = known;
  }
  push(cursor, known.type, end, known.text);
}
function classify(slice) {
  const text2 = slice.length < 13 ? slice : Array.from(slice).join("");
  const type = keywords.get(text2) ?? (verbPattern.test(text2) ? Verb : Identifier);
  return { text: text2, type };
}
var foreignLetter = /[\p{L}\p{M}\p{N}]/uy;
function isForeignLetter(text2, at2) {
  foreignLetter.lastIndex = at2;
  return foreignLetter.test(text2);
}
var foreignWord = /[\p{L}\p{M}\p{N}_-]+/uy;
function scanForeignWord(cursor) {
  foreignWord.lastIndex = cursor.at;
  const word2 = foreignWord.exec(cursor.text)?.[0] ?? cursor.text.slice(cursor.at, cursor.at + 1);
  const end = cursor.at + word2.length;
  cursor.problems.push({
    code: "E001",
    span: spanAt(cursor, cursor.at, end),
    message: `${quoted2(word2)} is no name`,
    help: "names are made of the letters a to z, digits, `_` and inner `-`; a member of another name is written in double quotes"
  });
  push(cursor, Identifier, end);
}
function scanString(cursor) {
  const { text: text2, at: start } = cursor;
  let end = start + 1;
  let closed = false;
  while (end < text2.length && !closed) {
    const code = text2.charCodeAt(end);
    if (code === 10 || code === 13) break;
    if (code === 92 && !/[\r\n]/.test(text2[end + 1] ?? "")) end++;
    else if (code === 34) closed = true;
    end++;
  }
  end = Math.min(end, text2.length);
  const span = spanAt(cursor, start, end);
  if (!closed) {
    cursor.problems.push({
      code: "E002",
      span,
      message: "this string is not closed",
      help: 'a string ends with `"` on the line on which it begins; a newline inside is written `\\n`'
    });
  } else if (end - start > maxStringLength) {
    cursor.problems.push({
      code: "E043",
      span,
      message: `a string longer than ${maxStringLength} characters`
    });
  } else {
    checkEscapes(cursor, text2.slice(start, end));
  }
  push(cursor, StringToken, end);
}
function checkEscapes(cursor, image) {
  const { fault } = decodeString(image);
  const control = /[\u0000-\u001f]/.exec(image);
  if (fault !== void 0) {
    const start = cursor.at + fault.offset;
    cursor.problems.push({
      code: "E003",
      span: spanAt(cursor, start, start + fault.length),
      message: `${quoted2(fault.text)} is no escape`,
      help: 'the escapes are `\\"` `\\\\` `\\/` `\\b` `\\f` `\\n` `\\r` `\\t` and `\\u0000`; a backslash itself is written `\\\\`'
    });
  } else if (control !== null) {
    const start = cursor.at + control.index;
    cursor.problems.push({
      code: "E003",
      span: spanAt(cursor, start, start + 1),
      message: "a control character in a string",
      help: "write it as an escape, such as `\\t`"
    });
  }
}
var foreignSigns = [
  { sign: "&&", help: "write `and`", type: keyword.and, image: "and" },
  { sign: "||", help: "write `or`", type: keyword.or, image: "or" },
  { sign: "!", help: "write `not`", type: keyword.not, image: "not" },
  { sign: ";", help: "statements need no `;` between them" },
  { sign: "'", help: "strings take double quotes" }
];
var unknownRun = /[^\sA-Za-z0-9_{}()[\],:?.*=<>"/#]+/uy;
function scanUnknown(cursor) {
  const start = cursor.at;
  const foreign = foreignSigns.find(({ sign }) => cursor.text.startsWith(sign, start));
  if (foreign?.sign === "'") return scanSingleQuoted(cursor);
  unknownRun.lastIndex = start;
  const run = unknownRun.exec(cursor.text)?.[0] ?? String.fromCodePoint(cursor.text.codePointAt(start));
  const end = start + (foreign?.sign.length ?? run.length);
  cursor.problems.push({
    code: "E001",
    span: spanAt(cursor, start, end),
    message: `unexpected ${quoted2(cursor.text.slice(start, end))}`,
    ...foreign === void 0 ? {} : { help: foreign.help }
  });
  if (foreign?.type !== void 0) push(cursor, foreign.type, end, foreign.image ?? "");
  else cursor.at = end;
}
function scanSingleQuoted(cursor) {
  const start = cursor.at;
  const close = /'[^'\n]*'/y;
  close.lastIndex = start;
  const end = start + (close.exec(cursor.text)?.[0].length ?? 1);
  cursor.problems.push({
    code: "E001",
    span: spanAt(cursor, start, end),
    message: "unexpected `'`",
    help: "strings take double quotes"
  });
  if (end - start > 1) push(cursor, StringToken, end, JSON.stringify(cursor.text.slice(start + 1, end - 1)));
  else cursor.at = end;
}

// packages/engine/src/syntax/parse.ts
function parse2(source2) {
  const { path: file, text: text2 } = source2;
  if (text2.length > maxFileLength) return tooLong(source2);
  const sound = readSound(file, text2);
  if (sound !== void 0) return assemble(source2, sound.scanned, sound.items, []);
  const scanned = scan2(file, text2);
  const { items, problems } = readFaulty(scanned);
  return assemble(source2, scanned, items, problems);
}
function readFaulty(scanned) {
  const repair = repairBrackets(scanned.file, scanned.text, scanned.tokens);
  const written = repair.unbalanced && repair.problems.length > 0 ? void 0 : readFenced(scanned, scanned.tokens);
  if (repair.problems.length === 0 && written !== void 0) return written;
  const { items, problems } = readFenced(scanned, repair.tokens);
  const repaired = { items, problems: [...repair.problems, ...problems] };
  if (written === void 0) return repaired;
  const lines2 = (reading2) => onePerLine([...scanned.problems, ...reading2.problems]).length;
  return lines2(repaired) <= lines2(written) + 1 ? repaired : written;
}
var readFenced = (scanned, tokens) => read3(scanned, fence(tokens, statementStarts));
var parser;
function read3(scanned, tokens) {
  parser ??= new PolicyParser();
  const { file, text: text2, documentationBefore, documentationOn } = scanned;
  readPaths(file, text2, tokens);
  parser.load({ file, text: text2, tokens, documentationBefore, documentationOn });
  const items = parser.fileItems();
  const { problems } = parser;
  parser.release();
  return { items, problems };
}
var enoughTokens = 4096;
function readSound(file, text2) {
  const scanned = startScan(file, text2);
  const items = [];
  for (; ; ) {
    const tokens = scanSome(scanned, enoughTokens);
    if (scanned.refused) return { scanned, items: [] };
    const atEnd = scanned.tokens === tokens;
    const reading2 = read3(scanned, tokens);
    if (scanned.problems.length > 0 || reading2.problems.length > 0) return void 0;
    for (const item of reading2.items) items.push(item);
    if (atEnd) return { scanned, items };
  }
}
function readPaths(file, text2, tokens) {
  const readType = (start, end, span) => {
    const inner = scan2(file, text2.slice(start, end));
    const moved = inner.tokens.map((token2) => ({
      ...token2,
      startOffset: token2.startOffset + start,
      endOffset: token2.endOffset + start,
      startLine: span.line,
      startColumn: token2.startColumn + span.column - 1
    }));
    parser ??= new PolicyParser();
    parser.load({ file, text: text2, tokens: moved, documentationBefore: /* @__PURE__ */ new Map(), documentationOn: /* @__PURE__ */ new Map() });
    const type = parser.wholeType(span);
    const shift = (problem) => ({
      ...problem,
      span: {
        ...problem.span,
        start: problem.span.start + start,
        end: problem.span.end + start,
        line: span.line,
        column: problem.span.column + span.column - 1
      }
    });
    return { type, problems: [...inner.problems.map(shift), ...parser.problems] };
  };
  for (const token2 of tokens) {
    if (token2.tokenType === Path && token2.payload === void 0)
      token2.payload = readPath(file, token2, readType);
  }
}
function assemble(source2, scanned, items, problems) {
  const all = [...scanned.problems, ...problems];
  const parts = fileParts(items, (problem) => all.push(problem));
  const noPackage = parts.package === void 0 && all.length === 0;
  if (noPackage) all.push(missingPackage(source2.path));
  const span = { file: source2.path, start: 0, end: source2.text.length, line: 1, column: 1 };
  const value = { kind: "file", span, ...parts, comments: scanned.comments };
  return { value, diagnostics: onePerLine(all).map(toDiagnostic) };
}
function missingPackage(file) {
  return {
    code: "E031",
    span: { file, start: 0, end: 0, line: 1, column: 1 },
    message: "a policy file begins with its package",
    help: "write `package` and a name, such as `package shop.orders`, before everything else"
  };
}
function tooLong(source2) {
  const span = { file: source2.path, start: 0, end: 0, line: 1, column: 1 };
  const message = `a policy file longer than ${maxFileLength} characters`;
  const value = { kind: "file", span, ...fileParts([], () => void 0), comments: [] };
  return {
    value,
    diagnostics: [diagnostic("E040", span, message, { help: "split the policy into several files" })]
  };
}
function onePerLine(problems) {
  const sorted2 = problems.toSorted((a, b) => a.span.start - b.span.start);
  const lines2 = /* @__PURE__ */ new Set();
  return sorted2.filter(({ span }) => {
    if (lines2.has(span.line)) return false;
    lines2.add(span.line);
    return true;
  });
}
function toDiagnostic(problem) {
  const { code, span, message, why, help, labels, replacement } = problem;
  const fixes = replacement === void 0 ? [] : [{ title: `write \`${replacement}\``, safe: false, edits: [{ span, text: replacement }] }];
  return diagnostic(code, span, message, { why, help, labels, fixes });
}

// packages/engine/src/compile.ts
function compile2(sources, options = {}) {
  const parsed = sources.map(parse2);
  const checked = check(
    parsed.map(({ value }) => value),
    options
  );
  const diagnostics = [...parsed.flatMap((file) => file.diagnostics), ...checked.diagnostics];
  const isRefused = diagnostics.some(({ severity }) => severity === "error");
  if (isRefused || !checked.value) return { policy: void 0, diagnostics };
  const plan = makePlan(checked.value, hashOf2(sources, checked.value, options.schemas));
  return { policy: { model: checked.value, ...compilePlan(plan, options) }, diagnostics };
}
function hashOf2(sources, { settings: settings2 }, schemas) {
  const parts = [
    ...sources.map(({ path, text: text2 }) => ["policy", path, text2]),
    ...[...schemas ?? []].map(([path, text2]) => ["schema", path, text2]),
    ...settings2.map(({ name, value }) => ["setting", name, value])
  ];
  const lines2 = parts.map((part) => JSON.stringify(part)).sort();
  return createHash("sha256").update(lines2.join("\n")).digest("hex");
}

// packages/engine/src/reference/read.ts
function find2(read4, facts, variables) {
  if (read4.root === "setting") {
    return { kind: "in-form", value: facts.policy.settings.find(({ name }) => name === read4.name)?.value };
  }
  if (read4.root === "path") return { kind: "raw", raw: facts.parameters[read4.ordinal] };
  if (read4.root === "header") return { kind: "raw", raw: header(facts.headers, read4.members[0] ?? "") };
  return walk3(rootOf2(read4, facts, variables), read4.members, read4.default);
}
function rootOf2(read4, facts, variables) {
  switch (read4.root) {
    case "subject":
      return facts.subject;
    case "actor":
      return facts.actor;
    case "query":
      return facts.query;
    case "body":
      return facts.body;
    case "context":
      return facts.context;
    case "resource":
      return memberOf(facts.resources, read4.name);
    case "variable":
      return variables.get(read4.name);
    // Credentials are read by `authenticate` alone, the others by `find`.
    case "credential":
    case "setting":
    case "path":
    case "header":
      return void 0;
  }
}
function walk3(root2, members2, fallback) {
  const [first, ...rest] = members2;
  if (isAbsent(root2) || first === void 0) return { kind: "raw", raw: root2 };
  const found = memberOf(root2, first);
  if (rest.length > 0) return walk3(found, rest, fallback);
  return isAbsent(found) ? { kind: "in-form", value: fallback } : { kind: "raw", raw: found };
}
function isAbsent(value) {
  return value === void 0 || value === null;
}
function header(headers2, name) {
  if (typeof headers2 !== "object" || headers2 === null) return void 0;
  const found = Object.entries(headers2).filter(([given]) => given.toLowerCase() === name.toLowerCase());
  if (found.length < 2) return found[0]?.[1];
  return found.flatMap(([, value]) => value);
}
function valueOf(read4, facts, variables) {
  return readAs(read4, find2(read4, facts, variables), read4.type);
}
function readAs(read4, found, type) {
  if (found.kind === "in-form") return inFormAs2(found.value, read4.type, type);
  const isText2 = read4.root === "path" || read4.root === "query" || read4.root === "header";
  return isText2 && typeof found.raw === "string" ? coerceText(found.raw, type) : coerce(found.raw, type);
}
function inFormAs2(value, from, to) {
  if (value === void 0 || value === null) return void 0;
  const isInForm = from.kind === to.kind && typeof value !== "string";
  return isInForm ? value : coerce(value, to);
}

// packages/engine/src/reference/condition.ts
var noVariables2 = /* @__PURE__ */ new Map();
function truthOf(condition2, facts, variables = noVariables2) {
  if (condition2 === void 0) return true;
  const truth = (part) => truthOf(part, facts, variables);
  const read4 = (part, type) => operandAs(part, type, facts, variables);
  const raw = (part) => operand(part, facts, variables);
  const now2 = () => instantOf(memberOf(facts.context, "now"));
  switch (condition2.kind) {
    case "and":
      return condition2.operands.map(truth).reduce(and, true);
    case "or":
      return condition2.operands.map(truth).reduce(or, false);
    case "not":
      return not(truth(condition2.operand));
    case "has":
      return valueOf(condition2.operand, facts, variables) !== void 0;
    case "any":
    case "every":
      return quantified(condition2, facts, variables);
    case "compare":
      return compare(
        condition2.operator,
        read4(condition2.left, condition2.type),
        read4(condition2.right, condition2.type)
      );
    case "in-list": {
      const isIn = inList(read4(condition2.item, condition2.type), raw(condition2.list), condition2.type);
      return condition2.negated ? not(isIn) : isIn;
    }
    case "in-cidrs": {
      const isIn = inCidrs(read4(condition2.item, { kind: "ip" }), condition2.cidrs);
      return condition2.negated ? not(isIn) : isIn;
    }
    case "in-range": {
      const item = read4(condition2.item, condition2.type);
      const isFromLow = compare(">=", item, read4(condition2.low, condition2.type));
      const isToHigh = compare("<=", item, read4(condition2.high, condition2.type));
      const isIn = and(isFromLow, isToHigh);
      return condition2.negated ? not(isIn) : isIn;
    }
    case "like": {
      const text2 = read4(condition2.operand, { kind: "string" });
      return typeof text2 === "string" ? compileLike(condition2.pattern)(text2) : void 0;
    }
    case "starts-with":
    case "ends-with": {
      const whole = read4(condition2.left, { kind: "string" });
      const part = read4(condition2.right, { kind: "string" });
      if (typeof whole !== "string" || typeof part !== "string") return void 0;
      return condition2.kind === "starts-with" ? whole.startsWith(part) : whole.endsWith(part);
    }
    case "contains":
      return contains(raw(condition2.left), read4(condition2.right, condition2.type), condition2.type);
    case "is":
      return holds2(condition2.role, facts);
    case "within": {
      const instant = read4(condition2.operand, { kind: "instant" });
      return typeof instant === "number" ? within(instant, now2(), condition2.milliseconds) : void 0;
    }
    case "between": {
      const at2 = now2();
      const { from, to, zone, days } = condition2;
      return at2 === void 0 ? void 0 : inWindow(at2, from, to, zone, days);
    }
    case "read": {
      const value = valueOf(condition2, facts, variables);
      return typeof value === "boolean" ? value : void 0;
    }
    case "literal":
      return typeof condition2.value === "boolean" ? condition2.value : void 0;
    case "size":
      return void 0;
  }
}
function quantified(condition2, facts, variables) {
  const elements = operand(condition2.list, facts, variables);
  if (!Array.isArray(elements)) return void 0;
  const truths = elements.map(
    (element) => truthOf(condition2.condition, facts, new Map([...variables, [condition2.variable, element]]))
  );
  return condition2.kind === "any" ? truths.reduce(or, false) : truths.reduce(and, true);
}
function inCidrs(address, cidrs2) {
  if (address === void 0) return void 0;
  return cidrs2.some((text2) => {
    const cidr = parseCidr(text2);
    return cidr !== void 0 && inCidr(address, cidr);
  });
}
function operand(expression, facts, variables) {
  switch (expression.kind) {
    case "read": {
      const found = find2(expression, facts, variables);
      if (readAs(expression, found, expression.type) === void 0) return void 0;
      return found.kind === "raw" ? found.raw : found.value;
    }
    case "literal":
      return expression.value;
    case "size":
      return sizeOf(operand(expression.operand, facts, variables));
    default:
      return truthOf(expression, facts, variables);
  }
}
function operandAs(expression, type, facts, variables) {
  if (expression.kind === "literal") return inFormAs2(expression.value, expression.type, type);
  if (expression.kind !== "read") return operand(expression, facts, variables);
  const found = find2(expression, facts, variables);
  return readAs(expression, found, expression.type) === void 0 ? void 0 : readAs(expression, found, type);
}
function holds2(name, facts) {
  if (name === "anyone") return true;
  if (name === "authenticated") return facts.subject !== void 0;
  const role = facts.policy.roles.find((candidate) => candidate.name === name);
  if (role === void 0 || !isPossible(role, facts)) return false;
  const includers = facts.policy.roles.filter(({ includes }) => includes.includes(name));
  return [
    holdsItself(role, facts),
    ...includers.map((includer) => holds2(includer.name, facts))
  ].reduce(or, false);
}
function isPossible(role, facts) {
  const { of } = role;
  if (of !== void 0 && !facts.bindings.some(({ name, type }) => name === of.name && type === of.type))
    return false;
  return !role.readsSubject || facts.subject !== void 0;
}
function holdsItself(role, facts) {
  if (role.when !== void 0) return truthOf(role.when, facts);
  if (role.of !== void 0) return false;
  const assigned = memberOf(facts.subject, "roles");
  if (!Array.isArray(assigned)) return false;
  return [role.name, ...role.aliases].some((name) => assigned.includes(name));
}

// packages/engine/src/reference/facts.ts
function factsOf(policy, request) {
  return {
    policy,
    subject: isObject2(request.subject) ? request.subject : void 0,
    actor: request.actor,
    parameters: [],
    query: request.query,
    headers: request.headers,
    body: request.body,
    context: request.context,
    bindings: [],
    resources: request.resources
  };
}
function isObject2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// packages/engine/src/reference/expressions.ts
function partsOf2(expression) {
  return [expression, ...operandsOf2(expression).flatMap(partsOf2)];
}
function readsOf2(expression) {
  return partsOf2(expression).filter((part) => part.kind === "read");
}
function rolesAskedBy(expression) {
  return partsOf2(expression).flatMap((part) => part.kind === "is" ? [part.role] : []);
}
function operandsOf2(expression) {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands;
    case "any":
    case "every":
      return [expression.list, expression.condition];
    case "compare":
    case "starts-with":
    case "ends-with":
    case "contains":
      return [expression.left, expression.right];
    case "in-list":
      return [expression.item, expression.list];
    case "in-range":
      return [expression.item, expression.low, expression.high];
    case "in-cidrs":
      return [expression.item];
    case "not":
    case "has":
    case "like":
    case "within":
    case "size":
      return [expression.operand];
    case "is":
    case "between":
    case "read":
    case "literal":
      return [];
  }
}

// packages/engine/src/reference/fit.ts
function someAllowMayFit(route, facts) {
  return route.allows.some(({ grant }) => grant.roles.some((name) => mayHold(name, facts, true)));
}
function someAllowCouldFit(route, facts) {
  const hasSubject = facts.subject !== void 0;
  return route.allows.some(({ grant }) => grant.roles.some((name) => mayHold(name, facts, hasSubject)));
}
function mayHold(name, facts, whereUndecided) {
  const role = facts.policy.roles.find((candidate) => candidate.name === name);
  if (role === void 0) return holds2(name, facts) === true;
  if (!isPossible(role, facts)) return false;
  if (whereUndecided && isUndecided(role, facts)) return true;
  if (isDecidedlyHeld(role, facts)) return true;
  return includersOf(name, facts).some((includer) => mayHold(includer.name, facts, whereUndecided));
}
function isDecidedlyHeld(role, facts) {
  if (!isUndecided(role, facts)) return holdsItself(role, facts) === true;
  const nothingLoaded = { ...facts, bindings: [], resources: void 0 };
  return role.of === void 0 && holdsItself(role, nothingLoaded) === true;
}
function isUndecided(role, facts) {
  if (role.when === void 0) return false;
  if (role.of !== void 0 || readsOf2(role.when).some(({ root: root2 }) => root2 === "resource")) return true;
  return rolesAskedBy(role.when).some((name) => hangsOnLoads(name, facts));
}
function hangsOnLoads(name, facts) {
  const role = facts.policy.roles.find((candidate) => candidate.name === name);
  if (role === void 0 || !isPossible(role, facts)) return false;
  return isUndecided(role, facts) || includersOf(name, facts).some((includer) => hangsOnLoads(includer.name, facts));
}
function includersOf(name, facts) {
  return facts.policy.roles.filter(({ includes }) => includes.includes(name));
}

// packages/engine/src/reference/gather.ts
function gather2(policy, route, path, facts) {
  const own = { tightening: route.own, facts };
  const scopes = policy.scopes.flatMap((scope) => {
    if (scope.kind === "policy") return [{ tightening: scope, facts }];
    if (scope.kind === "api") return governs(scope.path, route.template) ? [{ tightening: scope, facts }] : [];
    const parameters = matchPrefix(scope.path, path);
    return parameters === void 0 ? [] : [{ tightening: scope, facts: { ...facts, parameters } }];
  });
  return [own, ...scopes];
}
function rulesOf(governing, select) {
  const rules = governing.flatMap(
    ({ tightening, facts }) => select(tightening).map((rule) => ({ rule, facts }))
  );
  return rules.sort((left, right) => bySource(left.rule, right.rule));
}
function bySource(left, right) {
  if (left.span.file !== right.span.file) return left.span.file < right.span.file ? -1 : 1;
  return left.span.start - right.span.start;
}
function isLeftAlone(except, method, path) {
  return except.some((target) => targetTakes(target, method, path));
}

// packages/engine/src/reference/loads.ts
function neededLoads(policy, route) {
  const rules = askedOn(policy, route);
  const conditions = rules.conditions;
  const names = new Set(
    conditions.flatMap(readsOf2).flatMap(({ root: root2, name }) => root2 === "resource" ? [name] : [])
  );
  for (const role of [...rules.roles, ...conditions.flatMap(rolesAskedBy)]) {
    for (const name of thingsBehind(role, policy, route)) names.add(name);
  }
  for (const load of route.loads.toReversed()) {
    if (!names.has(load.name)) continue;
    for (const read4 of load.by.flatMap(readsOf2)) if (read4.root === "resource") names.add(read4.name);
  }
  return route.loads.filter(({ name }) => names.has(name));
}
function thingsBehind(name, policy, route) {
  const role = policy.roles.find((candidate) => candidate.name === name);
  if (role === void 0) return [];
  const { of, when } = role;
  const isBound2 = of === void 0 || route.loads.some((load) => load.name === of.name && load.type === of.type);
  const own = !isBound2 || when === void 0 ? [] : [
    ...of === void 0 ? [] : [of.name],
    ...rolesAskedBy(when).flatMap((other) => thingsBehind(other, policy, route))
  ];
  const includers = policy.roles.filter(({ includes }) => includes.includes(name));
  return [...own, ...includers.flatMap((includer) => thingsBehind(includer.name, policy, route))];
}
function askedOn(policy, route) {
  const scopes = policy.scopes.filter((scope) => {
    if (scope.kind === "guardrail") return prefixCovers(scope.path, route.template) !== "never";
    return scope.kind === "policy" || governs(scope.path, route.template);
  });
  const all = [
    ...route.allows.map(({ grant }) => ofGrant(grant)),
    ...route.shows.map(ofResponseRule),
    ...[route.own, ...scopes].flatMap((tightening) => ofTightening(tightening, policy, route))
  ];
  return {
    conditions: all.flatMap(({ conditions }) => conditions),
    roles: all.flatMap(({ roles }) => roles)
  };
}
function ofTightening(tightening, policy, route) {
  const inForce = (rule) => !rule.except.some((target) => takesEveryRequest(target, route));
  const limits = tightening.limits.flatMap((use) => policy.limits[use.limit] ?? []);
  return [
    ...tightening.denies.filter(inForce).map((rule) => asked([rule.when], [rule.unless], rule.roles)),
    // Transport is judged before anything is loaded.
    ...tightening.requires.filter(inForce).map(
      (rule) => rule.what.kind === "tls" ? asked([], []) : asked([rule.what.condition], [rule.unless])
    ),
    ...limits.map((limit2) => asked([...limit2.per, limit2.cost, limit2.when], [limit2.unless])),
    ...tightening.audits.map((rule) => asked([...rule.note, rule.when], [])),
    ...tightening.response.map(ofResponseRule)
  ];
}
function takesEveryRequest(target, route) {
  if (templateCovers(target.template, route.template) !== "always") return false;
  return target.verbs.some((verb) => verb === "ANY" || accepts(verb, route.verb));
}
function ofResponseRule(rule) {
  if (rule.kind === "each") {
    const inner = rule.rules.map(ofResponseRule);
    return {
      conditions: inner.flatMap(({ conditions }) => conditions),
      roles: inner.flatMap(({ roles }) => roles)
    };
  }
  return rule.kind === "show" || rule.kind === "only-to" ? asked([], [rule.to]) : asked([rule.when], [rule.unless]);
}
function ofGrant(grant) {
  return asked([], [grant]);
}
function asked(conditions, grants, roles = []) {
  const given = grants.filter((grant) => grant !== void 0);
  return {
    conditions: [...conditions, ...given.map(({ when }) => when)].filter(
      (condition2) => condition2 !== void 0
    ),
    roles: [...roles, ...given.flatMap((grant) => grant.roles)]
  };
}

// packages/engine/src/reference/roles.ts
function holdsAny(names, facts) {
  return names.map((name) => holds2(name, facts)).reduce(or, false);
}
function grantTruth(grant, facts) {
  return and(holdsAny(grant.roles, facts), truthOf(grant.when, facts));
}
function isMet(grant, facts) {
  return grantTruth(grant, facts) === true;
}
function isExcepted2(unless, facts) {
  return unless !== void 0 && isMet(unless, facts);
}

// packages/engine/src/reference/obligations.ts
var obligationsWithoutRoute = {
  audit: "summary",
  timeoutMilliseconds: void 0,
  response: []
};
function obligationsOfRefusal(governing) {
  return { audit: auditLevel(governing), timeoutMilliseconds: timeout(governing), response: [] };
}
function obligationsOfAllow(route, facts, governing) {
  const holding = responseRules(route, facts, governing).filter(
    ({ rule, facts: at2 }) => holdsForCaller(rule, at2)
  );
  const response2 = holding.map(({ rule: { id: id2, span } }) => ({ id: id2, span }));
  const distinct = response2.filter(
    ({ id: id2 }, place2) => response2.findIndex((other) => other.id === id2) === place2
  );
  return { ...obligationsOfRefusal(governing), response: distinct };
}
function responseRules(route, facts, governing) {
  const shows = route.shows.map((rule) => ({ rule, facts }));
  const tightening = rulesOf(governing, ({ response: response2 }) => response2);
  return [...shows, ...tightening].sort((left, right) => bySource(left.rule, right.rule));
}
function holdsForCaller(rule, facts) {
  switch (rule.kind) {
    case "each":
      return true;
    case "show":
      return rule.to === void 0 || isMet(rule.to, facts);
    case "only-to":
      return !isMet(rule.to, facts);
    case "hide":
    case "hash":
    case "mask":
      return truthOf(rule.when, facts) !== false && !isExcepted2(rule.unless, facts);
  }
}
var strictness = ["none", "summary", "full"];
function auditLevel(governing) {
  const applying = rulesOf(governing, ({ audits }) => audits).filter(
    ({ rule, facts }) => truthOf(rule.when, facts) !== false
  );
  if (applying.length === 0) return "summary";
  return strictness[Math.max(...applying.map(({ rule }) => strictness.indexOf(rule.level)))] ?? "full";
}
function timeout(governing) {
  const timeouts = rulesOf(governing, (tightening) => tightening.timeouts).map(
    ({ rule }) => rule.milliseconds
  );
  return timeouts.length === 0 ? void 0 : Math.min(...timeouts);
}

// packages/engine/src/reference/route.ts
function findRoute(policy, method, path) {
  const fitting2 = policy.routes.filter(({ template }) => matchTemplate(template, path) !== void 0);
  if (fitting2.length === 0) return { kind: "no-route" };
  const accepting = fitting2.filter(({ verb }) => accepts(verb, method));
  const best = accepting.sort((left, right) => preference(left, right, method))[0];
  if (best === void 0) return { kind: "method-not-allowed", methods: methodsOf(fitting2) };
  return { kind: "route", route: best, parameters: matchTemplate(best.template, path) ?? [] };
}
function preference(left, right, method) {
  return compareSpecificity(left.template, right.template) || verbRank(left, method) - verbRank(right, method);
}
function verbRank({ verb }, method) {
  if (verb === method) return 0;
  return verb === "ANY" ? 2 : 1;
}
var ordinaryMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
function methodsOf(routes) {
  const methods2 = routes.flatMap(({ verb }) => {
    if (verb === "ANY") return ordinaryMethods;
    return verb === "GET" ? ["GET", "HEAD"] : [verb];
  });
  return [...new Set(methods2)].sort();
}

// packages/engine/src/reference/decide.ts
function decideByReference(policy, request) {
  const target = canonicalize(request.path);
  if (target.kind === "ambiguous") return withoutRoute(400, "ambiguous-target");
  const found = findRoute(policy, request.method, target.path);
  if (found.kind === "no-route") return withoutRoute(404, "no-route");
  if (found.kind === "method-not-allowed") return withoutRoute(405, "method-not-allowed", found.methods);
  return decideOnRoute({
    policy,
    request,
    path: target.path,
    route: found.route,
    parameters: found.parameters
  });
}
function bearingOn({ policy, request, path, route, parameters }) {
  const facts = { ...factsOf(policy, request), parameters, bindings: route.loads };
  return {
    route,
    facts,
    governing: gather2(policy, route, path, facts),
    isLeftAlone: (rule) => isLeftAlone(rule.except, request.method, path)
  };
}
function decideOnRoute(routed) {
  const bearing = bearingOn(routed);
  const { route, facts } = bearing;
  const needed = neededLoads(routed.policy, route);
  const conceals = route.conceal.existence && needed.length > 0;
  const unwelcomeHere = conceals ? nothingThere(bearing) : unwelcome(facts);
  const transport = failing(bearing).filter(({ what }) => what.kind === "tls");
  if (transport.length > 0) return refusedBy(bearing, "insecure-transport", byStatus(transport));
  if (!someAllowMayFit(route, facts)) {
    return refused(bearing, "no-role", unwelcomeHere);
  }
  const isMissing2 = needed.some(({ name }) => isAbsent2(memberOf(facts.resources, name)));
  if (isMissing2) return refused(bearing, "nothing-loaded", nothingThere(bearing));
  const denying = denials(bearing);
  if (denying.length > 0) {
    const deciding = byStatus(denying);
    return refusedBy(bearing, "denied", deciding.hasElse ? deciding : { ...deciding, status: unwelcomeHere });
  }
  const allowing = [...route.allows].sort(bySource).find(({ grant }) => isMet(grant, facts));
  if (allowing === void 0) {
    return refused(bearing, "not-allowed", unwelcomeHere);
  }
  const required2 = failing(bearing).filter(({ what }) => what.kind !== "tls");
  if (required2.length > 0) return refusedBy(bearing, "requirement", byStatus(required2));
  return {
    decision: "allow",
    status: 200,
    route: route.id,
    determining: [referenceTo2(allowing)],
    reason: "allowed",
    message: void 0,
    challenge: void 0,
    allowedMethods: void 0,
    obligations: obligationsOfAllow(route, facts, bearing.governing)
  };
}
function denials({ facts, governing, isLeftAlone: leavesAlone }) {
  const applying = rulesOf(governing, ({ denies }) => denies).filter(({ rule, facts: at2 }) => {
    if (leavesAlone(rule) || isExcepted2(rule.unless, at2)) return false;
    return holdsAny(rule.roles, at2) !== false && truthOf(rule.when, at2) !== false;
  });
  return applying.map(({ rule }) => objection(rule, rule.else, unwelcome(facts)));
}
function failing({
  facts,
  governing,
  isLeftAlone: leavesAlone
}) {
  const unmet = rulesOf(governing, ({ requires }) => requires).filter(
    ({ rule, facts: at2 }) => !leavesAlone(rule) && !isSatisfied(rule.what, at2) && !isExcepted2(rule.unless, at2)
  );
  return unmet.map(({ rule }) => {
    const { what } = rule;
    const made2 = objection(rule, rule.else, statusOfUnmet(what, facts));
    return { ...made2, what, challenge: challengeFor2(what, made2.status) };
  });
}
function isSatisfied(what, facts) {
  if (what.kind !== "tls") return truthOf(what.condition, facts) === true;
  const version = tlsVersionOf(memberOf(facts.context, "tls"));
  return version !== void 0 && version >= what.version;
}
function statusOfUnmet(what, facts) {
  if (what.kind === "tls") return 403;
  return what.kind === "mfa" ? 401 : unwelcome(facts);
}
function challengeFor2(what, status) {
  if (what.kind === "mfa" && status === 401) {
    const within4 = what.withinMilliseconds;
    return { kind: "step-up", maxAgeSeconds: within4 === void 0 ? void 0 : within4 / 1e3 };
  }
  if (what.kind === "scope" && status === 403) return { kind: "insufficient-scope", scopes: what.scopes };
  return void 0;
}
function unwelcome(facts) {
  return facts.subject === void 0 ? 401 : 403;
}
function isAbsent2(value) {
  return value === void 0 || value === null;
}
function objection(rule, otherwise, status) {
  return {
    rule,
    status: otherwise?.status ?? status,
    message: otherwise?.text,
    hasElse: otherwise !== void 0,
    challenge: void 0
  };
}
function byStatus(objections) {
  const lowest2 = Math.min(...objections.map(({ status }) => status));
  const first = objections.find(({ status }) => status === lowest2);
  if (first === void 0) throw new Error("no objection to choose from");
  return first;
}
function referenceTo2({ id: id2, span }) {
  return { id: id2, span };
}
function refusedBy(bearing, reason, by) {
  const decision = refused(bearing, reason, by.status);
  return { ...decision, determining: [referenceTo2(by.rule)], message: by.message, challenge: by.challenge };
}
function refused({ route, governing }, reason, status) {
  return refusal2(status, reason, route.id, obligationsOfRefusal(governing));
}
function nothingThere({ route, facts }) {
  if (someAllowCouldFit(route, facts)) return 404;
  return route.conceal.existence && facts.subject !== void 0 ? 404 : unwelcome(facts);
}
function withoutRoute(status, reason, allowedMethods) {
  return { ...refusal2(status, reason, void 0, obligationsWithoutRoute), allowedMethods };
}
function refusal2(status, reason, route, obligations) {
  return {
    decision: "deny",
    status,
    route,
    determining: [],
    reason,
    message: void 0,
    challenge: void 0,
    allowedMethods: void 0,
    obligations
  };
}

// packages/engine/test/generate/world.ts
var plans = ["free", "pro", "team"];
var states = ["draft", "open", "closed"];
var subjectMembers = [
  { name: "id", kind: "string", declared: ": string" },
  { name: "tenant", kind: "string", declared: "?: string" },
  { name: "level", kind: "int", declared: ": int(0..10) = 1" },
  { name: "mfa", kind: "bool", declared: ": bool = false" },
  { name: "authTime", kind: "instant", declared: "?: instant" },
  { name: "scopes", kind: "strings", declared: ": set of string = []" },
  { name: "groups", kind: "strings", declared: "?: list of string" },
  { name: "plan", kind: "string", declared: ': string("free", "pro", "team") = "free"', values: plans },
  { name: "address", kind: "ip", declared: "?: ip" },
  { name: "born", kind: "date", declared: "?: date" },
  { name: "shift", kind: "time", declared: ": time = 09:30" },
  { name: "ref", kind: "uuid", declared: "?: uuid" },
  { name: "score", kind: "number", declared: "?: number" },
  { name: "grants", kind: "grants", declared: ": list of Grant = []" }
];
var actorMembers = [
  { name: "id", kind: "string", declared: ": string" },
  { name: "kind", kind: "string", declared: "?: string" }
];
var grantMembers = [
  { name: "tenant", kind: "string", declared: ": string" },
  { name: "level", kind: "int", declared: ": int" },
  { name: "doc", kind: "string", declared: "?: string" }
];
var lineMembers = [
  { name: "sku", kind: "string", declared: ": string" },
  { name: "qty", kind: "int", declared: ": int" },
  { name: "price", kind: "number", declared: "?: number" }
];
var personMembers = [
  { name: "id", kind: "string", declared: ": string" },
  { name: "level", kind: "int", declared: "?: int" },
  { name: "mail", kind: "string", declared: "?: string" }
];
var docMembers = [
  { name: "ownerId", kind: "string", declared: ": string" },
  { name: "tenant", kind: "string", declared: "?: string" },
  {
    name: "state",
    kind: "string",
    declared: ': string("draft", "open", "closed") = "draft"',
    values: states
  },
  { name: "total", kind: "number", declared: ": number" },
  { name: "count", kind: "int", declared: ": int" },
  { name: "secret", kind: "bool", declared: ": bool = false" },
  { name: "tags", kind: "strings", declared: ": list of string" },
  { name: "members", kind: "strings", declared: ": set of string = []" },
  { name: "due", kind: "instant", declared: "?: instant" },
  { name: "ref", kind: "uuid", declared: ": uuid" },
  { name: "from", kind: "ip", declared: "?: ip" },
  { name: "day", kind: "date", declared: "?: date" },
  { name: "at", kind: "time", declared: "?: time" },
  { name: "ttl", kind: "duration", declared: "?: duration" },
  { name: "link", kind: "url", declared: "?: url" },
  { name: "data", kind: "json", declared: "?: json" },
  { name: "sizes", kind: "ints", declared: "?: list of int" },
  { name: "lines", kind: "lines", declared: "?: list of Line" },
  { name: "author", kind: "Person", declared: ": Person" }
];
var teamMembers = [
  { name: "tenant", kind: "string", declared: ": string" },
  { name: "leadId", kind: "string", declared: ": string" },
  { name: "members", kind: "strings", declared: ": set of string" },
  { name: "size", kind: "int", declared: "?: int" },
  { name: "open", kind: "bool", declared: ": bool = false" }
];
var records = {
  Grant: grantMembers,
  Line: lineMembers,
  Person: personMembers,
  Doc: docMembers,
  Team: teamMembers
};
var things = [
  { name: "doc", type: "Doc" },
  { name: "draft", type: "Doc" },
  { name: "team", type: "Team" }
];
function declaration(head, members2) {
  return `${head} { ${members2.map(({ name, declared }) => name + declared).join("  ")} }`;
}
var words = ["a", "b", "u1", "u2", "t1", "t2", "a-1", "x*y", "", "\xE9\u{1F600}"];
var addresses = [
  "10.0.0.1",
  "10.9.8.7",
  "192.0.2.1",
  "::1",
  "fd00::7",
  "::ffff:10.0.0.1"
];
var cidrs = ["10.0.0.0/8", "192.0.2.0/24", "fd00::/8", "10.0.0.1/32"];
var uuids = [
  "123e4567-e89b-12d3-a456-426614174000",
  "00000000-0000-4000-8000-00000000000a"
];
var dates = ["2026-01-01", "2026-02-28", "2025-12-31"];
var times = ["08:00", "09:30", "18:00", "23:59"];
var durations = ["500ms", "30s", "15min", "1h"];
var urls = ["https://a.example/x", "http://b.example/"];
var nowSeconds = 1767258e3;
var instants = [
  nowSeconds,
  nowSeconds - 120,
  nowSeconds - 86400,
  nowSeconds + 60,
  "2026-01-01T09:00:00Z",
  "2025-12-31T23:00:00+01:00"
];
var scalars = {
  string: words,
  int: [0, 1, 2, 3, 5, 7, 10, -1, 9007199254740991],
  number: [0, 1, 1.5, 2, 5, 99.5, 100, 1e3],
  bool: [true, false],
  instant: instants,
  date: dates,
  time: times,
  duration: durations,
  ip: addresses,
  uuid: [...uuids, uuids[1].toUpperCase()],
  url: urls
};
var wrong = [null, "wrong", 12, 0.5, -3, true, [], ["a"], {}, { id: "u1" }, "", 1e300];
function valueOf2(kind2, random, faults = 0.04, values) {
  if (random.chance(faults)) return random.pick(wrong);
  if (values) return random.pick(values);
  const scalar = scalars[kind2];
  if (scalar) return random.pick(scalar);
  const many = (make) => Array.from({ length: random.below(4) }, make);
  switch (kind2) {
    case "strings":
      return many(() => valueOf2("string", random, faults));
    case "ints":
      return many(() => valueOf2("int", random, faults));
    case "grants":
      return many(() => recordOf2(grantMembers, random, faults));
    case "lines":
      return many(() => recordOf2(lineMembers, random, faults));
    case "Person":
      return recordOf2(personMembers, random, faults);
    case "Grant":
      return recordOf2(grantMembers, random, faults);
    case "Line":
      return recordOf2(lineMembers, random, faults);
    default:
      return jsonOf2(random);
  }
}
function jsonOf2(random) {
  return random.pick([
    "a",
    "t1",
    1,
    5,
    2.5,
    true,
    ["a", 1],
    { a: "t1", n: 2 },
    "2026-01-01T09:00:00Z",
    "10.0.0.1"
  ]);
}
function recordOf2(members2, random, faults = 0.04) {
  const record = {};
  for (const { name, kind: kind2, values } of members2) {
    if (random.chance(0.07)) continue;
    record[name] = random.chance(0.03) ? null : valueOf2(kind2, random, faults, values);
  }
  return record;
}

// packages/engine/test/generate/conditions.ts
function condition(readable, random, depth = 2) {
  const roll = depth === 0 ? 1 : random.below(100) / 100;
  if (roll < 0.14) return `${group(readable, random, depth)} and ${group(readable, random, depth)}`;
  if (roll < 0.3) return `${group(readable, random, depth)} or ${group(readable, random, depth)}`;
  if (roll < 0.38) return `not ${group({ ...readable, roles: [] }, random, depth)}`;
  return atom(readable, random);
}
function group(readable, random, depth) {
  return `(${condition(readable, random, depth - 1)})`;
}
function members(prefix, list) {
  return list.flatMap(({ name, kind: kind2, values }) => {
    const text2 = `${prefix}.${name}`;
    const own = values ? { text: text2, kind: kind2, values } : { text: text2, kind: kind2 };
    return kind2 === "Person" ? [own, ...members(text2, records["Person"] ?? [])] : [own];
  });
}
function references(readable) {
  const texts2 = (list) => list.map((text2) => ({ text: text2, kind: "string" }));
  return [
    ...readable.subject ? members("subject", subjectMembers) : [],
    ...readable.actor ? members("actor", actorMembers) : [],
    ...readable.things.flatMap(({ name, type }) => members(name, records[type] ?? [])),
    ...readable.path.map(({ name, ...rest }) => ({ text: `path.${name}`, ...rest })),
    ...readable.query ? texts2(["query.q", "query.sort"]) : [],
    ...texts2(["header.x-mode", "header.x-tenant", "context.host", "context.userAgent"]),
    ...readable.body ? ["body.a", "body.n.b", "body.list"].map((text2) => ({ text: text2, kind: "json" })) : [],
    { text: "context.ip", kind: "ip" },
    { text: "context.now", kind: "instant" },
    ...readable.settings.map(({ name, kind: kind2 }) => ({ text: name, kind: kind2 }))
  ];
}
function literal(kind2, random) {
  switch (kind2) {
    case "string":
    case "json":
      return JSON.stringify(random.pick(words));
    case "int":
      return String(random.pick([0, 1, 2, 3, 5, 7, 10]));
    case "number":
      return random.pick(["1", "1.5", "5", "99.5", "1_000"]);
    case "bool":
      return random.pick(["true", "false"]);
    case "date":
      return random.pick(dates);
    case "time":
      return random.pick(times);
    case "duration":
      return random.pick(durations);
    case "ip":
      return random.pick(addresses);
    case "uuid":
      return JSON.stringify(random.pick(uuids));
    case "url":
      return JSON.stringify(random.pick(urls));
    default:
      return void 0;
  }
}
var ordered2 = ["string", "int", "number", "instant", "date", "time", "duration"];
var comparable = [...ordered2, "bool", "ip", "uuid", "url", "json"];
function atom(readable, random) {
  const all = references(readable);
  const makers = [
    ...Array.from({ length: 5 }, () => compare2),
    has,
    inLiteral,
    inList2,
    inCidr2,
    inRange2,
    like,
    affix,
    contains2,
    within3,
    between,
    size,
    quantified2,
    bool7,
    isRole,
    call
  ];
  for (; ; ) {
    const text2 = random.pick(makers)(all, random, readable);
    if (text2 !== void 0) return text2;
  }
}
function one(all, random, kinds2) {
  const fitting2 = all.filter(({ kind: kind2 }) => kinds2.includes(kind2));
  return fitting2.length > 0 ? random.pick(fitting2) : void 0;
}
var compare2 = (all, random) => {
  const left = one(all, random, random.chance(0.6) ? [random.pick(comparable)] : comparable);
  if (!left) return void 0;
  const operator = random.pick(
    ordered2.includes(left.kind) ? ["==", "==", "!=", "<", "<=", ">", ">="] : ["==", "!="]
  );
  if (left.values)
    return `${left.text} ${random.pick(["==", "!="])} ${JSON.stringify(random.pick(left.values))}`;
  const others = all.filter(
    ({ kind: kind2, text: text2, values }) => text2 !== left.text && values === void 0 && fits3(left.kind, kind2)
  );
  const other = literal(left.kind, random);
  if (other === void 0 || others.length > 0 && random.chance(0.5)) {
    return others.length > 0 ? `${left.text} ${operator} ${random.pick(others).text}` : void 0;
  }
  return random.chance(0.15) && left.kind !== "json" ? `${other} ${operator} ${left.text}` : `${left.text} ${operator} ${other}`;
};
function fits3(left, right) {
  return left === right || left === "int" && right === "number";
}
var has = (all, random) => `has ${random.pick(all).text}`;
var inLiteral = (all, random) => {
  const item = one(all, random, ["string", "int"]);
  if (!item) return void 0;
  const list = item.values ? random.some(item.values, 0.6).map((value) => JSON.stringify(value)) : [1, 2, 3].map(() => literal(item.kind, random) ?? "");
  return `${item.text} ${random.pick(["in", "in", "not in"])} [${list.join(", ")}]`;
};
var inList2 = (all, random) => {
  const list = one(all, random, ["strings", "ints"]);
  if (!list) return void 0;
  const kind2 = list.kind === "strings" ? "string" : "int";
  const item = one(
    all.filter(({ values }) => values === void 0),
    random,
    [kind2]
  );
  const text2 = item && random.chance(0.6) ? item.text : literal(kind2, random);
  return `${text2} ${random.pick(["in", "in", "not in"])} ${list.text}`;
};
var inCidr2 = (all, random) => {
  const item = one(all, random, ["ip"]);
  const blocks = random.chance(0.5) ? random.pick(cidrs) : `[${random.pick(cidrs)}, ${random.pick(cidrs)}]`;
  return item && `${item.text} ${random.pick(["in", "in", "not in"])} ${blocks}`;
};
var inRange2 = (all, random) => {
  const item = one(all, random, ["int", "number", "date", "time"]);
  if (!item) return void 0;
  const ends = { date: "2026-01-01 .. 2026-02-28", time: "08:00 .. 18:00" };
  return `${item.text} ${random.pick(["in", "in", "not in"])} ${ends[item.kind] ?? random.pick(["1 .. 5", "0 .. 100", "2 .. 2"])}`;
};
var like = (all, random) => {
  const item = one(
    all.filter(({ values }) => values === void 0),
    random,
    ["string"]
  );
  return item && `${item.text} like ${JSON.stringify(random.pick(["*", "?", "u?", "a*", "*1", "x\\*y", "?\u{1F600}"]))}`;
};
var affix = (all, random) => {
  const item = one(
    all.filter(({ values }) => values === void 0),
    random,
    ["string"]
  );
  const other = one(
    all.filter(({ values }) => values === void 0),
    random,
    ["string"]
  );
  if (!item || !other) return void 0;
  return `${item.text} ${random.pick(["starts", "ends"])} with ${random.chance(0.7) ? JSON.stringify(random.pick(["a", "1", "t", ""])) : other.text}`;
};
var contains2 = (all, random) => {
  const item = one(
    all.filter(({ values }) => values === void 0),
    random,
    ["string", "strings"]
  );
  return item && `${item.text} contains ${JSON.stringify(random.pick(["a", "1", "u1", ""]))}`;
};
var within3 = (all, random) => {
  const item = one(
    all.filter(({ text: text2 }) => text2 !== "context.now"),
    random,
    ["instant"]
  );
  return item && `${item.text} within ${random.pick(["5min", "1h", "2d"])}`;
};
var between = (_, random) => {
  const [from, to] = random.pick([
    ["08:00", "18:00"],
    ["22:00", "06:00"],
    ["09:00", "09:30"],
    ["00:00", "12:00"]
  ]);
  const zone = random.pick(["", ' in "Europe/Berlin"', ' in "America/New_York"', ' in "UTC"']);
  return `context.time between ${from} and ${to}${zone}${random.pick(["", " on mon..fri", " on thu", " on sat..sun"])}`;
};
var size = (all, random) => {
  const item = one(
    all.filter(({ values }) => values === void 0),
    random,
    ["string", "strings", "grants", "lines"]
  );
  return item && `size(${item.text}) ${random.pick(["==", "<", ">=", "!="])} ${random.below(4)}`;
};
var quantified2 = (all, random, readable) => {
  const list = one(all, random, ["strings", "ints", "grants", "lines"]);
  if (!list) return void 0;
  const variable = `v${random.below(3)}`;
  const element = { strings: "string", ints: "int", grants: "Grant", lines: "Line" }[list.kind];
  const inner = [
    ...all,
    ...records[element] ? members(variable, records[element]) : [{ text: variable, kind: element }]
  ];
  const about = inner.filter(({ text: text2 }) => text2 === variable || text2.startsWith(`${variable}.`));
  const left = random.pick(about);
  const others = all.filter(({ kind: kind2, values }) => kind2 === left.kind && values === void 0);
  const value = literal(left.kind, random);
  const right = value !== void 0 && (others.length === 0 || random.chance(0.4)) ? value : others.length > 0 ? random.pick(others).text : "1";
  const first = `${left.text} ${random.pick(["==", "==", "!="])} ${right}`;
  const body = random.chance(0.7) ? first : `${first} and ${atom({ ...readable, roles: [], calls: [] }, random)}`;
  return `(${random.pick(["any", "every"])} ${variable} in ${list.text}: (${body}))`;
};
var bool7 = (all, random) => one(all, random, ["bool"])?.text;
var isRole = (_, random, { roles }) => roles.length > 0 ? `subject is ${random.pick(roles)}` : void 0;
var call = (_, random, { calls }) => calls.length > 0 ? random.pick(calls) : void 0;
var now = nowSeconds;

// packages/engine/test/generate/paths.ts
var literals = ["a_b~c", "a", "b", "items", "v1", "x.y", "u1"];
var texts = [
  "caf%C3%A9",
  "a_b%7ec",
  "a",
  "b",
  "u1",
  "t1",
  "items",
  "v1",
  "x.y",
  "12",
  "-3",
  "0",
  "a-1",
  "p...q",
  "n.json",
  "caf%C3%A9",
  "a%20b",
  "a%3Bb",
  "%61",
  uuids[0]
];
function parameterSegment(name) {
  return {
    text: `{${name}}`,
    rank: "parameter",
    parameters: [{ name, kind: "string" }],
    fitting: (random) => random.pick(texts)
  };
}
function typedSegment(name, random) {
  const typed2 = (type, kind2, fitting2, values) => ({
    text: `{${name}: ${type}}`,
    rank: "typed",
    parameters: [values ? { name, kind: kind2, values } : { name, kind: kind2 }],
    fitting: fitting2
  });
  return random.pick([
    () => typed2("int", "int", (r) => r.pick(["0", "1", "5", "-3", "12"])),
    () => typed2("int(0..100)", "int", (r) => r.pick(["1", "5", "12"])),
    () => typed2("uuid", "uuid", (r) => r.pick([uuids[0], uuids[1].toUpperCase()])),
    () => typed2('string like "a-*"', "string", (r) => r.pick(["a-1", "a-", "a-x.y"]), ["a-1"]),
    () => typed2("string(max 2)", "string", (r) => r.pick(["a", "u1", "%61b"]), ["a", "u1"]),
    () => typed2('string("u1", "t1")', "string", (r) => r.pick(["u1", "t1"]), ["u1", "t1"])
  ])();
}
function mixedSegment(name, random) {
  const one2 = { name, kind: "string" };
  const two = { name: `${name}b`, kind: "string" };
  return random.pick([
    () => ({
      text: `{${name}}...{${two.name}}`,
      rank: "mixed",
      parameters: [one2, two],
      fitting: (r) => r.pick(["p...q", "a....b", "u1...t1"])
    }),
    () => ({
      text: `{${name}}.json`,
      rank: "mixed",
      parameters: [one2],
      fitting: (r) => r.pick(["n.json", "u1.json", "a.json.json"])
    }),
    () => ({
      text: `a-{${name}}`,
      rank: "mixed",
      parameters: [one2],
      fitting: (r) => r.pick(["a-1", "a-u1"])
    }),
    () => ({
      text: `n{${name}: int}`,
      rank: "mixed",
      parameters: [{ name, kind: "int" }],
      fitting: (r) => r.pick(["n1", "n12", "n-3"])
    })
  ])();
}
function restSegment(name, random) {
  const isNamed = random.chance(0.6);
  return {
    text: isNamed ? `{${name}**}` : "**",
    rank: "rest",
    parameters: isNamed ? [{ name, kind: "string" }] : [],
    fitting: (r) => r.pick(["", "a", "a/b", "u1/x.y/", "a%20b/c", "a/"])
  };
}
function makeTree(random, size2) {
  let named = 0;
  const words2 = [...literals, ...Array.from({ length: Math.floor(size2 / 20) }, (_, at2) => `w${at2}`)];
  const root2 = {
    text: "",
    rank: "literal",
    parameters: [],
    fitting: () => "",
    children: [],
    parent: void 0,
    path: "",
    depth: 0
  };
  const nodes = [root2];
  const add = (parent, segment) => {
    const node = {
      ...segment,
      children: [],
      parent,
      path: `${parent.path}/${segment.text}`,
      depth: parent.depth + 1
    };
    parent.children.push(node);
    nodes.push(node);
  };
  for (let tries = 0; nodes.length < size2 && tries < size2 * 20; tries++) {
    const parent = random.pick(nodes);
    if (parent.rank === "rest" || parent.depth >= 5) continue;
    const name = `p${named++}`;
    const segment = random.pick([
      () => literalSegment(random.pick(words2)),
      () => literalSegment(random.pick(words2)),
      () => parameterSegment(name),
      () => parameterSegment(name),
      () => typedSegment(name, random),
      () => mixedSegment(name, random),
      () => restSegment(name, random)
    ])();
    const isTaken2 = parent.children.some(
      (child) => segment.rank === "literal" ? child.text === segment.text : child.rank === segment.rank
    );
    if (!isTaken2 && (segment.rank !== "rest" || parent !== root2)) add(parent, segment);
  }
  return root2;
}
function literalSegment(text2) {
  return { text: text2, rank: "literal", parameters: [], fitting: () => encodeURI(text2) };
}
function nodesOf(node) {
  return [node, ...node.children.flatMap(nodesOf)];
}
function ancestry(node) {
  return node.parent ? [...ancestry(node.parent), node] : [node];
}
function parametersOf(node) {
  return ancestry(node).flatMap(({ parameters }) => parameters);
}
function coversOthers(node) {
  return ancestry(node).some(
    ({ rank, parent }) => rank === "parameter" && parent?.children.some((sibling) => sibling.rank === "typed") === true
  );
}
function pathFor(node, random) {
  const segments = ancestry(node).slice(1).map((one2) => random.chance(0.03) ? random.pick(texts) : one2.fitting(random));
  const path = `/${segments.filter((segment, place2) => segment !== "" || place2 < segments.length - 1).join("/")}`;
  const roll = random.below(200);
  if (roll < 3) return `${path}/`;
  if (roll < 6) return `${path}/${random.pick(texts)}`;
  if (roll < 8) return path.slice(0, Math.max(1, path.lastIndexOf("/")));
  if (roll < 11) return `${path}${random.pick(["//", "/..", "/%2f", ";x", "%zz", "/%00", "#f", "\\"])}`;
  if (roll < 30) return `${path}?q=1&path=/a`;
  if (roll < 34) return `https://h.example${path}`;
  if (roll < 40) return path.replace("u1", "%751").replace("items", "%69tems");
  return path;
}

// packages/engine/test/generate/random.ts
function makeRandom(seed) {
  let a = (seed ^ 2654435769) >>> 0 || 1;
  let b = 2246822507;
  let weyl = 0;
  const next = () => {
    a ^= a << 13;
    a ^= a >>> 17;
    a ^= a << 5;
    weyl = weyl + 1831565813 >>> 0;
    b = Math.imul(b ^ weyl >>> 15, 739982445) + a;
    const mixed = Math.imul(a + weyl ^ b >>> 12, 695872825);
    return (mixed ^ mixed >>> 15) >>> 0;
  };
  for (let warm = 0; warm < 8; warm++) next();
  const below = (bound) => Math.floor(next() / 4294967296 * bound);
  const chance = (probability) => next() / 4294967296 < probability;
  const pick = (items) => {
    if (items.length === 0) throw new Error("nothing to pick from");
    return items[below(items.length)];
  };
  const some2 = (items, probability) => items.filter(() => chance(probability));
  const shuffle = (items) => {
    const shuffled = [...items];
    for (let place2 = shuffled.length - 1; place2 > 0; place2--) {
      const other = below(place2 + 1);
      const moved = shuffled[place2];
      shuffled[place2] = shuffled[other];
      shuffled[other] = moved;
    }
    return shuffled;
  };
  return { below, chance, pick, some: some2, shuffle };
}

// packages/engine/test/generate/rules.ts
function withoutRoles(readable) {
  return { ...readable, roles: [], calls: readable.calls.filter((call2) => !call2.startsWith("may")) };
}
function some(list, random) {
  const first = random.pick(list);
  const second2 = random.pick(list);
  return first !== second2 && random.chance(0.4) ? `${first}, ${second2}` : first;
}
function whenClause(ground, random, probability) {
  return random.chance(probability) ? ` when ${condition(ground.readable, random)}` : "";
}
function unlessClause(ground, random) {
  return random.chance(0.35) ? ` unless ${some(ground.roles, random)}${whenClause(ground, random, 0.3)}` : "";
}
function elseClause(random) {
  if (!random.chance(0.3)) return "";
  return ` else ${random.pick([400, 401, 403, 404, 409, 422, 428, 451])}${random.chance(0.6) ? ` ${JSON.stringify(random.pick(["no", "outside hours", '\xE9 " \\']))}` : ""}`;
}
function exceptClause(ground, random) {
  if (!random.chance(0.3)) return "";
  const targets = ground.targets();
  if (targets.length === 0) return "";
  return ` except ${random.pick(targets)}${random.chance(0.3) ? `, ${random.pick(targets)}` : ""}`;
}
function allow(ground, random, isPublic) {
  if (isPublic && random.chance(0.5)) return `allow anyone${whenClause(ground, random, 0.35)}`;
  if (random.chance(0.4)) return `allow authenticated${whenClause(ground, random, 0.3)}`;
  const others = random.chance(0.3) ? [random.pick(ground.roles)] : [];
  const names = [.../* @__PURE__ */ new Set([random.pick(ground.holdable), random.pick(ground.holdable), ...others])];
  return `allow ${names.join(", ")}${whenClause(ground, random, 0.4)}`;
}
function deny(ground, random) {
  const who = random.pick([
    "anyone",
    "authenticated",
    some(ground.roles, random),
    some(ground.roles, random),
    some(ground.roles, random)
  ]);
  const isBare = !["anyone", "authenticated"].includes(who) && random.chance(0.25);
  const both = () => `(${condition(ground.readable, random, 1)}) and (${condition(ground.readable, random, 0)})`;
  const when = isBare ? "" : ` when ${random.chance(0.5) ? both() : condition(ground.readable, random)}`;
  return `deny ${who}${when}${unlessClause(ground, random)}${elseClause(random)}${exceptClause(ground, random)}`;
}
function require2(ground, random) {
  const kinds2 = [
    "tls",
    "condition",
    "condition",
    "condition",
    ...ground.readable.subject ? ["mfa", "mfa within", "scope"] : []
  ];
  const rest = `${unlessClause(ground, random)}${elseClause(random)}${exceptClause(ground, random)}`;
  switch (random.pick(kinds2)) {
    case "tls":
      return `require tls >= ${random.pick(["1.2", "1.2", "1.3"])}${elseClause(random)}${exceptClause(ground, random)}`;
    case "mfa":
      return `require mfa${rest}`;
    case "mfa within":
      return `require mfa within ${random.pick(["5min", "1h"])}${rest}`;
    case "scope":
      return `require scope ${random.pick(['"a"', '"a", "b"', '"u1"'])}${rest}`;
    default:
      return `require (${condition(ground.readable, random, 1)}) or (${random.pick(["has context.ip", "has context.now", condition(ground.readable, random, 1)])})${rest}`;
  }
}
function audit(ground, random) {
  const note = random.chance(0.3) ? ` note ${random.pick(["header.x-mode", "context.ip", "context.host"])}` : "";
  return `audit ${random.pick(["none", "summary", "full"])}${note}${whenClause(ground, random, 0.4)}`;
}
function limit(ground, random) {
  const roles = withoutRoles(ground.readable);
  const per = random.pick([
    "context.ip",
    "context.ip",
    ...roles.subject ? ["subject.id", "subject.tenant, context.ip"] : []
  ]);
  const parts = [
    random.chance(0.3) ? ` burst ${1 + random.below(5)}` : "",
    random.chance(0.3) ? ` when ${condition(roles, random, 1)}` : "",
    random.chance(0.3) ? ` unless ${some(ground.roles, random)}` : "",
    random.chance(0.2) ? " count refused" : "",
    random.chance(0.2) ? " then block 1min" : "",
    random.chance(0.2) ? ` outage ${random.pick(["local", "allow", "deny"])}` : ""
  ];
  return `limit ${random.pick(["10/min", "100/h", "5/15min"])} per ${per}${parts.join("")}`;
}
var fields = [
  "id",
  "total",
  "author.mail",
  "lines[*].price",
  "**.secret",
  "*",
  "tags[*]",
  "ownerId",
  '"odd name"',
  "[*].id",
  "lines[*]",
  "data.*"
];
var docFields = [
  "total",
  "author.mail",
  "lines[*].price",
  "**.secret",
  "*",
  "tags[*]",
  "ownerId",
  "lines[*]",
  "data.*",
  "data.x"
];
function fieldList(from, random) {
  return random.chance(0.5) ? `${random.pick(from)}, ${random.pick(from)}` : random.pick(from);
}
function response(ground, random, isWidening, row) {
  const inEach = row !== void 0;
  const named = row === "Doc" ? docFields : fields;
  const hidden = { ...ground, readable: withoutRoles(ground.readable) };
  const tail = () => `${random.chance(0.4) ? ` when ${condition(hidden.readable, random, 1)}` : ""}${random.chance(0.5) ? ` unless ${some(ground.roles, random)}${whenClause(ground, random, 0.3)}` : ""}`;
  const to = () => random.chance(0.6) ? ` to ${some(ground.holdable, random)}${whenClause(ground, random, 0.3)}` : "";
  const makers = [
    () => `hide ${fieldList(named, random)}${tail()}`,
    () => `hash ${random.pick(named)}${tail()}`,
    () => `mask ${random.pick(named)} ${random.chance(0.5) ? `keep ${random.below(5)}` : `with ${JSON.stringify("hidden")}`}${tail()}`,
    ...isWidening ? [() => `show ${fieldList(named, random)}${to()}`, () => `show ${fieldList(named, random)}${to()}`] : [],
    ...inEach ? [() => `only to ${some(ground.holdable, random)}${whenClause(ground, random, 0.4)}`] : [],
    ...inEach ? [] : [() => each(ground, random, isWidening)]
  ];
  const items = Array.from({ length: 1 + random.below(3) }, () => random.pick(makers)());
  return { head: "response", items };
}
function each(ground, random, isWidening) {
  const isTyped = random.chance(0.8);
  const name = random.pick(["row", "draft"]);
  const isBound2 = ground.readable.things.some((thing) => thing.name === name);
  const bound = isBound2 ? "entry" : name;
  const things2 = isTyped ? [...ground.readable.things, { name: bound, type: "Doc" }] : ground.readable.things;
  const inner = response(
    { ...ground, readable: { ...ground.readable, things: things2 } },
    random,
    isWidening,
    isTyped ? "Doc" : "untyped"
  );
  const head = `each ${random.pick(["[*]", "lines[*]", "**.row", "data"])} as ${bound}${isTyped ? ": Doc" : ""}`;
  return { head, items: typeof inner === "string" ? [inner] : inner.items };
}
function tightenings(ground, random, density) {
  const makers = [
    [0.35, () => deny(ground, random)],
    [0.3, () => require2(ground, random)],
    [0.2, () => audit(ground, random)],
    [0.12, () => `timeout ${random.pick(["500ms", "5s", "10s", "1min"])}`],
    [0.12, () => limit(ground, random)],
    [0.12, () => response(ground, random, false)],
    [0.1, () => ground.quotas.length > 0 ? `use ${random.pick(ground.quotas)}` : "timeout 30s"]
  ];
  return makers.flatMap(([probability, make]) => random.chance(probability * density) ? [make()] : []);
}

// packages/engine/test/generate/sketch.ts
function render(files) {
  return files.map((file) => ({
    path: file.path,
    text: [
      `package ${file.package}`,
      ...file.imports ?? [],
      ...file.items.flatMap((item) => lines(item, ""))
    ].join("\n") + "\n"
  }));
}
function lines(item, indent) {
  if (typeof item === "string") return [indent + item];
  return [
    `${indent}${item.head} {`,
    ...item.items.flatMap((inner) => lines(inner, `${indent}  `)),
    `${indent}}`
  ];
}

// packages/engine/test/generate/policy.ts
var settings = [
  { name: "most", kind: "int" },
  { name: "home", kind: "string" },
  { name: "strict", kind: "bool" },
  { name: "opening", kind: "time" }
];
var settingLines = [
  "setting most: int = 5 from env.MOST",
  'setting home: string = "t1"',
  "setting strict: bool = true from env.STRICT",
  "setting opening: time = 09:30"
];
function generatePolicy(seed, options = {}) {
  const random = makeRandom(seed);
  const wanted = options.routes ?? 4 + random.below(13);
  const tree = makeTree(random, Math.ceil(wanted * 0.9) + 3);
  const topPublic = new Set(random.some(tree.children, 0.35));
  const isPublic = (node) => {
    const top = ancestry(node)[1];
    return top !== void 0 && topPublic.has(top);
  };
  const roles = makeRoles(random);
  const hasHead = options.withoutHead !== true;
  const routes = makeRoutes(tree, random, wanted, hasHead);
  const world = {
    random,
    roles,
    settings,
    hasAuthenticators: random.chance(0.3),
    quotas: ["perCaller", "perHost"],
    isPublic,
    hasPublic: topPublic.size > 0,
    hasHead,
    routesOf: byNode(routes)
  };
  const sketch = makeFiles(tree, routes, world);
  const derivedNames = [...roles.derived, ...roles.relative.map(({ name }) => name)];
  return {
    seed,
    sketch,
    files: render(sketch),
    routes,
    assignable: [...roles.plain, ...roles.aliases],
    unassignable: [...derivedNames, "nobody", "anyone", "authenticated", "constructor"]
  };
}
function byNode(routes) {
  const found = /* @__PURE__ */ new Map();
  for (const route of routes) {
    const known = found.get(route.node);
    if (known) known.push(route);
    else found.set(route.node, [route]);
  }
  return found;
}
var verbs = ["GET", "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "ANY", "PURGE"];
function makeRoutes(tree, random, wanted, hasHead) {
  const routes = [];
  const taken = /* @__PURE__ */ new Map();
  const nodes = nodesOf(tree);
  for (let tries = 0; routes.length < wanted && tries < wanted * 8; tries++) {
    const node = random.pick(nodes);
    const verb = random.pick(hasHead ? [...verbs, "HEAD"] : verbs);
    const others = taken.get(node) ?? [];
    if (others.includes(verb)) continue;
    taken.set(node, [...others, verb]);
    routes.push({ node, verb });
  }
  return routes;
}
function makeRoles(random) {
  const plain5 = Array.from({ length: 3 + random.below(4) }, (_, at2) => `r${at2}`);
  const aliases = [];
  const base = { ...nothing4, subject: true, query: true, settings };
  const declarations = plain5.map((name, at2) => {
    const includes = random.some(plain5.slice(at2 + 1), 0.4);
    const alias = random.chance(0.25) ? [`idp:${name}`] : [];
    aliases.push(...alias);
    const as = alias.length > 0 ? ` as ${alias.map((text2) => JSON.stringify(text2)).join(", ")}` : "";
    return `role ${name}${as}${includes.length > 0 ? ` includes ${includes.join(", ")}` : ""}`;
  });
  const derived = [];
  for (const at2 of [0, 1]) {
    if (!random.chance(0.75)) continue;
    const name = `d${at2}`;
    const includes = random.chance(0.35) ? ` includes ${random.pick([...plain5, ...derived])}` : "";
    const asked2 = includes === "" ? [...plain5, ...derived] : [];
    const readable = { ...base, subject: random.chance(0.7), actor: true, roles: asked2 };
    declarations.push(`role ${name}${includes} when ${condition(readable, random, 1)}`);
    derived.push(name);
  }
  const relative = [];
  for (const [name, of, type] of [
    ["owner", "doc", "Doc"],
    ["viewer", "doc", "Doc"],
    ["drafter", "draft", "Doc"],
    ["lead", "team", "Team"],
    ["rower", "row", "Doc"]
  ]) {
    const sameThing = relative.filter((other) => other.of === of).map((other) => other.name);
    const includes = random.chance(0.4) ? ` includes ${random.pick([...plain5, ...sameThing])}` : "";
    const asked2 = includes === "" && random.chance(0.4) ? [...plain5, ...derived] : [];
    const readable = { ...base, subject: random.chance(0.75), roles: asked2, things: [{ name: of, type }] };
    const likely = { owner: "doc.ownerId == subject.id", lead: "subject.id in team.members" }[name];
    const when = likely !== void 0 && random.chance(0.4) ? likely : condition(readable, random, 1);
    declarations.push(`role ${name}${includes} of ${of}: ${type} when ${when}`);
    relative.push({ name, of, type });
  }
  if (random.chance(0.5)) {
    declarations.push(
      `role chief when (subject is ${random.pick(relative).name}) or (${condition(base, random, 0)})`
    );
    derived.push("chief");
  }
  if (random.chance(0.4)) {
    const included = [random.pick(relative).name, ...random.some(derived, 0.3)].filter(
      (name) => name !== "chief"
    );
    declarations.push(`role boss includes ${included.join(", ")}`);
    plain5.push("boss");
  }
  return { plain: plain5, derived, relative, declarations, aliases };
}
var nothing4 = {
  subject: false,
  actor: false,
  path: [],
  query: false,
  body: false,
  things: [],
  settings: [],
  roles: [],
  calls: []
};
var defineLines = [
  "define big(d: Doc) = d.total > 100",
  'define over(d: Doc, n: int) = (d.count > n) or (d.state == "closed")',
  "define inside() = context.ip in 10.0.0.0/8",
  "define mine(d: Doc) = d.ownerId == subject.id",
  'define trusted() = (inside()) or (header.x-mode == "a")'
];
function callsFor(readable) {
  const docs = readable.things.filter(({ type }) => type === "Doc");
  return [
    "inside()",
    "trusted()",
    ...docs.flatMap(({ name }) => [
      `big(${name})`,
      `over(${name}, 3)`,
      ...readable.subject ? [`mine(${name})`] : []
    ])
  ];
}
function groundFor(world, standing) {
  const { roles } = world;
  const isBound2 = (role) => standing.things.some(({ name, type }) => name === role.of && type === role.type);
  const bound = roles.relative.filter(isBound2).map(({ name }) => name);
  const names = [...roles.plain, ...roles.derived, ...roles.relative.map(({ name }) => name)];
  const holdable = [...roles.plain, ...roles.derived, ...bound, ...bound];
  const readable = {
    subject: standing.subject,
    actor: true,
    path: standing.path,
    query: true,
    body: standing.body,
    things: standing.things,
    settings: world.settings,
    roles: standing.subject ? [...roles.plain, ...roles.derived, ...bound] : [],
    calls: []
  };
  return {
    readable: { ...readable, calls: callsFor(readable) },
    roles: names,
    holdable,
    targets: standing.targets,
    quotas: world.quotas
  };
}
function makeFiles(tree, routes, world) {
  const { random, roles } = world;
  const declarations = [
    ...Object.entries(records).map(([name, members2]) => declaration(`type ${name}`, members2)),
    declaration("subject", subjectMembers),
    declaration("actor", actorMembers),
    ...settingLines,
    ...defineLines,
    ...roles.declarations,
    "trust proxy 10.0.0.0/8",
    "quota perCaller = 100/min per context.ip burst 20",
    "quota perHost = 1_000/day per context.host",
    ...world.hasAuthenticators ? [
      {
        head: "authenticate apikey partners",
        items: [
          'header "x-api-key"',
          'keys file "./partners.yaml"',
          "subject.id = key.id",
          "subject.roles = key.roles"
        ]
      }
    ] : []
  ];
  const files = Array.from({ length: 1 + random.below(3) }, () => []);
  for (const item of declarations) random.pick(files).push(item);
  if (world.hasAuthenticators) for (const file of files) file.push("accept auth partners");
  const everywhere = {
    subject: !world.hasPublic,
    path: [],
    body: false,
    things: [],
    targets: () => targetsUnder(tree, world)
  };
  random.pick(files).push(...tightenings(groundFor(world, everywhere), random, 0.25));
  for (const rail of guardrails(tree, routes, world, everywhere)) random.pick(files).push(rail);
  const placed = place(tree, { world, loaded: [], isWhole: false });
  for (const item of [...placed.inside, ...placed.apart]) random.pick(files).push(item);
  return files.map((items, at2) => ({ path: `f${at2}.edict`, package: "generated.policy", items }));
}
function targetsUnder(node, { routesOf, hasHead }) {
  return nodesOf(node).flatMap((under) => {
    const path = under.path || "/";
    return (routesOf.get(under) ?? []).flatMap(({ verb }) => [
      `${verb} ${path}`,
      `ANY ${path}`,
      ...verb === "GET" && hasHead ? [`HEAD ${path}`] : []
    ]);
  });
}
function guardrails(tree, routes, world, everywhere) {
  const { random } = world;
  if (!random.chance(0.5)) return [];
  const used = routes.map(({ node }) => node).filter((node) => node !== tree);
  if (used.length === 0) return [];
  return Array.from({ length: 1 + random.below(2) }, () => {
    const node = random.pick(ancestry(random.pick(used)).slice(1));
    const isRest = node.rank === "rest";
    const literal2 = `/${ancestry(node).slice(1).map((one2) => one2.fitting(random)).join("/")}`;
    const isConcrete = random.chance(0.3) && !isRest && !literal2.includes("%");
    const path = isConcrete ? literal2 : `${node.path}${isRest ? "" : random.pick(["", "/**"])}`;
    const parameters = isConcrete ? [] : parametersOf(node);
    const ground = groundFor(world, {
      ...everywhere,
      path: parameters,
      targets: () => targetsUnder(node, world)
    });
    return {
      head: `guardrail ${path}`,
      items: tightenings(
        { ...ground, readable: { ...ground.readable, settings: [], calls: [] } },
        random,
        0.8
      )
    };
  });
}
function place(node, placing) {
  const { world, loaded, isWhole } = placing;
  const { random } = world;
  const own = world.routesOf.get(node) ?? [];
  const isTop = node.parent === void 0;
  if (!isTop && node.rank === "rest") {
    const route = own.map((one2) => routeBlock(one2, `/${node.text}`, placing));
    return { inside: route, apart: [] };
  }
  const isLoading = !isTop && !coversOthers(node) && random.chance(0.45);
  const whole = isWhole || isLoading;
  const loads = isLoading ? makeLoads(node, world, loaded) : { lines: [], things: [] };
  const inner = { ...placing, loaded: [...loaded, ...loads.things], isWhole: whole };
  const children = node.children.map((child) => place(child, inner));
  const apart = children.flatMap((child) => child.apart);
  const standing = {
    subject: !world.isPublic(node) && !coversPublic(node, world),
    path: parametersOf(node),
    body: false,
    things: whole && !coversOthers(node) ? inner.loaded : [],
    targets: () => targetsUnder(node, world)
  };
  const below = [
    ...own.map((route) => routeBlock(route, "/", inner)),
    ...children.flatMap((child) => child.inside)
  ];
  if (isTop) return { inside: below, apart };
  if (below.length === 0) return { inside: [], apart };
  const ground = groundFor(world, standing);
  const items = [
    ...loads.lines,
    ...tightenings(ground, random, 0.3),
    ...blockWide(ground, world, random),
    ...below
  ];
  const isApart = !isWhole && random.chance(0.3);
  const block2 = { head: `api ${isApart ? node.path : `/${node.text}`}`, items };
  return isApart ? { inside: [], apart: [...apart, block2] } : { inside: [block2], apart };
}
function coversPublic(node, world) {
  return ancestry(node).some(
    ({ rank, parent }) => rank === "parameter" && (parent?.children ?? []).some((sibling) => sibling.rank === "typed" && world.isPublic(sibling))
  );
}
function blockWide(ground, world, random) {
  return [
    ...random.chance(0.08) ? [allow(ground, random, false)] : [],
    ...random.chance(0.08) ? [response(ground, random, true)] : [],
    ...random.chance(0.15) ? [{ head: "response", items: ["conceal existence"] }] : [],
    ...random.chance(0.06) ? [{ head: "response", items: ["reveal errors"] }] : [],
    ...world.hasAuthenticators && random.chance(0.1) ? ["accept auth partners"] : []
  ];
}
function makeLoads(node, { random }, loaded) {
  const parameters = parametersOf(node);
  const free = things.filter(({ name }) => !loaded.some((known) => known.name === name));
  const chosen = random.some(free, 0.5).slice(0, 2);
  const lines2 = [];
  const before = [...loaded];
  for (const { name, type } of chosen) {
    const keys = [
      ...parameters.map((parameter) => `path.${parameter.name}`),
      "query.q",
      ...before.map((other) => `${other.name}.${other.type === "Doc" ? "ownerId" : "leadId"}`)
    ];
    lines2.push(`load ${name}: ${type} by ${random.pick(keys)}`);
    before.push({ name, type });
  }
  return { lines: lines2, things: chosen };
}
function routeBlock(route, text2, placing) {
  const { world, loaded } = placing;
  const { random } = world;
  const isPublic = world.isPublic(route.node);
  const hasBody = ["POST", "PUT", "PATCH"].includes(route.verb) && random.chance(0.6);
  const loads = random.chance(0.4) ? makeLoads(route.node, world, loaded) : { lines: [], things: [] };
  const standing = {
    subject: !isPublic,
    path: parametersOf(route.node),
    body: hasBody,
    things: [...loaded, ...loads.things],
    targets: () => []
  };
  const ground = groundFor(world, standing);
  const asAllow = groundFor(world, { ...standing, subject: true });
  const items = [
    ...loads.lines,
    ...Array.from({ length: 1 + random.below(3) }, () => allow(asAllow, random, isPublic)),
    ...tightenings(ground, random, 0.9),
    ...hasBody ? [`body any max ${random.pick(["4kb", "64kb"])}`] : [],
    ...random.chance(0.3) ? [response({ ...ground, readable: withoutRoles(ground.readable) }, random, true)] : [],
    ...random.chance(0.1) ? [{ head: "response", items: ["conceal existence"] }] : []
  ];
  return { head: `${route.verb} ${text2}`, items };
}

// packages/engine/test/generate/request.ts
function generateRequest(policy, random) {
  const route = random.pick(policy.routes);
  const faults = random.chance(0.3) ? 0.12 : 0.01;
  const subject = random.chance(0.85) ? makeSubject(policy, random, faults) : void 0;
  return {
    method: methodFor(route.verb, random),
    path: pathFor(route.node, random),
    ...random.chance(0.8) ? { query: fields2(["q", "sort"], random) } : {},
    ...random.chance(0.8) ? { headers: headers(random) } : {},
    ...random.chance(0.6) ? { body: makeBody(random) } : {},
    ...subject ? { subject } : {},
    ...random.chance(0.3) ? { actor: recordOf2(actorMembers, random, faults) } : {},
    ...random.chance(0.95) ? { context: makeContext(random) } : {},
    ...random.chance(0.95) ? { resources: makeResources(random, faults) } : {}
  };
}
function methodFor(verb, random) {
  const roll = random.below(100);
  if (roll < 3)
    return random.pick(["GET", "POST", "OPTIONS", "CONNECT", "get", "TRACE", "HEAD", "DELETE", "PURGE"]);
  if (verb === "ANY") return random.pick(["GET", "HEAD", "POST", "PROPFIND", "DELETE"]);
  return verb === "GET" && roll < 18 ? "HEAD" : verb;
}
function makeSubject(policy, random, faults) {
  const subject = recordOf2(subjectMembers, random, faults);
  const roles = random.some(policy.assignable, 0.35);
  if (random.chance(0.15)) roles.push(random.pick(policy.unassignable));
  if (random.chance(0.03))
    return { ...subject, roles: random.pick(["r0", null, { r0: true }, [["r0"]], [1]]) };
  return random.chance(0.05) ? subject : { ...subject, roles };
}
function fields2(names, random) {
  const made2 = {};
  for (const name of names) {
    if (random.chance(0.2)) continue;
    made2[name] = random.chance(0.06) ? [random.pick(words), random.pick(words)] : random.pick(words);
  }
  return made2;
}
function headers(random) {
  const made2 = fields2(["x-mode", "X-Tenant"], random);
  if (random.chance(0.03)) made2["x-tenant"] = "a";
  return made2;
}
function makeBody(random) {
  if (random.chance(0.1)) return random.pick([null, "text", [1], 5]);
  return {
    a: valueOf2("json", random),
    n: random.chance(0.9) ? { b: valueOf2(random.pick(["string", "int", "instant", "ip"]), random) } : null,
    list: valueOf2("strings", random)
  };
}
function makeContext(random) {
  const context = {
    ip: random.chance(0.95) ? random.pick(addresses) : random.pick(["nowhere", null, 5]),
    now: random.pick([now, now, now, now - 4e4, "2026-01-03T23:30:00Z", new Date(now * 1e3)]),
    tls: random.pick([1.3, 1.3, "TLSv1.3", "1.3", 1.2, 1.2, 1.1]),
    host: random.pick(words),
    userAgent: random.pick(words)
  };
  for (const name of Object.keys(context)) if (random.chance(0.04)) delete context[name];
  return context;
}
function makeResources(random, faults) {
  const made2 = {};
  for (const { name, type } of things) {
    if (random.chance(0.04)) continue;
    made2[name] = random.chance(0.02) ? random.pick([null, "text", []]) : recordOf2(records[type] ?? [], random, faults);
  }
  return made2;
}

// packages/engine/test/differential/counts.ts
function count(counts, key, by = 1) {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
var nameOf = (truth) => truth === void 0 ? "unknown" : String(truth);
function countText(counts, files, by) {
  if (files.length > 1) count(counts, "several files", by);
  const text2 = files.map((file) => file.text).join("\n");
  for (const [name, pattern] of Object.entries(textual2)) if (pattern.test(text2)) count(counts, name, by);
}
var textual2 = {
  "define called": / (when|require) .*(trusted|inside|big|over|mine)\(/,
  "type, setting, subject, actor": /^setting /m,
  "trust proxy": /^trust proxy/m,
  authenticate: /^authenticate apikey/m,
  use: /^ *use /m,
  "reveal errors": /reveal errors/
};
function countPair(counts, policy, request, decision) {
  count(counts, `decision ${decision.decision}`);
  count(counts, `reason ${decision.reason}`);
  count(counts, `status ${decision.status}`);
  count(counts, request.subject === void 0 ? "without subject" : "with subject");
  if (decision.message !== void 0) count(counts, "else text");
  if (decision.challenge) count(counts, `challenge ${decision.challenge.kind}`);
  const target = canonicalize(request.path);
  if (target.kind !== "path") return;
  const found = findRoute(policy, request.method, target.path);
  if (found.kind !== "route") return;
  const { route, parameters } = found;
  const bearing = bearingOn({ policy, request, path: target.path, route, parameters });
  countRoute(counts, bearing, request);
  if (neededLoads(policy, route).length > 0) count(counts, "load needed");
  for (const { tightening, facts } of bearing.governing) countTightening(counts, tightening, facts, bearing);
  for (const scope of policy.scopes) {
    const governs2 = bearing.governing.some(({ tightening }) => tightening === scope);
    if (!governs2) continue;
    count(counts, `scope ${scope.kind}`);
    if (scope.kind === "guardrail" && scope.path.parameters.length > 0)
      count(counts, "guardrail with parameters");
  }
}
function countRoute(counts, { route, facts }, { method }) {
  if (route.verb === "ANY") count(counts, "verb ANY");
  if (method === "HEAD" && route.verb === "GET") count(counts, "verb HEAD taken by GET");
  if (method === "HEAD" && route.verb === "HEAD") count(counts, "verb HEAD of its own");
  for (const { kind: kind2 } of route.template.segments) count(counts, `segment ${kind2}`);
  if (route.conceal.existence) count(counts, "conceal existence");
  if (route.accept !== void 0) count(counts, "accept auth");
  for (const { grant } of route.allows) {
    count(counts, "allow");
    countGrant(counts, "allow", grant, facts);
  }
  for (const rule of route.shows) countResponse(counts, rule, facts);
}
function countTightening(counts, tightening, facts, bearing) {
  for (const rule of tightening.denies) {
    count(counts, "deny");
    if (rule.except.length > 0)
      count(counts, bearing.isLeftAlone(rule) ? "except: left alone" : "except: in force");
    if (rule.else) count(counts, "deny else");
    countRoles(counts, rule.roles, facts);
    countCondition(counts, "deny when", rule.when, facts);
    countUnless(counts, rule.unless, facts);
  }
  for (const rule of tightening.requires) {
    count(counts, `require ${rule.what.kind}`);
    if (rule.what.kind !== "tls")
      countCondition(counts, `require ${rule.what.kind}`, rule.what.condition, facts);
    if (rule.else) count(counts, "require else");
    countUnless(counts, rule.unless, facts);
  }
  for (const rule of tightening.audits) {
    count(counts, `audit ${rule.level}`);
    countCondition(counts, "audit when", rule.when, facts);
  }
  for (const rule of tightening.response) countResponse(counts, rule, facts);
  if (tightening.timeouts.length > 0) count(counts, "timeout");
  if (tightening.limits.length > 0) count(counts, "limit");
}
function countResponse(counts, rule, facts) {
  count(counts, rule.kind);
  switch (rule.kind) {
    case "each":
      for (const inner of rule.rules) count(counts, `in each: ${inner.kind}`);
      return;
    case "show":
    case "only-to":
      if (rule.to) countGrant(counts, rule.kind, rule.to, facts);
      return;
    case "hide":
    case "hash":
    case "mask":
      countCondition(counts, "hide, mask, hash when", rule.when, facts);
      countUnless(counts, rule.unless, facts);
  }
}
function countUnless(counts, unless, facts) {
  if (unless) countGrant(counts, "unless", unless, facts);
}
function countGrant(counts, what, grant, facts) {
  count(counts, `${what}: ${nameOf(grantTruth(grant, facts))}`);
  countRoles(counts, grant.roles, facts);
  countCondition(counts, `${what} when`, grant.when, facts);
}
function countRoles(counts, names, facts) {
  for (const name of names) {
    const role = facts.policy.roles.find((candidate) => candidate.name === name);
    const kind2 = role === void 0 ? name : role.of ? "relative" : role.when ? "derived" : "plain";
    count(counts, `role ${kind2}: ${nameOf(holds2(name, facts))}`);
    if (role && role.aliases.length > 0) count(counts, "role with alias");
    if (role && facts.policy.roles.some(({ includes }) => includes.includes(name)))
      count(counts, "role included");
  }
}
function countCondition(counts, what, condition2, facts) {
  if (condition2 === void 0) return;
  count(counts, `${what}: ${nameOf(truthOf(condition2, facts))}`);
  countParts(counts, condition2, facts);
}
function countParts(counts, expression, facts) {
  const { kind: kind2 } = expression;
  if (kind2 === "read") count(counts, `read ${expression.root}`);
  if (kind2 === "read" && expression.type.kind !== "bool") return;
  if (kind2 === "literal" || kind2 === "size") return count(counts, kind2);
  const outcome = nameOf(truthOf(expression, facts));
  if (kind2 === "compare") {
    count(counts, `compare ${expression.operator}: ${outcome}`);
    count(counts, `compare as ${expression.type.kind}: ${outcome}`);
  } else count(counts, `${"negated" in expression && expression.negated ? "not " : ""}${kind2}: ${outcome}`);
  if (kind2 === "any" || kind2 === "every")
    return count(counts, "in any or every", partsOf2(expression.condition).length);
  for (const operand2 of operandsOf2(expression)) countParts(counts, operand2, facts);
}

// packages/engine/test/differential/essence.ts
function essence(decision) {
  const { determining, obligations, ...rest } = decision;
  const { audit: audit2, timeoutMilliseconds, response: response2 } = obligations;
  return JSON.stringify({
    ...rest,
    determining: determining.map(({ id: id2 }) => id2),
    audit: audit2,
    timeoutMilliseconds,
    response: response2.map(({ id: id2 }) => id2)
  });
}

// packages/engine/test/differential/corpus.ts
function makeCorpus({ seed, policies, requestsEach }) {
  const counts = /* @__PURE__ */ new Map();
  const cases = [];
  const refused2 = [];
  for (let place2 = 0; place2 < policies; place2++) {
    const generated2 = generatePolicy(seed * 1000003 + place2);
    const { policy, diagnostics } = compile2(generated2.files);
    if (!policy) {
      refused2.push({ generated: generated2, diagnostics });
      continue;
    }
    const random = makeRandom(generated2.seed ^ 1540483477);
    const requests = Array.from({ length: requestsEach }, () => generateRequest(generated2, random));
    const expected = requests.map((request) => {
      const decision = decideByReference(policy.model, request);
      countPair(counts, policy.model, request, decision);
      return essence(decision);
    });
    cases.push({ generated: generated2, model: policy.model, plan: policy.plan, requests, expected });
    count(counts, "pairs", requests.length);
    countText(counts, generated2.files, requests.length);
  }
  return { cases, counts, refused: refused2 };
}

// packages/engine/test/differential/tmp-lead.ts
var corpus = makeCorpus({ seed: Number(process.argv[2] ?? 1), policies: Number(process.argv[3] ?? 500), requestsEach: 40 });
console.log("refused", corpus.refused.length, corpus.refused.slice(0, 3).map((r) => r.diagnostics.map((d) => d.message)));
var n = 0;
var total = 0;
var shownTotal = 0;
for (const c of corpus.cases) for (const codegen of [true, false]) {
  const p = compilePlan(c.plan, { codegen });
  let shown = false;
  c.requests.forEach((r, i) => {
    total++;
    const a = essence(p.decide(r));
    if (a !== c.expected[i]) {
      n++;
      if (!shown && shownTotal < 8) {
        shown = true;
        shownTotal++;
        console.log(codegen, "seed", c.generated.seed, r.method, r.path, "\n  exp", c.expected[i], "\n  got", a);
      }
    }
  });
}
console.log("disagreements", n, "of", total);
