"""Words of ours among a chart's data: in English, with what they say for other languages."""

from __future__ import annotations

from typing import Any, Self


class Label(str):
    """English words, with the code and parts that they were made of. A value's text is none."""

    code: str
    parts: dict[str, int | str]

    def __new__(cls, text: str, code: str, **parts: int | str) -> Self:
        """The words, for what they say."""
        made = super().__new__(cls, text)
        made.code, made.parts = code, parts
        return made

    def numbered(self, number: int) -> Label:
        """The same, told from a value that is called so too."""
        return Label(f"{self} ({number})", self.code, **self.parts)


def told(label: str) -> Any:
    """A label for other languages: a value's text as it is, else the code with its parts."""
    return {"code": label.code, **label.parts} if isinstance(label, Label) else str(label)
