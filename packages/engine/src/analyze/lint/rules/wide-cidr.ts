import type { Literal } from "../../../syntax/ast.ts"
import type { Span } from "../../../text/span.ts"
import { inCidr, parseCidr, type Cidr } from "../../../values/address.ts"
import type { Finding, SyntaxRule } from "../rule.ts"

export const wideCidr: SyntaxRule = {
  name: "wide-cidr",
  title: "a block of addresses that is very wide",
  severity: "warning",
  owasp: "API8:2023 Security Misconfiguration",
  reads: "syntax",
  *run({ nodes }) {
    const proxies = nodes("trust").flatMap(({ proxies: trusted }) => trusted)
    const trusted = new Set<Literal>(proxies)
    for (const proxy of proxies) yield* findingsOf(proxy, "proxy")
    for (const cidr of nodes("cidr")) if (!trusted.has(cidr)) yield* findingsOf(cidr, "caller")
  },
}

function* findingsOf(literal: Literal, who: "proxy" | "caller"): Iterable<Finding> {
  const text = literal.kind === "string" ? literal.value : literal.kind === "cidr" ? literal.text : ""
  const block = parseCidr(text)
  if (block && isWide(block)) yield finding(literal.span, text, block, who)
}

function finding(span: Span, text: string, { prefix }: Cidr, who: "proxy" | "caller"): Finding {
  const share = prefix === 0 ? "every address there is" : `addresses of very many owners`
  if (who === "proxy")
    return {
      span,
      message: `\`${text}\` trusts ${share} to say where a request comes from`,
      why: "a caller there writes any address into the header: limits and conditions by `context.ip` hold nobody",
      help: "name the addresses of the proxies alone, such as `10.1.2.0/24`",
    }
  return {
    span,
    message: `\`${text}\` takes in ${share}`,
    why: "what is asked of an address is asked of nobody here, or of far more than was meant",
    help: "name the addresses that were meant",
  }
}

/** Blocks that nobody on the internet has: as wide as they are, they are one network. */
const reserved: readonly Cidr[] = ["10.0.0.0/8", "127.0.0.0/8", "fc00::/7", "fe80::/10"].flatMap(
  (text) => parseCidr(text) ?? [],
)

function isWide(block: Cidr): boolean {
  const width = block.version === 4 ? 32 : 128
  if (block.prefix >= (block.version === 4 ? 8 : 16)) return false
  const first = { version: block.version, bits: block.network << BigInt(width - block.prefix) }
  return !reserved.some((one) => block.prefix >= one.prefix && inCidr(first, one))
}
