"""``{{ expr }}`` in a statement: Jinja, loaded and run only where there is some."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .errors import DeitaError

_MARKS = re.compile(r"\{\{.*?\}\}|\{%[-+]?\s*[a-z].*?%\}", re.DOTALL)
"""An expression, or a statement that begins with a word: what is not closed is SQL's own."""


def has_templates(sql: str) -> bool:
    """Whether there is something for Jinja in it."""
    return _MARKS.search(sql) is not None


def render(sql: str, namespace: Mapping[str, object]) -> str:
    """The statement with its expressions put in as text, from the notebook's variables.

    Where there is no ``{{ … }}`` or ``{% … %}`` it is the statement itself. What is put in is not
    quoted: for values, ``:name`` is the better way. Raises DeitaError for what Jinja cannot
    read, and for variables that are not there.
    """
    if not has_templates(sql):
        return sql
    import jinja2  # noqa: PLC0415 - only where there is something for it

    # SQL for oneself is no page for others: nothing is to be escaped.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701
    try:
        return environment.from_string(sql).render(namespace)
    except jinja2.UndefinedError as exc:
        raise DeitaError(
            f"A template has no value: {exc.message}.",
            code="template",
            hint="Set the variable before the query.",
        ) from exc
    except jinja2.TemplateSyntaxError as exc:
        raise DeitaError(
            f"The template cannot be read: {exc.message}.",
            code="template",
            hint="A {{ or {% that is meant as it stands goes between {% raw %} and {% endraw %}.",
            details={"line": exc.lineno},
            sql=sql,
        ) from exc
    except Exception as exc:  # whatever an expression of the notebook raises
        raise DeitaError(
            f"The template failed: {type(exc).__name__}: {exc}.", code="template"
        ) from exc
