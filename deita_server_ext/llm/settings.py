"""Which models there are and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ModelSettings:
    """From the server's settings. Models go by LiteLLM's names.

    ``first_seconds`` is how long a provider may take to begin, and then for each next piece;
    ``answer_seconds`` how long a whole answer takes at the most. Keys are never shown.

    ``key`` and ``base_url`` are of the first model's provider; ``keys`` and ``base_urls`` of
    the providers, or single models, that they name.
    """

    models: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    base_url: str | None = None
    key: str | None = field(default=None, repr=False)
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    base_urls: dict[str, str] = field(default_factory=dict)
    first_seconds: float = 60.0
    answer_seconds: float = 300.0
    retries: int = 2
    context_tokens: int = 16_000
    answer_tokens: int = 4_000

    @classmethod
    def of(
        cls,
        model: str,
        models: str,
        fallbacks: str,
        *,
        keys: str = "",
        base_urls: str = "",
        **others: object,
    ) -> ModelSettings:
        """From lists with commas between; ``name=Label`` gives a model's label."""
        labels = dict(_named(models))
        default = model.strip() or next(iter(labels), "")
        allowed = tuple(dict.fromkeys(name for name in (default, *labels) if name))
        spare = tuple(name for name, _label in _named(fallbacks))
        return cls(
            models=allowed,
            labels=labels,
            fallbacks=spare,
            keys=dict(_named(keys)),
            base_urls=dict(_named(base_urls)),
            **others,  # type: ignore[arg-type]
        )

    @property
    def default(self) -> str | None:
        """The model that is asked where nobody says which."""
        return self.models[0] if self.models else None

    def key_of(self, model: str) -> str | None:
        """The model's key; None leaves it to its provider's own variable.

        No provider is given the key of another.
        """
        return self._of(model, self.keys, self.key)

    def base_url_of(self, model: str) -> str | None:
        """Where the model is reached; None is its provider's own address."""
        return self._of(model, self.base_urls, self.base_url)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is never shown."""
        return tuple(key for key in (self.key, *self.keys.values()) if key)

    def _of(self, model: str, named: dict[str, str], common: str | None) -> str | None:
        provider = _provider(model)
        found = named.get(model) or named.get(provider)
        if found is None and provider == _provider(self.default or ""):
            return common
        return found

    def label(self, model: str) -> str:
        """What people call a model: as the settings say, else the last part of its name."""
        return self.labels.get(model) or model.rpartition("/")[2]


def _provider(model: str) -> str:
    return model.partition("/")[0]


def _named(text: str) -> list[tuple[str, str]]:
    pairs = (part.strip().partition("=") for part in text.split(","))
    return [(name.strip(), label.strip()) for name, _equals, label in pairs if name.strip()]
