import type { LintRule } from "./rule.ts"
import { conditionAlwaysFalse } from "./rules/condition-always-false.ts"
import { conditionAlwaysTrue } from "./rules/condition-always-true.ts"
import { conditionAlwaysUnknown } from "./rules/condition-always-unknown.ts"
import { denyNeverMatters } from "./rules/deny-never-matters.ts"
import { duplicateRequire } from "./rules/duplicate-require.ts"
import { nameStyle } from "./rules/name-style.ts"
import { pathStyle } from "./rules/path-style.ts"
import { redundantAllow } from "./rules/redundant-allow.ts"
import { redundantRole } from "./rules/redundant-role.ts"
import { roleNameStyle } from "./rules/role-name-style.ts"
import { routeNobodyMayCall } from "./rules/route-nobody-may-call.ts"
import { undocumentedRole } from "./rules/undocumented-role.ts"
import { unusedAuthenticator } from "./rules/unused-authenticator.ts"
import { unusedDefine } from "./rules/unused-define.ts"
import { unusedImport } from "./rules/unused-import.ts"
import { unusedLoad } from "./rules/unused-load.ts"
import { unusedQuota } from "./rules/unused-quota.ts"
import { unusedRole } from "./rules/unused-role.ts"
import { unusedSetting } from "./rules/unused-setting.ts"
import { unusedSubjectMember } from "./rules/unused-subject-member.ts"
import { unusedType } from "./rules/unused-type.ts"

/** Every rule, in the order of their names. */
export const rules: readonly LintRule[] = [
  conditionAlwaysFalse,
  conditionAlwaysTrue,
  conditionAlwaysUnknown,
  denyNeverMatters,
  duplicateRequire,
  nameStyle,
  pathStyle,
  redundantAllow,
  redundantRole,
  roleNameStyle,
  routeNobodyMayCall,
  undocumentedRole,
  unusedAuthenticator,
  unusedDefine,
  unusedImport,
  unusedLoad,
  unusedQuota,
  unusedRole,
  unusedSetting,
  unusedSubjectMember,
  unusedType,
]
