"""`setpoint models`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from assistant.agent.trial import Trial, try_model
from assistant.commands.options import as_json, named_workspace, print_json
from assistant.models import on_hand
from assistant.models.opening import named_model, require_address, require_extra, require_key
from assistant.rendering.models import print_models
from assistant.settings import Settings, load_settings
from assistant.workspace import find_folder
from retrieval.errors import SettingsError, WorkspaceMissing

# Exit code of a model that does not work, though its settings can be right.
DOES_NOT_WORK = 1


@click.command(
    "models",
    epilog="""\b
Examples:
  setpoint models
  setpoint models --model ollama:llama3.1
  SETPOINT_MODEL_URL=http://127.0.0.1:8089/v1 setpoint models --model openai:local --json
\b
Keys are read from the providers' own variables (OPENAI_API_KEY,
ANTHROPIC_API_KEY). Exit codes: 0 it works, or none is set; 1 it does not work;
2 a setting, an extra or a key is missing.""",
)
@click.option("--model", help="The model to try, as provider:name, instead of that of the settings.")
@as_json
def command(model: str | None, as_json: bool) -> None:
    """Say which language model is set, and try it: a call of a tool and an answer in the schema."""
    settings = _settings()
    name = model or settings.model
    providers = [dataclasses.asdict(one) for one in on_hand.providers()]
    found = {**(_tried(settings, name) if name else {"model": None, "mode": "extractive"}), "providers": providers}
    if as_json:
        print_json(found)
    else:
        print_models(found)
    if found.get("problem"):
        click.get_current_context().exit(DOES_NOT_WORK if found["opened"] else 2)


def _settings() -> Settings:
    try:
        return load_settings(find_folder(Path.cwd(), named_workspace(), make=False).parent)
    except WorkspaceMissing:
        return load_settings(Path.cwd())


def _tried(settings: Settings, name: str) -> dict[str, object]:
    found: dict[str, object] = {"model": name, "mode": "model", "opened": False, "works": False, "problem": None}
    try:
        named = named_model(settings, name)
        found |= {"address": on_hand.address(settings, name), "proxy": on_hand.proxy(settings, name)}
        require_extra(named)
        require_address(settings.model_url)
        require_key(named, settings.model_url)
        found |= _told(try_model(settings, name))
    except SettingsError as error:
        found["problem"] = str(error)
    return found


def _told(trial: Trial) -> dict[str, object]:
    usage = trial.usage
    return {
        "opened": True,
        "works": trial.works,
        "problem": trial.problem,
        "tools": trial.tools,
        "structured": trial.structured,
        "faithful": trial.faithful,
        "streaming": trial.streaming,
        "first_piece_s": trial.first_piece_s,
        "calls": usage.calls,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "seconds": usage.seconds,
        "cost": usage.cost,
    }
