import { Option } from "commander"

/** `--format`, of a verb that prints in these formats; the first is the usual one. */
export function formatOption(formats: readonly string[]): Option {
  return new Option("--format <format>", "how to print what was found").choices(formats).default(formats[0])
}
