"""Which models there are and how they are reached."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

_VARIABLES: dict[str, tuple[str, ...]] = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "cerebras": ("CEREBRAS_API_KEY",),
    "cohere": ("COHERE_API_KEY", "CO_API_KEY"),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "fireworks_ai": ("FIREWORKS_AI_API_KEY", "FIREWORKS_API_KEY", "FIREWORKSAI_API_KEY"),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistral": ("MISTRAL_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY", "OR_API_KEY"),
    "perplexity": ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"),
    "together_ai": ("TOGETHERAI_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHER_API_KEY"),
    "xai": ("XAI_API_KEY",),
}
"""Hosted providers, and where LiteLLM looks for their keys; of others nothing is known here."""
_FAMILIES = (("gpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("claude", "anthropic"))
"""Models that LiteLLM knows without their provider's name."""


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

    @property
    def usable(self) -> tuple[str, ...]:
        """The models that can be asked: those whose provider's key is not missing."""
        return tuple(model for model in self.models if self.missing_key(model) is None)

    def missing_key(self, model: str) -> str | None:
        """The variable in which the model's key is looked for, and is not.

        None where there is a key, where the settings give an address of one's own, and where the
        provider needs none as far as is known.
        """
        if self.key_of(model) or self.base_url_of(model):
            return None
        names = _VARIABLES.get(_provider(model), ())
        return None if not names or any(os.environ.get(name) for name in names) else names[0]

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
    provider, slash, _name = model.partition("/")
    if slash:
        return provider
    return next((of for start, of in _FAMILIES if model.startswith(start)), model)


def _named(text: str) -> list[tuple[str, str]]:
    pairs = (part.strip().partition("=") for part in text.split(","))
    return [(name.strip(), label.strip()) for name, _equals, label in pairs if name.strip()]
