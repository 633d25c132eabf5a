/**
 * Rules in the browser, with the results the server gets: tests/conformance/cel.json holds both to
 * the same expressions. What the two engines compute differently (regular expressions, sizes,
 * conversions, the order of strings) is refused here, and said to be the server's.
 */
import { Environment, type ASTNode } from '@marcbachmann/cel-js'

export type Values = Record<string, number | string>
export type Result = boolean | 'error'

export type CompiledRule =
  | { kind: 'compiled'; names: string[]; evaluate: (values: Values) => Result }
  | { kind: 'server only'; because: string }
  | { kind: 'invalid'; because: string }

const OPERATORS = new Set(['&&', '||', '!_', '-_', '==', '!=', '+', '-', '*', '/', '%', '?:', 'in'])
const ORDERS = new Set(['<', '<=', '>', '>='])
const METHODS = new Set(['startsWith', 'endsWith', 'contains'])

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
})

/** Compiles a condition. `words` are the names that hold text. */
export function compileRule(when: string, words: ReadonlySet<string>): CompiledRule {
  let program
  try {
    program = environment.parse(when)
  } catch (error) {
    return { kind: 'invalid', because: firstLine(error) }
  }
  const names = new Set<string>()
  const foreign = findForeign(program.ast, words, names)
  if (foreign) return { kind: 'server only', because: foreign }
  if (!environment.check(when).valid) {
    return { kind: 'server only', because: 'its operands have different types' }
  }
  return { kind: 'compiled', names: [...names], evaluate: (values) => run(program, values) }
}

function run(program: (values: Values) => unknown, values: Values): Result {
  try {
    const result = program(values)
    return typeof result === 'boolean' ? result : 'error'
  } catch {
    return 'error'
  }
}

/** The first thing in the tree that only the server computes; collects the names on the way. */
function findForeign(node: ASTNode, words: ReadonlySet<string>, names: Set<string>): string | null {
  if (node.op === 'id') {
    names.add(node.args)
    return null
  }
  if (node.op === 'value') return isPlain(node.args) ? null : 'it uses an unsigned number or bytes'
  if (node.op === 'rcall') {
    const [method, receiver, parameters] = node.args
    if (!METHODS.has(method)) return `it uses ${method}()`
    return firstForeign([receiver, ...parameters], words, names)
  }
  if (node.op === 'list') return firstForeign(node.args, words, names)
  if (node.op === 'call') return `it uses ${node.args[0]}()`
  if (!OPERATORS.has(node.op) && !ORDERS.has(node.op)) return `it uses ${node.op}`
  const operands = (Array.isArray(node.args) ? node.args : [node.args]) as ASTNode[]
  if (ORDERS.has(node.op) && operands.some((operand) => isText(operand, words))) {
    return 'it orders text'
  }
  return firstForeign(operands, words, names)
}

function firstForeign(
  nodes: readonly ASTNode[],
  words: ReadonlySet<string>,
  names: Set<string>,
): string | null {
  // Every name is collected, also after the first thing that is foreign.
  const found = nodes.map((node) => findForeign(node, words, names))
  return found.find((because) => because !== null) ?? null
}

function isText(node: ASTNode, words: ReadonlySet<string>): boolean {
  if (node.op === 'value') return typeof node.args === 'string'
  if (node.op === 'id') return words.has(node.args)
  return node.op === '+' && node.args.some((operand) => isText(operand, words))
}

function isPlain(value: unknown): boolean {
  return ['number', 'bigint', 'string', 'boolean'].includes(typeof value)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
