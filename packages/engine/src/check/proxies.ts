import type { TrustedProxies } from "../model/policy.ts"
import type { File } from "../syntax/ast.ts"
import { parseAddress, parseCidr } from "../values/address.ts"
import { quoted, report, type Checking } from "./checking.ts"

const forwardedFor = "x-forwarded-for"

export function checkProxies(checking: Checking, files: readonly File[]): readonly TrustedProxies[] {
  const made: TrustedProxies[] = []
  for (const file of files) {
    for (const node of file.declarations) {
      if (node.kind !== "trust") continue
      const cidrs = node.proxies.flatMap((proxy) => {
        const text =
          proxy.kind === "ip" || proxy.kind === "cidr"
            ? proxy.text
            : proxy.kind === "string"
              ? proxy.value
              : ""
        const block = text.includes("/") ? text : `${text}/${parseAddress(text)?.version === 6 ? 128 : 32}`
        if (parseCidr(block) !== undefined) return [block]
        report(checking, "E212", proxy.span, `${quoted(text)} is no address and no block of addresses`, {
          help: "write `10.0.0.0/8` or `192.0.2.1`",
        })
        return []
      })
      made.push({ cidrs, header: node.header?.value.toLowerCase() ?? forwardedFor, span: node.span })
    }
  }
  return made
}
