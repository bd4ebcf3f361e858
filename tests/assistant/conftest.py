"""Libraries and the command line for the tests of answering."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from assistant import cli
from assistant.workspace import FOLDER, Workspace
from tests.assistant.commands import Ran
from tests.assistant.site import HASHING, Library, open_library, write_site


@pytest.fixture(scope="session")
def untouched_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records of the made-up site and a workspace that has read them; only to be copied."""
    root = tmp_path_factory.mktemp("site")
    library = open_library(root)
    write_site(root / "records")
    library.read()
    library.workspace.close()
    return root


@pytest.fixture(scope="session")
def site_folder(untouched_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that several tests ask questions in, which are recorded there; its records are not to be changed."""
    return Path(shutil.copytree(untouched_site, tmp_path_factory.mktemp("shared") / "site"))


@pytest.fixture(scope="module")
def site(untouched_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The site's library, for questions: a copy, since every question is recorded in it."""
    root = Path(shutil.copytree(untouched_site, tmp_path_factory.mktemp("asked") / "site"))
    library = Library(root, Workspace(root / FOLDER, HASHING))
    yield library
    library.workspace.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    made = open_library(tmp_path)
    yield made
    made.workspace.close()


@pytest.fixture
def own_site(untouched_site: Path, tmp_path: Path) -> Path:
    """A copy of the site that a test may change."""
    return Path(shutil.copytree(untouched_site, tmp_path / "own"))


@pytest.fixture
def run(quick: None, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    """Runs the command in this process, as its entry point does, in a folder."""
    for name in ("SETPOINT_WORKSPACE", "SETPOINT_COLLECTION", "SETPOINT_WAIT_S", "SETPOINT_LEDGER_URL"):
        monkeypatch.delenv(name, raising=False)

    def ran(*arguments: str | Path, cwd: Path | None = None) -> Ran:
        if cwd is not None:
            monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["setpoint", *map(str, arguments)])
        capfdbinary.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        out, err = capfdbinary.readouterr()
        return Ran(code, out, err)

    return ran


@pytest.fixture
def spawn(setpoint_command: str) -> Callable[..., Ran]:
    """Runs the installed command in a process of its own, with the hashing embedder."""

    def ran(*arguments: str | Path, cwd: Path, **environment: str) -> Ran:
        command: Sequence[str] = [setpoint_command, *map(str, arguments)]
        done = subprocess.run(
            command, cwd=cwd, env=process_environment(**environment), capture_output=True, check=False, timeout=120
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return ran


def process_environment(**extra: str) -> dict[str, str]:
    """The environment without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SETPOINT_")}
    return {**kept, "SETPOINT_EMBEDDING_MODEL": "hashing", **extra}
