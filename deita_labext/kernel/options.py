"""Options on the line of a magic: ``--name value``, ``--name=value``, ``-n value``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .errors import DeitaError


@dataclass(frozen=True)
class Option:
    """An option. ``value`` is what its value is called in the help, empty where it has none."""

    name: str
    value: str
    about: str
    kind: Literal["flag", "text", "names", "whole", "number", "choice"] = "text"
    short: str = ""
    choices: tuple[str, ...] = ()
    field: str = ""

    @property
    def key(self) -> str:
        """What the value is kept as."""
        return self.field or self.name.replace("-", "_")

    @property
    def line(self) -> str:
        """Its line in the help."""
        short = f"-{self.short}, " if self.short else "    "
        written = f"--{self.name} {self.value}".rstrip()
        return f"  {short}{written:<20} {self.about}"


def words(line: str) -> list[str]:
    """The words of a line, as a shell reads them."""
    try:
        return shlex.split(line)
    except ValueError:
        raise usage("A quote is opened on this line and not closed.", None) from None


def read(
    given: Sequence[str], options: Sequence[Option], where: str, help: str
) -> tuple[dict[str, Any], list[str]]:
    """The options' values by key, and the words that are none.

    ``where`` names the line and ``help`` is how to get its help, for what is said of an option
    that is not known.
    """
    rest = list(given)
    values: dict[str, Any] = {}
    others: list[str] = []
    by_name = {f"--{option.name}": option for option in options}
    by_name |= {f"-{option.short}": option for option in options if option.short}
    while rest:
        word = rest.pop(0)
        name, joined, value = word.partition("=")
        option = by_name.get(name)
        if option is None or (option.kind == "flag" and joined):
            if word.startswith("-") and len(word) > 1:
                raise usage(
                    f"`{word}` is not understood on the line of {where}.",
                    f"`{help}` lists the options.",
                )
            others.append(word)
            continue
        if option.kind == "flag":
            values[option.key] = True
            continue
        if not joined and rest:
            value = rest.pop(0)
        if not value:
            raise usage(f"{name} needs a value.", f"`{help}` lists the options.")
        read_value = _value(name, option, value)
        if option.kind == "names":
            read_value = (*values.get(option.key, ()), *read_value)
        values[option.key] = read_value
    return values, others


def _value(name: str, option: Option, text: str) -> Any:
    match option.kind:
        case "names":
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case "choice":
            if text not in option.choices:
                raise usage(f"{name} is one of {', '.join(option.choices)}, not “{text}”.", None)
        case "whole" | "number":
            return _positive(name, text, whole=option.kind == "whole")
    return text


def _positive(name: str, text: str, *, whole: bool) -> float:
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        kind = "a whole number" if whole else "a number"
        raise usage(f"{name} needs {kind} above 0, not “{text}”.", None)
    return number


def usage(message: str, hint: str | None) -> DeitaError:
    """The error for a line that is not understood."""
    return DeitaError(message, code="usage", hint=hint)
