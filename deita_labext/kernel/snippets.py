"""Saved queries as parts of others: ``--save NAME`` and ``--with NAME``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .contract import SavedQuery
from .errors import DeitaError
from .parameters import dollars
from .saved import SavedQueries
from .statements import Statement
from .templates import has_templates


def save(client: SavedQueries, name: str, text: str, parts: Sequence[str]) -> SavedQuery:
    """Keep a statement, in place of one of that name, with its parts as CTEs within it.

    So it runs wherever it is read: in the SQL editor too. Parameters are written ``$name``
    there, as the service has them; what Jinja is to fill in stays as it is.
    """
    if name.casefold() in (part.casefold() for part in parts):
        raise DeitaError(
            f"{name} cannot be saved with itself as a part.",
            code="usage",
            hint="Save it under another name.",
        )
    found = [(part, Statement.written(client.saved_query(part)["sql"])) for part in parts]
    sql = Statement.written(text).with_parts(found).sql if found else text
    return client.save_query(name, sql if has_templates(sql) else dollars(sql), replace=True)


def parts_of(
    client: SavedQueries, names: Sequence[str], written: Callable[[str, str], Statement]
) -> list[tuple[str, Statement]]:
    """Saved queries as parts of a statement.

    ``written`` makes a statement of a text and what to call it.
    """
    return [
        (name, written(client.saved_query(name)["sql"], f"saved query {name}"))
        for name in dict.fromkeys(names)
    ]
