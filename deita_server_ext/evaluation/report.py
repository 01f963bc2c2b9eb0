"""What an evaluation says in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from .bench import Score


@dataclass(frozen=True)
class Summary:
    """Shares are of all questions; ``repairs`` is how often an error went back, on average."""

    questions: int
    correct: float
    valid: float
    repairs: float
    tokens: int
    cost: float
    seconds: float

    @classmethod
    def of(cls, scores: Sequence[Score]) -> Summary:
        """Of the scores of one way to answer."""
        count = max(1, len(scores))
        return cls(
            questions=len(scores),
            correct=sum(score.correct for score in scores) / count,
            valid=sum(score.valid for score in scores) / count,
            repairs=sum(max(0, score.attempts - 1) for score in scores) / count,
            tokens=sum(score.tokens for score in scores),
            cost=sum(score.cost for score in scores),
            seconds=median([score.seconds for score in scores] or [0.0]),
        )


def lines(name: str, model: str, scores: Sequence[Score]) -> list[str]:
    """A table for a person."""
    head = "loop  questions  correct  valid SQL  repairs  tokens    cost $  median s"
    out = [f"{name} · {model}", head]
    for looped in (True, False):
        own = [score for score in scores if score.looped is looped]
        if own:
            s = Summary.of(own)
            out.append(
                f"{'with' if looped else 'none':<4}  {s.questions:>9}  {s.correct:>6.1%}  "
                f"{s.valid:>9.1%}  {s.repairs:>7.2f}  {s.tokens:>6}  {s.cost:>8.4f}  "
                f"{s.seconds:>8.1f}"
            )
    return out


def document(name: str, model: str, scores: Sequence[Score]) -> dict[str, Any]:
    """All of it as JSON values."""
    ways = {"with_loop": True, "without_loop": False}
    return {
        "set": name,
        "model": model,
        "summaries": {
            way: asdict(Summary.of(own))
            for way, looped in ways.items()
            if (own := [score for score in scores if score.looped is looped])
        },
        "scores": [asdict(score) for score in scores],
    }
