"""The providers with an extra of their own: where their keys and addresses are named."""

from __future__ import annotations

import os
from dataclasses import dataclass

from retrieval.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its name, its extra and package, the variables of the environment that its own clients read.

    `url_variables` come in rising order of what they say for; the first that is set is taken.
    """

    name: str
    package: str
    key_variable: str | None
    url_variables: tuple[str, ...]
    url: str

    @property
    def installing(self) -> str:
        """The command that installs what it needs."""
        return f"pip install 'setpoint[{self.name}]'"

    def key(self) -> str | None:
        """The key of the environment, if it needs one and it is there."""
        return (os.environ.get(self.key_variable, "").strip() or None) if self.key_variable else None

    def address(self, named: str | None) -> str:
        """Where requests go: the URL of the settings, else that of the provider's own variables, else its service."""
        return named or next((v for n in self.url_variables if (v := os.environ.get(n, "").strip())), self.url)


PROVIDERS = {
    p.name: p
    for p in (
        Provider(
            "anthropic",
            "langchain_anthropic",
            "ANTHROPIC_API_KEY",
            ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
            "https://api.anthropic.com",
        ),
        Provider(
            "openai",
            "langchain_openai",
            "OPENAI_API_KEY",
            ("OPENAI_API_BASE", "OPENAI_BASE_URL"),
            "https://api.openai.com/v1",
        ),
        Provider("ollama", "langchain_ollama", None, ("OLLAMA_HOST",), "http://127.0.0.1:11434"),
    )
}
EXAMPLES = "anthropic:NAME, openai:NAME, ollama:NAME"


@dataclass(frozen=True, slots=True)
class ModelName:
    """`provider:name`, taken apart."""

    provider: str
    name: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"

    @property
    def known(self) -> Provider | None:
        """The provider, if it is one with an extra; others are left to LangChain."""
        return PROVIDERS.get(self.provider)


def parse(text: str) -> ModelName:
    """A model's name as the settings give it. Raises SettingsError when the provider is not named."""
    provider, colon, name = text.strip().partition(":")
    if not colon or not provider.strip() or not name.strip():
        raise SettingsError(f"{text[:80]!r} does not name a model", where="model", next_step=f"write {EXAMPLES}")
    return ModelName(provider.strip().lower().replace("-", "_"), name.strip())
