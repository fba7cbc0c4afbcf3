import { conform } from "./conform.ts"
import { fastifySubjects } from "./subjects/fastify.ts"

conform(fastifySubjects)
