/**
 * What a value may be. A type also says how raw JSON reads as a value of it (`coerce`): `12.0` is an
 * `int`, `"2026-01-01T00:00:00Z"` an `instant`.
 */
export type Type =
  | { readonly kind: "bool" }
  | { readonly kind: "int" | "number"; readonly min?: number; readonly max?: number }
  | StringType
  | { readonly kind: "date" | "time" | "instant" | "duration" | "ip" | "uuid" | "url" }
  /** A block of addresses: literals only. */
  | { readonly kind: "cidr" }
  /** Any JSON, as of `body any`: it has the type that its operator needs. */
  | { readonly kind: "json" }
  | { readonly kind: "set" | "list"; readonly element: Type }
  | RecordType

export interface StringType {
  readonly kind: "string"
  /** In code points. */
  readonly max?: number
  readonly like?: string
  readonly values?: readonly string[]
}

export interface RecordType {
  readonly kind: "record"
  /** Its declared or imported name: what relative roles compare. */
  readonly name?: string
  /** Absent where only being an object matters, as in the types that expressions carry. May be cyclic. */
  readonly members?: Readonly<Record<string, Member>>
}

export interface Member {
  readonly type: Type
  readonly optional: boolean
  /** Read where the member is absent or null. */
  readonly default?: Value
}

/**
 * A value in the form in which operators compare it, one form a type:
 * bool → boolean; int, number → number; string, url → string; uuid → lower-case string; date → `YYYY-MM-DD`;
 * time → minutes of the day (number); instant → milliseconds since the epoch (number); duration → milliseconds (number); ip → `Address`;
 * set, list → array of raw elements; record, json → the raw JSON.
 */
export type Value =
  | boolean
  | number
  | string
  | Address
  | readonly unknown[]
  | Readonly<Record<string, unknown>>

/** An IP address; an IPv4-mapped IPv6 address is its IPv4 address. */
export interface Address {
  readonly version: 4 | 6
  readonly bits: bigint
}

/** Kleene's third value is `undefined`: an unknown condition and a missing operand are the same thing. */
export type Truth = boolean | undefined
