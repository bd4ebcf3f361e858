"""Settings: inert values from `setpoint.toml`, the environment and flags, in rising order."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from retrieval.embedding import DEFAULT_MODEL
from retrieval.errors import SettingsError

FILE_NAME = "setpoint.toml"


class Settings(BaseSettings):
    """What an installation can choose. Each is `SETPOINT_` and its name in the environment."""

    model_config = SettingsConfigDict(env_prefix="SETPOINT_", frozen=True, extra="forbid")

    ledger_url: str | None = Field(
        default=None, description="SQLAlchemy URL; a SQLite file in the workspace when unset"
    )
    vectors_url: str | None = Field(
        default=None, description="http(s) URL of a Chroma server; a folder in the workspace when unset"
    )
    graph_url: str | None = Field(
        default=None, description="bolt:// or neo4j:// URL of a Neo4j server; tables in the ledger when unset"
    )
    vocabulary: Path | None = Field(
        default=None, description="a file of the site's own words, beside those that Setpoint knows"
    )
    embedding_model: str = Field(default=DEFAULT_MODEL, description="a sentence-transformers name or folder")
    cache: Path = Field(default_factory=lambda: user_cache_path("setpoint"), description="exported models")
    collection: str = Field(default="main", description="the collection that ingest writes to")
    parse_memory_mb: int = Field(default=1024, ge=512, description="memory that reading one file may take")
    parse_stall_s: float = Field(
        default=7.0, ge=1, description="how long reading a file may go on without a sign of life, more for large files"
    )
    max_file_mb: int = Field(default=256, ge=1, description="the largest file that is read; a tenth of it for text")
    ocr: bool = Field(default=False, description="whether ingest reads scanned pages, as with --ocr")
    ocr_language: str = Field(default="eng", description="Tesseract's name of the language, or several: eng+deu")
    model: str | None = Field(
        default=None,
        description="the language model, as provider:name (anthropic:..., openai:..., ollama:...); none when unset",
    )
    model_url: str | None = Field(
        default=None, description="base URL of a server that speaks the provider's protocol, for one of your own"
    )
    model_timeout_s: float = Field(default=60.0, gt=0, description="how long one call of the model may take")
    model_retries: int = Field(default=3, ge=0, description="tries again after 429, 5xx and lost connections")
    model_calls: int = Field(default=8, ge=1, description="calls of the model that one question may take")
    model_tokens: int = Field(default=120_000, ge=1_000, description="tokens, in and out, that one question may take")
    model_seconds: float = Field(default=180.0, gt=0, description="seconds that one question may take")
    model_cost: float | None = Field(
        default=None, gt=0, description="money that one question may cost; needs the two prices"
    )
    model_price_in: float | None = Field(default=None, ge=0, description="money for a million tokens sent")
    model_price_out: float | None = Field(default=None, ge=0, description="money for a million tokens received")
    general_knowledge: bool = Field(
        default=False, description="whether a model may add what it knows itself, set apart and marked as not backed"
    )
    wait_s: float = Field(default=30.0, ge=0, description="how long a second writer waits")


def load_settings(folder: Path) -> Settings:
    """Read `setpoint.toml` of a folder, if there is one, then the environment.

    Raises SettingsError naming the field and what was wrong with it.
    """
    file = folder / FILE_NAME

    class FromFolder(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)

    try:
        return FromFolder()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(
            f"{name}: {first['msg']}", where=str(file), next_step="see `setpoint --help` for the settings"
        ) from error
    except ValueError as error:  # a TOML file that does not parse
        raise SettingsError(str(error), where=str(file), next_step="mend the TOML") from error
