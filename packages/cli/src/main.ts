#!/usr/bin/env node
import { languageVersion } from "@edict/engine"

process.stdout.write(`edict, language version ${languageVersion}\n`)
