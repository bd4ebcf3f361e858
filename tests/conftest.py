"""What every test shares: places of services and corpora, and workspaces with the fake embedder.

A test that needs a service or the corpora says so by asking for its fixture, and is skipped with
the reason where it is absent; with SETPOINT_REQUIRE_SERVICES=1 (as in CI) absence is a failure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from retrieval.ledger import Ledger

REPO = Path(__file__).resolve().parent.parent


def absent(reason: str) -> None:
    """Skip, or fail where services are required."""
    if os.environ.get("SETPOINT_REQUIRE_SERVICES"):
        pytest.fail(f"required here, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of public documents written by others."""
    place = Path(os.environ.get("SETPOINT_CORPORA", REPO.parent / "shared" / "corpora"))
    if not place.is_dir():
        absent(f"the corpora are not at {place}; set SETPOINT_CORPORA")
    return place


@pytest.fixture(scope="session")
def tesseract() -> str:
    """The place of Tesseract on this machine."""
    found = shutil.which("tesseract")
    if not found:
        absent("Tesseract is not installed (Debian: apt-get install tesseract-ocr)")
    return str(found)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The records of the sample site."""
    return REPO / "samples" / "records"


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of a PostgreSQL server on which tests may make databases."""
    url = os.environ.get("SETPOINT_TEST_POSTGRES")
    if not url:
        absent("no PostgreSQL server is named in SETPOINT_TEST_POSTGRES")
    return str(url)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A schema of its own for one test."""
    with postgres_schema(postgres_server) as url:
        yield url


@contextlib.contextmanager
def postgres_schema(postgres_server: str) -> Iterator[str]:
    """URL of a new schema, dropped afterwards: made in a tenth of the time of a database."""
    name = f"setpoint_{uuid.uuid4().hex[:12]}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield f"{postgres_server}?options=-csearch_path%3D{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    admin.dispose()


@pytest.fixture(scope="session")
def chroma_server() -> str:
    """URL of a Chroma server on which tests may make collections."""
    url = os.environ.get("SETPOINT_TEST_CHROMA")
    if not url:
        absent("no Chroma server is named in SETPOINT_TEST_CHROMA")
    return str(url)


@pytest.fixture(scope="session")
def neo4j_url() -> str:
    """URL of a Neo4j server on which tests may keep graphs, each under an identity of its own."""
    url = os.environ.get("SETPOINT_TEST_NEO4J")
    if not url:
        absent("no Neo4j server is named in SETPOINT_TEST_NEO4J")
    return str(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger on each database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'ledger.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    opened = Ledger.open(url)
    yield opened
    opened.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hashing embedder for commands that open a workspace."""
    monkeypatch.setenv("SETPOINT_EMBEDDING_MODEL", "hashing")


@pytest.fixture
def setpoint_command() -> str:
    """The installed command."""
    found = shutil.which("setpoint") or str(REPO / ".venv" / "bin" / "setpoint")
    assert Path(found).exists(), "install the project first: make test does"
    return found
