/** What a handler of an example is given: a request that its policy has let through. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
  readonly edict: { readonly resources: Readonly<Record<string, unknown>> }
}

export interface Reply {
  readonly status: number
  readonly body?: unknown
  /** Of the body, where it is no JSON. */
  readonly type?: string
}

/** By the name of what is loaded, then by its key: the host's tables. */
export type Tables = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What an application brings to its policy; nothing in it says who may do what. */
export interface Host {
  readonly loaders: Readonly<Record<string, (key: unknown) => unknown>>
  /** By verb and path, as all three frameworks write them: `GET /articles/:id`. */
  readonly routes: Readonly<Record<string, (asked: Asked) => Reply>>
}

/** A loader that looks in a table. */
export function loaderOf(table: Tables[string] | undefined): (key: unknown) => unknown {
  return (key) => (typeof key === "string" && table && Object.hasOwn(table, key) ? table[key] : undefined)
}
