"""Prompts as data: one Markdown file each in this package, with `$name` holes and no code.

A prompt's version is the SHA-256 of its text, so that what a model was asked can be told afterwards.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from string import Template

_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")


class PromptMissing(LookupError):
    """No prompt of this name is in the package."""


class WrongHoles(ValueError):
    """The holes of a prompt and the values given for them are not the same, or a `$` opens no hole."""


@dataclass(frozen=True)
class Prompt:
    """A prompt: its name and its text as written. Raises WrongHoles for a text with a stray `$`."""

    name: str
    text: str

    def __post_init__(self) -> None:
        if not Template(self.text).is_valid():
            raise WrongHoles(f"the prompt {self.name} has a $ that opens no hole; write $$ for the sign itself")

    @cached_property
    def holes(self) -> frozenset[str]:
        """The names of its holes."""
        return frozenset(Template(self.text).get_identifiers())

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its text: its version."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def render(self, **values: str) -> str:
        """The text with its holes filled; a `$` in a value stays one. Raises WrongHoles, naming them."""
        missing, extra = sorted(self.holes - values.keys()), sorted(values.keys() - self.holes)
        if missing or extra:
            said = [f"without {', '.join(missing)}"] if missing else []
            said += [f"with {', '.join(extra)}, which it has no hole for"] if extra else []
            raise WrongHoles(f"the prompt {self.name} was given values {' and '.join(said)}")
        return Template(self.text).substitute(values)


def load(name: str) -> Prompt:
    """The prompt of this name. Raises PromptMissing."""
    place = files("prompts").joinpath(f"{name}.md") if _NAME.fullmatch(name) else None
    if place is None or not place.is_file():
        raise PromptMissing(f"there is no prompt {name[:80]!r}")
    return Prompt(name, place.read_text(encoding="utf-8"))
