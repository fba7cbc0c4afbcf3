import type { Extras } from "../diagnostics/diagnostic.ts"
import type { TrustedProxies } from "../model/policy.ts"
import type { File, Literal } from "../syntax/ast.ts"
import { blockText, parseAddress, parseCidr } from "../values/address.ts"
import { quoted, report, type Checking } from "./checking.ts"

const forwardedFor = "x-forwarded-for"

export function checkProxies(checking: Checking, files: readonly File[]): readonly TrustedProxies[] {
  const made: TrustedProxies[] = []
  for (const file of files) {
    for (const node of file.declarations) {
      if (node.kind !== "trust") continue
      const cidrs = node.proxies.flatMap((proxy) => checkProxy(checking, proxy) ?? [])
      made.push({ cidrs, header: node.header?.value.toLowerCase() ?? forwardedFor, span: node.span })
    }
  }
  return made
}

/** A block of addresses in one spelling; IPv4-mapped addresses are their IPv4 addresses. */
function checkProxy(checking: Checking, proxy: Literal): string | undefined {
  const text = textOf(proxy)
  const address = parseAddress(text)
  if (address)
    return blockText({
      version: address.version,
      prefix: address.version === 4 ? 32 : 128,
      network: address.bits,
    })
  const block = parseCidr(text)
  if (block) return blockText(block)
  const { message, ...extras } = whyNot(proxy, text)
  report(checking, "E212", proxy.span, message, extras)
  return undefined
}

function textOf(proxy: Literal): string {
  switch (proxy.kind) {
    case "ip":
    case "cidr":
      return proxy.text
    case "string":
      return proxy.value
    case "number":
    case "boolean":
      return String(proxy.value)
    default:
      return ""
  }
}

const named = "name the proxies: `trust proxy 10.0.0.0/8`"

function whyNot(proxy: Literal, text: string): Extras & { readonly message: string } {
  if (proxy.kind === "number") {
    return {
      message: `${quoted(text)} counts proxies, and does not say which they are`,
      why: "whoever reaches the service by a shorter way could write any address into the header",
      help: named,
    }
  }
  if (proxy.kind === "boolean") {
    return {
      message: proxy.value ? "`true` would trust every caller" : "`false` is no address",
      why: proxy.value ? "each could say of itself which address it has, and that it came by tls" : undefined,
      help: proxy.value ? named : "leave the line out: nobody is trusted then",
    }
  }
  const what = text === "" ? "this" : quoted(text)
  return {
    message: `${what} is no address and no block of addresses`,
    help: "write `10.0.0.0/8` or `192.0.2.1`",
  }
}
