import { conform } from "./conform.ts"
import { koaSubjects } from "./subjects/koa.ts"

conform(koaSubjects)
