// DuckDB's reserved words (duckdb_keywords(), category "reserved").
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column
  constraint create default deferrable desc describe distinct do else end except false fetch
  for foreign from grant group having in initially intersect into lambda lateral leading limit
  not null offset on only or order pivot pivot_longer pivot_wider placing primary qualify
  references returning select show some summarize symmetric table then to trailing true union
  unique unpivot using variadic when where window with`.split(/\s+/)
);

/** A name as SQL has it: as it is where that can be read, else in double quotes. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !RESERVED.has(name.toLowerCase())
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}
