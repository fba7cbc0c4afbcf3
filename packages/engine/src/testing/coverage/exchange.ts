import { decidedOf } from "../../guard/explanations.ts"
import type { Exchange } from "../../guard/exchange.ts"
import type { Ending } from "../../guard/record.ts"
import type { CoveredRequest } from "./measure.ts"

/** What a guard has seen of a request that ended, as the meter takes it. */
export function coveredExchange(
  exchange: Exchange,
  ending: Ending,
  of: Pick<CoveredRequest, "roles" | "reply">,
): CoveredRequest {
  return { ...decidedOf(exchange, ending), ...of }
}
