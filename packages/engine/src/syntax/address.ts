const decimalOctet = /^(?:0|[1-9][0-9]{0,2})$/
const hexGroup = /^[0-9a-fA-F]{1,4}$/

export function isIPv4(text: string): boolean {
  const octets = text.split(".")
  return octets.length === 4 && octets.every((octet) => decimalOctet.test(octet) && Number(octet) <= 255)
}

export function isIPv6(text: string): boolean {
  const halves = text.split("::")
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")))
  const last = groups.at(-1)
  const embedded = last !== undefined && last.includes(".")
  if (embedded && (!text.endsWith(last) || !isIPv4(last))) return false
  if (embedded) groups.pop()
  const count = groups.length + (embedded ? 2 : 0)
  const countFits = halves.length === 2 ? count <= 7 : count === 8
  return countFits && groups.every((group) => hexGroup.test(group))
}
