import { inCidr, type Cidr } from "../values/address.ts"
import { capped } from "../values/bounds.ts"
import { coerce } from "../values/coerce.ts"
import { compare, inRange } from "../values/compare.ts"
import { and, not, or } from "../values/kleene.ts"
import { contains, inList, sizeOf } from "../values/list.ts"
import { memberOf } from "../values/member.ts"
import { fitsTokens, type LikeToken } from "../values/text.ts"
import { inWindow, within } from "../values/time.ts"
import type { Address, Truth, Type, Value } from "../values/type.ts"
import { nowOf } from "./expression.ts"
import { absentMember, coerceBoth, fitting, headerOf, pathValue, walk } from "./read.ts"
import { isSecure } from "./secure.ts"

/** The functions that generated code calls, as `r`. */
export const runtime: Readonly<Record<string, (...given: never[]) => unknown>> = {
  and,
  or,
  not,
  compare,
  contains,
  inList,
  sizeOf,
  memberOf,
  capped,
  walk,
  headerOf,
  within,
  inWindow: (
    now: number | undefined,
    from: number,
    to: number,
    zone: string,
    days: readonly number[] | undefined,
  ): Truth => (now === undefined ? undefined : inWindow(now, from, to, zone, days)),
  nowOf,
  rawOr: (raw: unknown, type: Type, fallback: unknown): unknown =>
    raw === absentMember ? fallback : fitting(raw, type),
  /** `own` is undefined where it is no other than `type`. */
  valueOr: (
    raw: unknown,
    own: Type | undefined,
    type: Type,
    fallback: Value | undefined,
  ): Value | undefined => {
    if (raw === absentMember) return fallback
    return own === undefined ? coerce(raw, type) : coerceBoth(raw, own, type)
  },
  pathValue,
  inCidrs: (address: Value | undefined, blocks: readonly Cidr[]): Truth =>
    address === undefined ? undefined : blocks.some((block) => inCidr(address as Address, block)),
  inRange,
  isSecure,
  likeText: (text: Value | undefined, tokens: readonly LikeToken[]): Truth =>
    text === undefined ? undefined : fitsTokens(text as string, tokens),
  startsWith: (text: Value | undefined, part: Value | undefined): Truth =>
    text === undefined || part === undefined ? undefined : (text as string).startsWith(part as string),
  endsWith: (text: Value | undefined, part: Value | undefined): Truth =>
    text === undefined || part === undefined ? undefined : (text as string).endsWith(part as string),
  any: (list: unknown, condition: (element: unknown) => Truth): Truth =>
    Array.isArray(list)
      ? list.reduce((result: Truth, element) => or(result, condition(element)), false)
      : undefined,
  every: (list: unknown, condition: (element: unknown) => Truth): Truth =>
    Array.isArray(list)
      ? list.reduce((result: Truth, element) => and(result, condition(element)), true)
      : undefined,
}
