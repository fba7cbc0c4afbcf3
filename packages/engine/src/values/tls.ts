const versions: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ...[1, 1.1, 1.2, 1.3].flatMap((version): [unknown, number][] => [
    [version, version],
    [version.toFixed(1), version],
    [`TLSv${version.toFixed(1)}`, version],
  ]),
  // How Node and OpenSSL name the first version.
  ["TLSv1", 1],
])

/** The TLS version that `context.tls` names: `1.3`, `"1.3"` and `"TLSv1.3"` are 1.3. Anything else (`SSLv3`, `99`) is none. */
export const tlsVersionOf = (raw: unknown): number | undefined => versions.get(raw)
