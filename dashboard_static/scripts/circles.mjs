/** Refuses modules that import one another in a circle, types included. Part of `npm run lint`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const ROOMS = ['app', 'components', 'lib']

/** Each circle once, as the names of its modules in the order in which they import one another. */
export function circlesOf(imports) {
  const circles = []
  const done = new Set()
  const visit = (name, way) => {
    const met = way.indexOf(name)
    if (met >= 0) return void circles.push(way.slice(met))
    if (done.has(name)) return
    for (const next of imports.get(name) ?? []) visit(next, [...way, name])
    done.add(name)
  }
  for (const name of imports.keys()) visit(name, [])
  return circles
}

/** What each module of the rooms imports of them: static, by type, and at run time alike. */
function importsOf(root) {
  const options = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, root).options
  const paths = ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(root, room, name)))
  const known = new Set(paths)
  const resolved = (name, path) =>
    ts.resolveModuleName(name, path, options, ts.sys).resolvedModule?.resolvedFileName
  return new Map(paths.map((path) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'))
    const targets = importedFiles.map(({ fileName }) => resolved(fileName, path))
    return [path, targets.filter((target) => known.has(target))]
  }))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const circles = circlesOf(importsOf(root))
  for (const circle of circles)
    console.error(`a circle of imports: ${[...circle, circle[0]].map((path) => relative(root, path)).join(' → ')}`)
  process.exitCode = circles.length > 0 ? 1 : 0
}
