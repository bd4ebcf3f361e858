"""What there is for language models: the extra and the key of each provider, and where requests go."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass

from assistant.models.opening import is_loopback
from assistant.models.providers import PROVIDERS, Provider, parse
from assistant.models.redaction import redact
from assistant.settings import Settings

# Variables of the environment that send requests through another machine (as httpx reads them).
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@dataclass(frozen=True, slots=True)
class OnHand:
    """A provider: whether its extra is installed, and whether its key is in the environment."""

    name: str
    installed: bool
    key_variable: str | None
    key_set: bool
    installing: str


def providers() -> tuple[OnHand, ...]:
    """Every provider with an extra of its own."""
    return tuple(_on_hand(provider) for provider in PROVIDERS.values())


def address(settings: Settings, name: str) -> str | None:
    """Where requests to a model go, without what is secret in it; None where LangChain alone knows."""
    provider = parse(name).known
    where = provider.address(settings.model_url) if provider else settings.model_url
    return redact(where) if where else None


def proxy(settings: Settings, name: str) -> str | None:
    """The variable whose proxy requests may go through; None for a server on this machine, which is asked directly."""
    where = address(settings, name)
    if where and is_loopback(where):
        return None
    return next((variable for variable in _PROXIES if os.environ.get(variable)), None)


def _on_hand(provider: Provider) -> OnHand:
    installed = all(importlib.util.find_spec(package) is not None for package in ("langchain", provider.package))
    return OnHand(provider.name, installed, provider.key_variable, provider.key() is not None, provider.installing)
