"""Claims in the order of the answer: those that stand, and those that still have to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from assistant.checked import Checked


class Standing:
    """What stands of an answer so far. `tell` hears of a claim once it stands, or is given up."""

    def __init__(self, tell: Callable[[Checked], None]) -> None:
        self._tell = tell
        self._slots: list[Checked] = []

    @property
    def failed(self) -> list[Checked]:
        """The claims that do not stand."""
        return [one for one in self._slots if not one.verdict.supported]

    def take(self, checked: Sequence[Checked]) -> None:
        """Claims of an answer, or of one that mends it: then each takes the place of the failed one most like it."""
        failed = [i for i, one in enumerate(self._slots) if not one.verdict.supported]
        for one in checked:
            if any(one.claim == other.claim for other in self._slots):
                continue  # said twice, or given back as it was
            if failed:
                nearest = max(failed, key=lambda i: fuzz.ratio(self._slots[i].claim.text, one.claim.text))
                failed.remove(nearest)
                self._slots[nearest] = one
            else:
                self._slots.append(one)
            if one.verdict.supported:
                self._tell(one)

    def close(self) -> tuple[tuple[Checked, ...], tuple[Checked, ...]]:
        """Those that stand, and those that are given up."""
        for one in self.failed:
            self._tell(one)
        return tuple(one for one in self._slots if one.verdict.supported), tuple(self.failed)
