"""What at the end of a table is no row: notes, sources, sums."""

from __future__ import annotations

import re

from deita_server_ext.ingest.totals import says_total

from .pieces import One
from .records import is_rule

SHORT_BYTES = 4096
"""A row that is longer is no sum."""

_NOTE = re.compile(
    r"(?i)\W*(sources?|quellen?|notes?|nota|note de|fuente|fonte|total|totals|sum|summe|gesamt|"
    r"grand total|stand|copyright|©|generated|created|exported|downloaded|report|end of|legend|"
    r"footnotes?|\d+ (rows?|records?|lines?|zeilen))\b"
)


def is_sum(one: One) -> bool:
    """Whether a whole row at the end is the sum of the others, or a note that has a delimiter."""
    if one.record.lines > 1 or one.record.end - one.record.start > SHORT_BYTES:
        return False
    cells = [field.decode(errors="replace").strip() for field in one.record.fields]
    first = next((cell for cell in cells if cell), "")
    note = _NOTE.match(first) is not None and ":" in first
    return note or says_total(first)


def note_like(one: One, width: int, after_blank: bool) -> bool:
    """Whether a short line at the end is a note rather than a row."""
    if width < 2:
        return False
    if is_rule(one.data[one.record.start : one.record.end]):
        return True
    cells = [field.decode(errors="replace").strip() for field in one.record.fields]
    text = next((cell for cell in cells if cell), "")
    if _NOTE.match(text):
        return True
    letters = any(character.isalpha() for character in text)
    if after_blank and letters:
        return True
    return len([cell for cell in cells if cell]) == 1 and letters and (" " in text or ":" in text)
