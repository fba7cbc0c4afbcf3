import { refuseAnswering } from "./answering.ts"
import { conform } from "./conform.ts"
import { answeringSubjects, koaSubjects } from "./subjects/koa.ts"

conform(koaSubjects)
refuseAnswering(answeringSubjects)
