import { expect, test } from "vitest"
import { challenges, type ChallengeDetail } from "../../src/authenticate/challenge.ts"
import { apikey, jwt, type Authenticator } from "./plan.ts"

const shop = jwt("shop", {})
const partners = apikey("partners", {})
const hub = apikey("hub", { header: "authorization", prefix: "Bearer ghp_" })

test.each<[readonly Authenticator[], ChallengeDetail, readonly string[]]>([
  [[shop], { kind: "credentials" }, ['Bearer realm="orders"']],
  [[], { kind: "credentials" }, ['Bearer realm="orders"']],
  [
    [shop, partners],
    { kind: "invalid" },
    ['Bearer realm="orders", error="invalid_token"', 'ApiKey realm="orders", header="x-api-key"'],
  ],
  [[shop, hub], { kind: "credentials" }, ['Bearer realm="orders"']],
  [
    [shop],
    { kind: "step-up", maxAgeSeconds: 300 },
    ['Bearer realm="orders", error="insufficient_user_authentication", max_age=300'],
  ],
  [
    [shop],
    { kind: "insufficient-scope", scopes: ["orders:read", 'a"b\r\nSet-Cookie: x'] },
    ['Bearer realm="orders", error="insufficient_scope", scope="orders:read a\\"bSet-Cookie: x"'],
  ],
])("what a caller is told: %#", (accepted, detail, expected) => {
  expect(challenges(accepted, "orders", detail)).toEqual(expected)
})
