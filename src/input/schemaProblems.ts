// Turns the tree of issues of a failed Schema decoding into flat sentences with a path: what is wrong, what was expected,
// and the nearest valid key or value.

import { type SchemaAST, type SchemaIssue, SchemaAST as AST } from "effect"
import { nearest } from "./nearest.ts"

export type Path = ReadonlyArray<string | number>

export interface SchemaProblem {
  readonly path: Path
  /** Whether the place is the key itself (an unknown key) rather than its value. */
  readonly isKey: boolean
  readonly message: string
}

/** "factors[0].levels.none" */
export const formatPath = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    ""
  )

/** The value at a path inside parsed data, undefined when there is none. */
export const valueAt = (data: unknown, path: Path): unknown => {
  let value = data
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[key]
  }
  return value
}

const quote = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

const found = (value: unknown): string => {
  if (value === undefined || value === null) return "nothing"
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "a map" : quote(value)
}

const encoded = (ast: SchemaAST.AST): SchemaAST.AST => AST.toEncoded(ast)

const literalsOf = (ast: SchemaAST.AST): ReadonlyArray<string> | undefined => {
  if (ast._tag === "Literal") return [String(ast.literal)]
  if (ast._tag !== "Union") return undefined
  const members = ast.types.map((type) => literalsOf(encoded(type)))
  return members.every((member) => member !== undefined) ? members.flat() : undefined
}

const keysOf = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  const inner = encoded(ast)
  if (inner._tag === "Objects") return inner.propertySignatures.map((property) => String(property.name))
  if (inner._tag === "Union") return [...new Set(inner.types.flatMap(keysOf))]
  return []
}

const BY_TAG: Readonly<Record<string, string>> = {
  String: "text",
  Number: "a number",
  Boolean: "true or false",
  Null: "nothing (null)",
  Arrays: 'a list (lines that start with "- ")',
  Objects: "a map (lines of key: value)"
}

/** What a schema accepts, in words; its `expected` annotation when it has one. */
const describe = (ast: SchemaAST.AST): string => {
  const inner = encoded(ast)
  const annotated = AST.resolveAt<string>("expected")(ast) ?? inner.annotations?.["expected"]
  if (typeof annotated === "string") return annotated
  const literals = literalsOf(inner)
  if (literals !== undefined) return `${literals.length === 1 ? "" : "one of "}${literals.join(", ")}`
  if (inner._tag === "Union") return [...new Set(inner.types.map(describe))].join(" or ")
  return BY_TAG[inner._tag] ?? "another kind of value"
}

const didYouMean = (name: unknown, candidates: ReadonlyArray<string>): string => {
  const suggestion = typeof name === "string" ? nearest(name, candidates) : undefined
  return suggestion === undefined ? "" : `, did you mean "${suggestion}"?`
}

/** The key whose literal tells the members of a union of maps apart, such as `kind`, with its values. */
const discriminatorOf = (
  ast: SchemaAST.Union
): { readonly key: string; readonly values: ReadonlyArray<string> } | undefined => {
  const members = ast.types.map(encoded)
  const first = members[0]
  if (first === undefined || first._tag !== "Objects") return undefined
  for (const { name } of first.propertySignatures) {
    const values = members.map((member) => {
      const property =
        member._tag === "Objects" ? member.propertySignatures.find((other) => other.name === name) : undefined
      return property === undefined ? undefined : literalsOf(encoded(property.type))
    })
    if (values.every((value) => value !== undefined)) return { key: String(name), values: values.flat() }
  }
  return undefined
}

const mismatch = (path: Path, value: unknown, ast: SchemaAST.AST): SchemaProblem => {
  const literals = literalsOf(encoded(ast))
  const suggestion = literals === undefined ? "" : didYouMean(value, literals)
  return { path, isKey: false, message: `expected ${describe(ast)}; found ${found(value)}${suggestion}` }
}

