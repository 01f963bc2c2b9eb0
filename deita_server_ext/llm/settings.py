"""Which models there are and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ModelSettings:
    """From the server's settings. Models go by LiteLLM's names.

    ``first_seconds`` is how long a provider may take to begin, and then for each next piece;
    ``answer_seconds`` how long a whole answer takes at the most. ``key`` is never shown.
    """

    models: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    base_url: str | None = None
    key: str | None = field(default=None, repr=False)
    first_seconds: float = 60.0
    answer_seconds: float = 300.0
    retries: int = 2
    context_tokens: int = 16_000
    answer_tokens: int = 4_000

    @classmethod
    def of(cls, model: str, models: str, fallbacks: str, **others: object) -> ModelSettings:
        """From lists with commas between; ``name=Label`` gives a model's label."""
        labels = dict(_named(models))
        default = model.strip() or next(iter(labels), "")
        allowed = tuple(dict.fromkeys(name for name in (default, *labels) if name))
        spare = tuple(name for name, _label in _named(fallbacks))
        return cls(models=allowed, labels=labels, fallbacks=spare, **others)  # type: ignore[arg-type]

    @property
    def default(self) -> str | None:
        """The model that is asked where nobody says which."""
        return self.models[0] if self.models else None

    def label(self, model: str) -> str:
        """What people call a model: as the settings say, else the last part of its name."""
        return self.labels.get(model) or model.rpartition("/")[2]


def _named(text: str) -> list[tuple[str, str]]:
    pairs = (part.strip().partition("=") for part in text.split(","))
    return [(name.strip(), label.strip()) for name, _equals, label in pairs if name.strip()]
