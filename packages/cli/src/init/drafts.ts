/** What `edict init` is to write, before anything is written. */
export interface Drafts {
  /** By path from the folder that is set up. */
  readonly files: ReadonlyMap<string, string>
  /** The policy holds no authenticator: the host program says who calls. */
  readonly asksHost: boolean
  /** Things that the host program must load. */
  readonly loads: readonly string[]
}

export const policyFolder = "policy"
