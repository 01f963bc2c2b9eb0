"""Which dialect a text is in, by trying each on its head."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from deita_server_ext.errors import InvalidRequest
from deita_server_ext.ingest.decisions import Decisions

from .dialect import Dialect
from .evidence import Evidence
from .forms import NUMBERS
from .records import Records

DELIMITERS = (b",", b";", b"\t", b"|", b":", b"~", b"^", b"\x01", b"\x1f", b" ")
QUOTES = (b'"', b"'")
COMMENTS = (b"#", b"%", b"//", b"--")
SEPARATOR = re.compile(rb"(?i)sep=([^\r\n])(?:\r\n|\n|\r)")
"""What Excel takes for the delimiter, in a line before all others."""
_RECORDS = 500
_SAMPLE_BYTES = 1 << 17
_NAMES = {
    b",": "comma", b";": "semicolon", b"\t": "tab", b"|": "bar", b" ": "blank", b":": "colon",
}  # fmt: skip


@dataclass(frozen=True)
class _Trial:
    """How well a dialect fits: ``usual`` is the share of records with the usual number of values.

    ``share`` counts those with another number of values as well, if less.
    """

    dialect: Dialect
    width: int
    share: float
    faults: int
    usual: float

    @property
    def rank(self) -> tuple[float, int]:
        return self.share - 0.05 * min(self.faults, 5), self.width


def sniff(
    head: bytes, options: dict[str, object], decisions: Decisions, *, final: bool, filename: str
) -> Dialect:
    """The dialect of a text that begins with ``head``; all of it where ``final``."""
    asked = {
        key: options[key] for key in ("delimiter", "quote", "escape", "comment") if key in options
    }
    marks = {key: _mark(key, str(value)) for key, value in asked.items()}
    said = SEPARATOR.match(head)
    if said is not None:
        head = head[said.end() :]
    final = final and len(head) <= _SAMPLE_BYTES
    head = head[:_SAMPLE_BYTES]
    comment = marks.get("comment", _comment(head) if "comment" not in marks else b"")
    quote = marks.get("quote")
    if quote is None:
        quote = _quote(head, marks.get("delimiter"))
    escape = marks.get("escape")
    if escape is None:
        escape = b"\\" if _backslashes(head, quote) else quote
    base = Dialect(b",", quote, escape if quote else b"", comment)
    for key, value in asked.items():
        decisions.given(key, value)
    if said is not None and "delimiter" not in marks:
        dialect = replace(base, delimiter=said[1])
        decisions.decide("delimiter", said[1].decode(), "the first line says so")
    elif "delimiter" in marks:
        dialect = replace(base, delimiter=marks["delimiter"])
    else:
        dialect = _delimited(head, base, decisions, final=final, filename=filename)
    _tell(dialect, decisions)
    return dialect


def _mark(key: str, value: str) -> bytes:
    value = {"\\t": "\t", "tab": "\t", "space": " "}.get(value, value)
    if key == "delimiter" and (not value or "\n" in value or "\r" in value):
        raise InvalidRequest(
            "A delimiter is one character or more, and no line end.",
            hint="Give the character between the values, as , or ;.",
        )
    return value.encode()


def _tell(dialect: Dialect, decisions: Decisions) -> None:
    for key in ("quote", "escape", "comment"):
        if key in decisions:
            continue
        value = getattr(dialect, key).decode()
        why = {
            "quote": "values begin and end with it" if value != '"' else "as usual",
            "escape": "quotes are doubled"
            if value == dialect.quote.decode()
            else "seen before quotes",
            "comment": "lines begin with it" if value else "no lines look like comments",
        }[key]
        decisions.decide(key, value, why)


def _delimited(
    head: bytes, base: Dialect, decisions: Decisions, *, final: bool, filename: str
) -> Dialect:
    """The dialect with the delimiter that parts most lines into the same number of values."""
    whole = _is_of_one_column(head, base, final)
    trials = [
        trial
        for delimiter in DELIMITERS
        if delimiter in head
        and not (delimiter == b":" and _is_of_times(head))
        and not (delimiter == b"," and whole)
        and (trial := _try(head, replace(base, delimiter=delimiter), final))
    ]
    if filename.lower().endswith((".tsv", ".tab")):
        tabs = [trial for trial in trials if trial.dialect.delimiter == b"\t"]
        trials = tabs or trials
    # The rarer marks stand in texts, too: only where nothing else parts the lines as well.
    usual = [trial for trial in trials if trial.dialect.delimiter in DELIMITERS[:4]]
    best = max(usual, key=lambda trial: trial.rank, default=None)
    if not whole and (best is None or best.share < 0.5):
        rare = [t for t in trials if t not in usual and t.share > 0.7]
        best = max(rare, key=lambda trial: trial.rank, default=best)
    if best is None:
        # One that no line has, so that a mark in a text parts nothing; but most lines with a
        # comma are no texts that happen to have one: what keeps them together is to be told.
        lines = head.splitlines()
        meant = not whole and 2 * sum(b"," in line for line in lines) > len(lines)
        unused = next((mark for mark in DELIMITERS if mark not in head), b",")
        mark = b"," if meant else unused
        decisions.decide("delimiter", mark.decode(), "no delimiter parts the lines: one column")
        return replace(base, delimiter=mark)
    mark = best.dialect.delimiter
    name = _NAMES.get(mark, mark.decode())
    why = f"{best.usual:.0%} of the lines have {best.width} values with a {name} between them"
    decisions.decide("delimiter", mark.decode(), why)
    return best.dialect


def _try(head: bytes, dialect: Dialect, final: bool) -> _Trial | None:
    """What becomes of the head in this dialect; None where it parts too few lines."""
    counts: list[int] = []
    faults = 0
    for record in Records(head, dialect, final=final):
        if record.blank or record.comment:
            continue
        faults += record.fault is not None
        counts.append(len(record.fields))
        if len(counts) >= _RECORDS:
            break
    several = Counter(count for count in counts if count > 1)
    if not several:
        return None
    width = max(several, key=lambda count: (several[count], count))
    share = several[width] / len(counts)
    presence = several.total() / len(counts)
    if presence < 0.2 and several[width] < 5:
        return None
    if several.total() == 1 and len(counts) > 2:
        return None
    if presence < 0.5 and dialect.delimiter not in (b"\t", b";", b"|", b","):
        return None
    return _Trial(dialect, width, 0.75 * share + 0.25 * presence, faults, share)


def _is_of_one_column(head: bytes, base: Dialect, final: bool) -> bool:
    """Whether below a single name each comma is a decimal mark, or one within a text."""
    records = []
    for record in Records(head, replace(base, delimiter=b","), final=final):
        if record.fields:
            records.append(record)
        if len(records) >= _RECORDS:
            break
    if b"," not in head or len(records) < 2 or len(records[0].fields) != 1:
        return False
    if any(any(record.quoted) for record in records):
        return False
    below = records[1:]
    decimals = Evidence(forms=[form for form in NUMBERS if form.decimal == ","])
    for record in below:
        decimals.see(head[record.start : record.end].decode(errors="replace"))
    if decimals.typed:
        return "," in decimals.marks
    if 5 * head.count(b", ") < 4 * head.count(b","):
        return False
    # As in texts, and in names that begin with the family's.
    values = Evidence()
    values.see_all(record.fields[-1].decode(errors="replace") for record in below)
    parted = Counter(len(record.fields) for record in below).most_common(1)[0]
    return not values.typed and (parted[0] < 3 or 2 * parted[1] < len(below))


def _is_of_times(head: bytes) -> bool:
    """Whether most colons stand between digits, as in a time of day."""
    return 2 * len(re.findall(rb"[0-9]:(?=[0-9])", head)) > head.count(b":")


def _quote(head: bytes, delimiter: bytes | None) -> bytes:
    """The quote: ' only where values begin and end with it and none does with "."""
    marks = re.escape(delimiter) if delimiter else b",;\\t|"
    found = {}
    for quote in QUOTES:
        begins = len(re.findall(rb"(?:^|[" + marks + rb"\r\n]) *" + quote, head))
        ends = len(re.findall(quote + rb" *(?:$|[" + marks + rb"\r\n])", head))
        found[quote] = min(begins, ends)
    double, single = found[b'"'], found[b"'"]
    return b"'" if single > 1 and not double and single >= head.count(b"\n") // 4 else b'"'


