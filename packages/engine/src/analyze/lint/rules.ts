import type { LintRule } from "./rule.ts"
import { anyoneBesideAuthentication } from "./rules/anyone-beside-authentication.ts"
import { bodyWithoutSchema } from "./rules/body-without-schema.ts"
import { conditionAlwaysFalse } from "./rules/condition-always-false.ts"
import { conditionAlwaysTrue } from "./rules/condition-always-true.ts"
import { conditionAlwaysUnknown } from "./rules/condition-always-unknown.ts"
import { corsAnyOrigin } from "./rules/cors-any-origin.ts"
import { denyNeverMatters } from "./rules/deny-never-matters.ts"
import { duplicateRequire } from "./rules/duplicate-require.ts"
import { hiddenFieldShown } from "./rules/hidden-field-shown.ts"
import { largeBody } from "./rules/large-body.ts"
import { loginWithoutLimit } from "./rules/login-without-limit.ts"
import { longTokenLife } from "./rules/long-token-life.ts"
import { nameStyle } from "./rules/name-style.ts"
import { noTls } from "./rules/no-tls.ts"
import { objectRouteWithoutOwnership } from "./rules/object-route-without-ownership.ts"
import { outageAllow } from "./rules/outage-allow.ts"
import { overlappingTemplates } from "./rules/overlapping-templates.ts"
import { pathStyle } from "./rules/path-style.ts"
import { redundantAllow } from "./rules/redundant-allow.ts"
import { redundantRole } from "./rules/redundant-role.ts"
import { responseWithoutShow } from "./rules/response-without-show.ts"
import { revealErrors } from "./rules/reveal-errors.ts"
import { roleNameStyle } from "./rules/role-name-style.ts"
import { routeNobodyMayCall } from "./rules/route-nobody-may-call.ts"
import { routeWithoutLimit } from "./rules/route-without-limit.ts"
import { secretInSource } from "./rules/secret-in-source.ts"
import { symmetricAlgorithm } from "./rules/symmetric-algorithm.ts"
import { unauditedWrite } from "./rules/unaudited-write.ts"
import { undocumentedRole } from "./rules/undocumented-role.ts"
import { unreachableLimit } from "./rules/unreachable-limit.ts"
import { unusedAuthenticator } from "./rules/unused-authenticator.ts"
import { unusedDefine } from "./rules/unused-define.ts"
import { unusedImport } from "./rules/unused-import.ts"
import { unusedLoad } from "./rules/unused-load.ts"
import { unusedQuota } from "./rules/unused-quota.ts"
import { unusedRole } from "./rules/unused-role.ts"
import { unusedSetting } from "./rules/unused-setting.ts"
import { unusedSubjectMember } from "./rules/unused-subject-member.ts"
import { unusedType } from "./rules/unused-type.ts"
import { wideCidr } from "./rules/wide-cidr.ts"
import { widePass } from "./rules/wide-pass.ts"

/** Every rule, in the order of their names. */
export const rules: readonly LintRule[] = [
  anyoneBesideAuthentication,
  bodyWithoutSchema,
  conditionAlwaysFalse,
  conditionAlwaysTrue,
  conditionAlwaysUnknown,
  corsAnyOrigin,
  denyNeverMatters,
  duplicateRequire,
  hiddenFieldShown,
  largeBody,
  loginWithoutLimit,
  longTokenLife,
  nameStyle,
  noTls,
  objectRouteWithoutOwnership,
  outageAllow,
  overlappingTemplates,
  pathStyle,
  redundantAllow,
  redundantRole,
  responseWithoutShow,
  revealErrors,
  roleNameStyle,
  routeNobodyMayCall,
  routeWithoutLimit,
  secretInSource,
  symmetricAlgorithm,
  unauditedWrite,
  undocumentedRole,
  unreachableLimit,
  unusedAuthenticator,
  unusedDefine,
  unusedImport,
  unusedLoad,
  unusedQuota,
  unusedRole,
  unusedSetting,
  unusedSubjectMember,
  unusedType,
  wideCidr,
  widePass,
]
