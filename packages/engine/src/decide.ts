export { languageVersion } from "./index.ts"
