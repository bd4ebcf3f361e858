"""A chat model opened by its name, with everything that its client would do on its own turned off."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.models.bounded import bound
from assistant.models.providers import PROVIDERS, ModelName, Provider, parse
from assistant.models.redaction import redact
from assistant.models.silence import untraced
from assistant.settings import Settings
from retrieval.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# What a server of one's own is given for a key: OpenAI's client does not start without one.
PLACEHOLDER = "none-needed"
# Seconds for a connection to be made: a server that is there answers in much less, one that is not is known sooner.
CONNECT_S = 10.0
# Names of this machine, which no proxy may come between.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - a name to compare with


def open_model(settings: Settings, name: str | None = None) -> BaseChatModel:
    """The chat model of the settings, or the one named instead, at temperature 0 where it takes one.

    Nothing is sent yet. Tries again are the caller's (`Line`), not the client's. Raises SettingsError with the
    next step: no model, an unknown provider, a missing extra or key.
    """
    model = named_model(settings, name)
    require_extra(model)
    require_address(settings.model_url)
    require_key(model, settings.model_url)
    from langchain.chat_models import init_chat_model

    try:
        with untraced():
            return init_chat_model(
                model.name, model_provider=model.provider, temperature=0.0, **_arguments(model, settings)
            )
    except ImportError as error:
        raise SettingsError(
            f"the package for {model.provider} is not installed",
            where=f"model {model}",
            next_step=f"pip install {(error.name or f'langchain-{model.provider}').replace('_', '-')}",
        ) from None
    except (ValueError, TypeError) as error:  # pydantic's errors are ValueErrors
        said = " ".join(redact(str(error)).split())[:300]
        raise SettingsError(said, where=f"model {model}", next_step="see `setpoint models`") from None


def named_model(settings: Settings, name: str | None = None) -> ModelName:
    """The name of the model to use. Raises SettingsError when there is none, or it is not of the form."""
    text = name or settings.model
    if not text:
        raise SettingsError(
            "no language model is set", where="model", next_step="set SETPOINT_MODEL, for example to openai:NAME"
        )
    return parse(text)


def require_extra(model: ModelName) -> None:
    """Raise SettingsError when the packages of a provider are not there, or nobody knows the provider."""
    provider = model.known
    needed = ["langchain", *([provider.package] if provider else [])]
    if any(importlib.util.find_spec(package) is None for package in needed):
        installing = provider.installing if provider else "pip install 'setpoint[openai]'"
        raise SettingsError(
            f"what {model.provider} needs is not installed", where=f"model {model}", next_step=f"run {installing}"
        )
    if provider is None and model.provider not in _known_to_langchain():
        raise SettingsError(
            f"there is no provider {model.provider[:40]!r}",
            where=f"model {model}",
            next_step=f"take one of {', '.join(PROVIDERS)}, or another that LangChain's init_chat_model knows",
        )


def require_key(model: ModelName, url: str | None) -> None:
    """Raise SettingsError when the provider's service needs a key that is not in the environment."""
    provider = model.known
    if provider is None or provider.key_variable is None or provider.key() or url:
        return
    raise SettingsError(
        f"{model.provider} needs a key, and none is in the environment",
        where=f"model {model}",
        next_step=f"set {provider.key_variable}, or model_url for a server of your own",
    )


def require_address(url: str | None) -> None:
    """Raise SettingsError for a `model_url` that is none."""
    try:
        sound = not url or (urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname))
    except ValueError:
        sound = False
    if not sound:
        raise SettingsError(
            "model_url is no address", where="settings", next_step="write it as http://HOST:PORT/v1 or https://..."
        )


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname
    except ValueError:
        return False
    return host in _LOOPBACK or (host or "").startswith("127.")


def _known_to_langchain() -> frozenset[str]:
    from langchain.chat_models import base

    return frozenset(getattr(base, "_BUILTIN_PROVIDERS", ()))


def _arguments(model: ModelName, settings: Settings) -> dict[str, Any]:  # whatever a class of LangChain takes
    provider = model.known
    if provider is None:
        return {"base_url": settings.model_url} if settings.model_url else {}
    # Always given: without an address LangChain would look for a gateway of its makers (LANGSMITH_GATEWAY).
    address = provider.address(settings.model_url)
    make = {"openai": _openai, "anthropic": _anthropic, "ollama": _ollama}[provider.name]
    return {"base_url": address, **make(provider, address, settings)}


def _openai(provider: Provider, address: str, settings: Settings) -> dict[str, object]:
    from openai import DefaultAsyncHttpxClient, Timeout

    own = settings.model_url is not None
    patience = Timeout(settings.model_timeout_s, connect=min(CONNECT_S, settings.model_timeout_s))
    return {
        "api_key": provider.key() or PLACEHOLDER,
        "timeout": patience,
        "max_retries": 0,
        "stream_usage": True,
        # Only OpenAI's own service has the newer protocol.
        **({"use_responses_api": False} if own else {}),
        "http_async_client": DefaultAsyncHttpxClient(
            timeout=patience,
            follow_redirects=False,
            trust_env=not is_loopback(address),
            event_hooks={"response": [bound]},
        ),
    }


def _anthropic(provider: Provider, _address: str, settings: Settings) -> dict[str, object]:
    return {"api_key": provider.key() or PLACEHOLDER, "timeout": settings.model_timeout_s, "max_retries": 0}


def _ollama(_provider: Provider, address: str, settings: Settings) -> dict[str, object]:
    from httpx import Timeout

    patience = Timeout(settings.model_timeout_s, connect=min(CONNECT_S, settings.model_timeout_s))
    return {
        "client_kwargs": {
            "timeout": patience,
            "follow_redirects": False,
            "trust_env": not is_loopback(address),
            "event_hooks": {"response": [bound]},
        }
    }
