"""Words that a row begins with which is the sum of those above it."""

from __future__ import annotations

_TOTALS = frozenset(
    {"total", "totals", "grand total", "sum", "summe", "gesamt", "insgesamt", "totale", "totaux",
     "total général", "totaal", "suma", "subtotal", "gesamtergebnis", "gesamtsumme",
     "total general"}
)  # fmt: skip


def says_total(text: str) -> bool:
    """Whether a cell's text says that its row is a sum."""
    return text.strip().rstrip(": ").lower() in _TOTALS