const unionProblems = (issue: SchemaIssue.AnyOf, path: Path, data: unknown): ReadonlyArray<SchemaProblem> => {
  const value = valueAt(data, path)
  const inner = encoded(issue.ast)
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value)
  if (isMap && inner._tag === "Union") {
    const discriminator = discriminatorOf(inner)
    if (discriminator !== undefined) {
      const { key, values } = discriminator
      const given = valueAt(value, [key])
      if (given === undefined) {
        return [{ path, isKey: false, message: `missing "${key}": one of ${values.join(", ")}` }]
      }
      if (!values.includes(String(given))) {
        const message = `expected one of ${values.join(", ")}; found ${found(given)}${didYouMean(given, values)}`
        return [{ path: [...path, key], isKey: false, message }]
      }
    }
  }
  const branches = issue.issues.map((branch) => schemaProblems(branch, path, data))
  // The member that got furthest into the value is most likely the one meant.
  const depth = (problems: ReadonlyArray<SchemaProblem>) =>
    Math.max(...problems.map((problem) => problem.path.length))
  const best = branches.toSorted((x, y) => depth(y) - depth(x))[0]
  return best === undefined || (branches.length > 1 && depth(best) === path.length)
    ? [mismatch(path, value, issue.ast)]
    : best
}

const missingKey = (
  issue: SchemaIssue.MissingKey,
  path: Path,
  parent: SchemaAST.AST | undefined
): SchemaProblem => {
  const name = path.at(-1)
  const inner = parent === undefined ? undefined : encoded(parent)
  const property =
    inner?._tag === "Objects" ? inner.propertySignatures.find((other) => other.name === name) : undefined
  const expected = property === undefined ? "" : `: ${describe(property.type)}`
  const message = issue.annotations?.messageMissingKey ?? `missing "${name}"${expected}`
  return { path: path.slice(0, -1), isKey: false, message: String(message) }
}

/** All problems in an issue that was raised while decoding `data`, the place being `path` inside it. */
export const schemaProblems = (
  issue: SchemaIssue.Issue,
  path: Path,
  data: unknown,
  parent?: SchemaAST.AST
): ReadonlyArray<SchemaProblem> => {
  switch (issue._tag) {
    case "Pointer": {
      const keys = issue.path.map((key) => (typeof key === "number" ? key : String(key)))
      return schemaProblems(issue.issue, [...path, ...keys], data, parent)
    }
    case "Composite":
      return issue.issues.flatMap((child) => schemaProblems(child, path, data, issue.ast))
    case "Encoding":
      return schemaProblems(issue.issue, path, data, parent)
    case "Filter": {
      const { annotations } = issue.filter
      const isBare = issue.issue._tag === "InvalidValue" && issue.issue.annotations?.message === undefined
      if (!isBare) return schemaProblems(issue.issue, path, data, parent)
      const expected = annotations?.expected ?? "another value"
      const message = annotations?.message ?? `expected ${expected}; found ${found(valueAt(data, path))}`
      return [{ path, isKey: false, message }]
    }
    case "AnyOf":
      return unionProblems(issue, path, data)
    case "InvalidType":
      return [mismatch(path, valueAt(data, path), issue.ast)]
    case "MissingKey":
      return [missingKey(issue, path, parent)]
    case "UnexpectedKey": {
      const keys = keysOf(issue.ast)
      const suggestion = didYouMean(path.at(-1), keys)
      const valid = keys.length === 0 ? "" : `${suggestion === "" ? ";" : ""} valid keys: ${keys.join(", ")}`
      return [{ path, isKey: true, message: `unknown key${suggestion}${valid}` }]
    }
    default: {
      const annotations = "annotations" in issue ? issue.annotations : undefined
      const message =
        annotations?.message ??
        `expected ${annotations?.expected ?? "another value"}; found ${found(valueAt(data, path))}`
      return [{ path, isKey: false, message }]
    }
  }
}
