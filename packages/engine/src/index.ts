/** The version of the Edict language that this engine understands. */
export const languageVersion: number = 1