def _backslashes(head: bytes, quote: bytes) -> bool:
    """Whether quotes within values have a backslash before them rather than another quote."""
    if not quote:
        return False
    escaped = len(re.findall(rb"(?<!\\)(?:\\\\)*\\" + quote + rb"(?![\r\n,;\t|]|$)", head))
    doubled = len(re.findall(rb"[^,;\t|\r\n]" + quote * 2 + rb"[^,;\t|\r\n]", head))
    return escaped > doubled


def _comment(head: bytes) -> bytes:
    """What comment lines begin with; only # is common enough to be taken without asking."""
    lines = re.split(rb"\r\n|\n|\r", head)[:_RECORDS]
    marked = [line for line in lines if line.startswith(b"#")]
    plain = [line for line in lines if line.strip() and not line.startswith(b"#")]
    if not marked or not plain or len(marked) > 2 * len(plain) + 20:
        return b""
    # "#" may begin a header ("#,name") or number rows ("#1,…").
    usual = Counter(
        max((line.count(mark) for mark in (b",", b";", b"\t", b"|")), default=0) for line in plain
    ).most_common(1)[0][0]
    alike = sum(
        max(line.count(mark) for mark in (b",", b";", b"\t", b"|")) == usual for line in marked
    )
    return b"" if usual and alike == len(marked) else b"#"
