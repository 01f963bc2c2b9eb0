"""DuckDB's SQL as the gate reads it: sqlglot's dialect, and forms that it does not know yet.

What is added only makes more texts readable; what they say is judged as all else is.
"""

from __future__ import annotations

from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.parsers.duckdb import DuckDBParser
from sqlglot.tokenizer_core import TokenType


class Pivot(exp.Pivot):
    """A PIVOT statement, with what may end one."""

    arg_types: ClassVar = {**exp.Pivot.arg_types, "order": False, "limit": False, "offset": False}


class _Tokenizer(DuckDB.Tokenizer):
    HEX_STRINGS: ClassVar = [("x'", "'"), ("X'", "'")]


class _Parser(DuckDBParser):
    FUNC_TOKENS: ClassVar = {*DuckDBParser.FUNC_TOKENS, TokenType.APPLY}
    # The function of this name that sqlglot knows is another engine's.
    FUNCTIONS: ClassVar = {k: v for k, v in DuckDBParser.FUNCTIONS.items() if k != "REDUCE"}

    def _parse_simplified_pivot(self, is_unpivot: bool | None = None) -> exp.Pivot:
        """PIVOT and UNPIVOT as statements, with all that may follow ON."""
        pivot = Pivot(this=self._parse_table(), unpivot=is_unpivot)
        if self._match(TokenType.ON):
            pivot.set("expressions", self._parse_csv(self._parse_pivot_on))
        if self._match(TokenType.INTO):
            name = self._match_text_seq("NAME") and self._parse_column()
            self._match_texts(("VALUE", "VALUES"))
            values = self._parse_csv(self._parse_column)
            pivot.set("into", exp.UnpivotColumns(this=name, expressions=values))
        if self._match(TokenType.USING):
            pivot.set("using", self._parse_csv(self._parse_expression))
        pivot.set("group", self._parse_group())
        pivot.set("order", self._parse_order())
        pivot.set("limit", self._parse_limit())
        pivot.set("offset", self._parse_offset())
        return self.expression(pivot)

    def _parse_describe(self) -> exp.Describe:
        """DESCRIBE, of set operations that begin with a parenthesis too."""
        described = super()._parse_describe()
        described.set("this", self._joined(described.this))
        return described

    def _parse_select_query(
        self,
        nested: bool = False,
        table: bool = False,
        parse_subquery_alias: bool = True,
        parse_set_operation: bool = True,
    ) -> exp.Expr | None:
        """SUMMARIZE is read here, since sqlglot summarizes no PIVOT."""
        if self._match(TokenType.SUMMARIZE):
            return self._parse_summarized()
        query: exp.Expr | None = super()._parse_select_query(
            nested, table, parse_subquery_alias, parse_set_operation
        )
        return query

    def _parse_summarized(self) -> exp.Summarize:
        table = self._match(TokenType.TABLE)
        if self._match_set((TokenType.PIVOT, TokenType.UNPIVOT), advance=False):
            this = self._parse_statement()
        else:
            this = self._parse_select() or self._parse_string() or self._parse_table()
        return self.expression(exp.Summarize(this=self._joined(this), table=table))

    def _joined(self, this: exp.Expr | None) -> exp.Expr | None:
        """With the set operations that may follow a query in parentheses."""
        if not isinstance(this, exp.Subquery):
            return this
        joined: exp.Expr | None = self._parse_query_modifiers(self._parse_set_operations(this))
        return joined

    def _parse_pivot_on(self) -> exp.Expr | None:
        this = self._parse_bitwise()
        return self._parse_in(this) if self._match(TokenType.IN) else self._parse_alias(this)

    def _parse_wrapped_id_vars(self, optional: bool = False) -> list[exp.Expr]:
        """Names in parentheses; after USING KEY they may be aggregates of columns."""
        before = self._tokens[max(0, self._index - 2) : self._index]
        if [token.text.upper() for token in before] == ["USING", "KEY"]:
            keys: list[exp.Expr] = self._parse_wrapped_csv(self._parse_expression)
            return keys
        names: list[exp.Expr] = super()._parse_wrapped_id_vars(optional=optional)
        return names


class Dialect(DuckDB):
    """The dialect to read statements with."""

    Tokenizer = _Tokenizer
    Parser = _Parser
