import { conform } from "./conform.ts"
import { expressSubjects } from "./subjects/express.ts"

conform(expressSubjects)
