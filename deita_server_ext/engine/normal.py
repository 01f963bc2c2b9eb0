"""A statement's text without what does not matter, and whether its answer can be kept."""

from __future__ import annotations

import re

_PART = re.compile(
    r"""
    (?P<kept> (?<!\w)[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
            | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
    | (?P<blank> (?: \s | --[^\r\n]*(?=[\r\n]|\Z) | /\*(?:(?!/\*).)*?\*/ )+ )
    | (?P<open> ' | " | /\* | \$\w*\$ )
    """,
    re.VERBOSE | re.DOTALL,
)

_VARIES = re.compile(
    r"\b(random|uuid\w*|gen_random_uuid|now|today|ago|age|current_\w+|get_current_\w+|localtime\w*"
    r"|transaction_timestamp|sample|tablesample|reservoir_quantile|explain|error)\b",
    re.IGNORECASE,
)
"""Words of statements whose answer is another one each time: the clock, chance, a measurement.

The functions are those of the allow-list whose stability is not CONSISTENT in
``duckdb_functions()``, and the macros and keywords made of them. A column of such a name costs
a repetition its shortcut, never its correctness."""


def normal(sql: str) -> str:
    """The text with each run of blanks and comments as one blank, or one line break if it has any.

    The engine joins two texts that a line break parts, so line breaks stay. What is quoted
    stays as it is, letter case too, since it names the result's columns. A text that cannot be
    told apart with certainty comes back as it was.
    """
    parts: list[str] = []
    end = 0
    for match in _PART.finditer(sql):
        parts.append(sql[end : match.start()])
        if match["open"]:
            return sql
        if match["blank"]:
            parts.append("\n" if "\n" in match[0] or "\r" in match[0] else " ")
        else:
            parts.append(match[0])
        end = match.end()
    parts.append(sql[end:])
    return "".join(parts).strip().removesuffix(";").rstrip()


def repeatable(sql: str) -> bool:
    """Whether the statement over the same data gives the same answer each time."""
    return _VARIES.search(sql) is None
