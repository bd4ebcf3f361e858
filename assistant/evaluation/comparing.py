"""Two runs of the same questions: what is newly right and newly wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.gold import GoldFile
from assistant.evaluation.scoring import Verdict
from retrieval.errors import SettingsError

_GOOD = frozenset({Verdict.RIGHT.value, Verdict.REFUSED.value})
# The folder within the workspace where the last run of each gold file is kept.
KEPT = "evaluations"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ids of questions that both runs asked, by what changed; `began` is when the earlier run was started."""

    began: str
    both: int
    newly_right: tuple[str, ...]
    newly_wrong: tuple[str, ...]
    right_before: int
    right_now: int
    other_questions: bool

    def as_json(self) -> dict[str, object]:
        """The comparison as part of a report."""
        return {
            "with_run_of": self.began,
            "questions_in_both": self.both,
            "right_before": self.right_before,
            "right_now": self.right_now,
            "newly_right": list(self.newly_right),
            "newly_wrong": list(self.newly_wrong),
            "gold_changed": self.other_questions,
        }


def kept_at(folder: Path, file: GoldFile, split: str | None) -> Path:
    """Where the last run of a file, or of one split of it, is kept in a workspace folder."""
    name = ".".join(filter(None, (file.path.stem, split)))
    return folder / KEPT / (re.sub(r"[^\w.-]", "_", name) + ".json")


def read_report(path: Path) -> Mapping[str, object]:
    """An earlier report. Raises SettingsError when the file is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(
            f"cannot be read ({error.strerror})", where=str(path), next_step="name a file that --json wrote"
        ) from error
    except ValueError as error:
        raise SettingsError("is no JSON", where=str(path), next_step="name a file that --json wrote") from error
    if not isinstance(found, dict) or not isinstance(found.get("answers"), list):
        raise SettingsError("is no report of an evaluation", where=str(path), next_step="name a file that --json wrote")
    return found


def keep(path: Path, report: Mapping[str, object]) -> None:
    """Write a report in one step: a reader sees the old one or the new one. Raises SettingsError."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise SettingsError(
            f"cannot be written ({error.strerror})", where=str(path), next_step="name another place"
        ) from error


def compare(before: Mapping[str, object], now: Mapping[str, object]) -> Comparison:
    """What changed between two reports, over the questions that both have."""
    earlier, later = _verdicts(before), _verdicts(now)
    both = [id_ for id_ in later if id_ in earlier]
    return Comparison(
        str(before.get("began", "")),
        len(both),
        tuple(i for i in both if later[i] and not earlier[i]),
        tuple(i for i in both if earlier[i] and not later[i]),
        sum(earlier[i] for i in both),
        sum(later[i] for i in both),
        before.get("gold_sha256") != now.get("gold_sha256"),
    )


def _verdicts(report: Mapping[str, object]) -> dict[str, bool]:
    answers = report["answers"]
    rows = answers if isinstance(answers, list) else []
    return {str(row["id"]): row.get("verdict") in _GOOD for row in rows if isinstance(row, dict) and "id" in row}
