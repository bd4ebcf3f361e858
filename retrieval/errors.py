"""Errors of reading, storing and finding. Branches are what a caller can do.

SetpointError
├── UnreadableFile            mend the file; the rest of the batch goes on
│   ├── EmptyFile
│   ├── EncryptedFile
│   ├── CorruptFile
│   ├── UnknownFormat
│   ├── NoText                pages are images, or there is nothing to read
│   ├── TooLarge              over a limit of size or memory; a setting raises it
│   ├── TooSlow               over the limit of time; a setting raises it
│   ├── ParserFailed          the process that read it died
│   └── ChangedMeanwhile      run again: it was written to while it was read
├── SettingsError             configure: a setting, a flag or a model name is wrong
├── WorkspaceMissing          configure: there is no workspace here
├── UnknownReference          ask differently: no such document, passage or citation
├── WorkspaceBusy             wait: another process writes
├── StoreUnreachable          start or reach the server named in the settings, and try again
└── WorkspaceDamaged          repair: the workspace cannot be opened, read or written
    └── ProjectionDamaged     repair by the program: it is made again from the ledger
"""

from __future__ import annotations

from typing import ClassVar


class SetpointError(Exception):
    """Root of every error Setpoint raises: what was wrong, where, and the next step."""

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.next_step}" if self.next_step else head

    def __reduce__(self) -> tuple[object, ...]:  # keyword-only fields survive a process border
        return (_rebuild, (type(self), self.what, self.where, self.next_step))


def _rebuild(kind: type[SetpointError], what: str, where: str, next_step: str) -> SetpointError:
    return kind(what, where=where, next_step=next_step)


class UnreadableFile(SetpointError):
    """A file could not be read; nothing stored earlier is touched.

    `lasting` says whether the same bytes would fail again on another day, with other settings or
    on a machine with less to do. What is not lasting is tried again by the next ingest.
    """

    lasting: ClassVar[bool] = True


class EmptyFile(UnreadableFile):
    """The file has no bytes, or nothing but white space."""


class EncryptedFile(UnreadableFile):
    """The file needs a password."""


class CorruptFile(UnreadableFile):
    """The file is not what its ending says, or is cut short."""


class UnknownFormat(UnreadableFile):
    """No loader reads this kind of file."""


class NoText(UnreadableFile):
    """The file opens, but there is no text in it: scanned pages or pictures only."""


class TooLarge(UnreadableFile):
    """The file, what it unpacks to, or what is in it, passes a limit of size or memory."""

    lasting = False


class TooSlow(UnreadableFile):
    """Reading the file passes the limit of time."""

    lasting = False


class ParserFailed(UnreadableFile):
    """The process that read the file died, or did not answer as it should."""

    lasting = False


class ChangedMeanwhile(UnreadableFile):
    """The file was written to while it was read."""

    lasting = False


class SettingsError(SetpointError):
    """A setting, flag or model name is wrong."""


class WorkspaceMissing(SetpointError):
    """No workspace was found upward from here."""


class UnknownReference(SetpointError):
    """No document, passage or citation has this name."""


class WorkspaceBusy(SetpointError):
    """Another process is writing to this workspace."""


class WorkspaceDamaged(SetpointError):
    """The workspace cannot be opened, read or written."""


class StoreUnreachable(SetpointError):
    """A server named in the settings does not answer as it should."""


class ProjectionDamaged(WorkspaceDamaged):
    """What is derived from the ledger cannot be read; nothing is lost, it can be made again."""
