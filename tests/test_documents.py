"""README and docs/ cannot go stale: their commands are run, and those of make exist.

A fenced block marked ```console holds what a person types behind "$ " and, on the other lines, what
is printed. Setpoint is run in a copy of the samples with the hashing embedder, the commands in order,
in one folder; what they print is not compared, except by `setpoint --version`. A command may end with
a comment "# exit code 3"; without one it may end with 0, 1 (some inputs failed) or 3 (refused).
"""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
ENDED_WELL = (0, 1, 3)
_CONSOLE = re.compile(r"^```console[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_EXIT_CODE = re.compile(r"#.*?\bexit code (\d+)")


@dataclass(frozen=True)
class Typed:
    """A command of a document and the output printed below it."""

    line: str
    output: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The words of the command, comments left out."""
        return shlex.split(self.line, comments=True)

    @property
    def codes(self) -> tuple[int, ...]:
        """The exit codes it may end with."""
        stated = _EXIT_CODE.search(self.line)
        return (int(stated.group(1)),) if stated else ENDED_WELL


def typed(markdown: str) -> Iterator[Typed]:
    """The commands of the console blocks, in order; a line that ends in a backslash goes on."""
    for block in _CONSOLE.findall(markdown):
        lines = block.replace("\\\n", " ").splitlines()
        starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield Typed(lines[start][2:].strip(), tuple(lines[start + 1 : end]))


README = list(typed((REPO / "README.md").read_text("utf-8")))
GUIDES = {path.name: list(typed(path.read_text("utf-8"))) for path in sorted((REPO / "docs").glob("*.md"))}
SETPOINT = [t for t in README if t.words[:1] == ["setpoint"]]
MAKE = [t for t in README if t.words[:1] == ["make"]]


@pytest.mark.skipif(not SETPOINT, reason="the README has no setpoint command in a console block yet")
def test_every_setpoint_command_of_the_readme_runs(setpoint_command: str, tmp_path: Path) -> None:
    environment = at_the_samples(tmp_path, setpoint_command)
    run_all(SETPOINT, tmp_path, environment)


def at_the_samples(tmp_path: Path, setpoint_command: str) -> dict[str, str]:
    """A folder with the samples, and the environment to run commands in it."""
    shutil.copytree(REPO / "samples" / "records", tmp_path / "samples" / "records")
    shutil.copytree(REPO / "samples" / "records", tmp_path / "records")
    for file in (REPO / "samples").glob("*.jsonl"):
        shutil.copy(file, tmp_path / "samples")
    shutil.copy(REPO / "samples" / "questions.jsonl", tmp_path / "samples")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SETPOINT_")}
    return {
        **kept,
        "SETPOINT_EMBEDDING_MODEL": "hashing",
        "PATH": f"{Path(setpoint_command).parent}:{kept['PATH']}",
    }


@pytest.mark.parametrize("guide", GUIDES)
def test_every_setpoint_command_of_a_guide_runs(guide: str, setpoint_command: str, tmp_path: Path) -> None:
    environment = at_the_samples(tmp_path, setpoint_command)
    ingest = Typed("setpoint ingest samples/records", ())
    run_all([ingest, *(t for t in GUIDES[guide] if t.words[:1] == ["setpoint"])], tmp_path, environment)


def run_all(commands: Sequence[Typed], tmp_path: Path, environment: Mapping[str, str]) -> None:
    """Run commands in order, in one folder; each must end as it may."""
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command.line],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode in command.codes, f"{command.line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        if command.words == ["setpoint", "--version"] and command.output:
            assert done.stdout.splitlines()[0] == command.output[0]


@pytest.mark.parametrize("command", MAKE, ids=[t.line for t in MAKE])
def test_every_make_command_of_the_readme_is_a_target(command: Typed) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *command.words[1:]], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_command_of_the_readme_is_one_that_is_checked() -> None:
    """Others (git clone, pip, cd) set up a machine and are not run here; a misspelt one of ours shows up."""
    first = {t.words[0] for t in [*README, *itertools.chain(*GUIDES.values())] if t.words}
    assert first <= {
        "setpoint",
        "make",
        "git",
        "cd",
        "python",
        "python3",
        "pip",
        "uv",
        "docker",
        "export",
        "eval",
        "cat",
    }


def test_commands_are_read_from_console_blocks_only() -> None:
    text = (
        '```console\n$ setpoint ask "a b"  # exit code 3\nThe records do not say this.\n$ make test\n```\n'
        "```sh\n$ setpoint nonsense\n```\n```console\n$ setpoint ingest \\\n  records\n```\n"
    )
    commands = list(typed(text))
    assert [t.words for t in commands] == [
        ["setpoint", "ask", "a b"],
        ["make", "test"],
        ["setpoint", "ingest", "records"],
    ]
    assert [t.codes for t in commands] == [(3,), ENDED_WELL, ENDED_WELL]
    assert commands[0].output == ("The records do not say this.",)
