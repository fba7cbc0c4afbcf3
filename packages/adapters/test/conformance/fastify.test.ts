import { refuseAnswering } from "./answering.ts"
import { conform } from "./conform.ts"
import { answeringSubjects, fastifySubjects } from "./subjects/fastify.ts"

conform(fastifySubjects)
refuseAnswering(answeringSubjects)
