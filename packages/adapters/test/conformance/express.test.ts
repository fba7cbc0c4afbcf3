import { refuseAnswering } from "./answering.ts"
import { conform } from "./conform.ts"
import { answeringSubjects, expressSubjects } from "./subjects/express.ts"

conform(expressSubjects)
refuseAnswering(answeringSubjects)
