/** The folder of a file, without a trailing slash; empty for a file that is named without one. */
export function folderOf(file: string): string {
  const slash = file.lastIndexOf("/")
  if (slash < 0) return ""
  return slash === 0 ? "/" : file.slice(0, slash)
}

/** Where a path written in a file of `folder` leads, with `.` and `..` worked out. */
export function resolvePath(folder: string, path: string): string {
  const isAbsolute = path.startsWith("/") || (folder.startsWith("/") && !path.startsWith("/"))
  const joined = path.startsWith("/") ? path : `${folder}/${path}`
  const kept: string[] = []
  for (const part of joined.split("/")) {
    if (part === "" || part === ".") continue
    if (part === ".." && kept.length > 0 && kept.at(-1) !== "..") kept.pop()
    else if (part !== ".." || !isAbsolute) kept.push(part)
  }
  return (isAbsolute ? "/" : "") + kept.join("/")
}
