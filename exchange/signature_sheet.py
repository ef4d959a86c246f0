"""The sheet of an act that nobody else could confirm: printed, signed, kept with the papers."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from access.duties import Act
from access.people import Person
from storage.server.credentials import write_private

_WIDTH: Final = 72
_SIGNATURES: Final = ("Signed by who gave it", "Signed by a witness", "Date")


def sheet_text(slug: str, person: Person, acts: Sequence[Act], on: date) -> str:
    """Return the sheet of acts that one person did alone.

    Parameters
    ----------
    slug : str
        Organization.
    person : Person
        Who gave what the sheet lists.
    acts : sequence of Act
        Rights and waivers that took effect because nobody else could confirm them.
    on : date
        Day of the acts.
    """
    lines = [
        f"{slug}: given by one person alone, for signature",
        "=" * _WIDTH,
        f"On        {on.isoformat()}",
        f"Given by  {person.email}",
        "",
    ]
    for act in acts:
        lines += [f"What      {act.what}", f"To        {act.email}"]
        lines += [f"Why       {act.reason}"] if act.reason else []
        lines += [f"Number    {act.waiver_id}"] if act.waiver_id else []
        lines.append("")
    lines += [
        "Nobody else who manages people could confirm this. It is kept in the trail;",
        "a waiver lapses when a second person gets the duty.",
        "",
    ]
    for label in _SIGNATURES:
        lines += ["", f"{label:<24}{'_' * (_WIDTH - 24)}"]
    return "\n".join(lines) + "\n"


def write_sheet(
    folder: Path, slug: str, person: Person, acts: Sequence[Act], on: date
) -> Path | None:
    """Write the sheet of the acts that ask for a signature; nothing where none does.

    Returns
    -------
    Path or None
        The file, readable by its owner alone.
    """
    alone = [act for act in acts if act.is_of_one_person]
    if not alone:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = _free(folder, f"for-signature-{slug}-{on.isoformat()}")
    write_private(path, sheet_text(slug, person, alone, on))
    return path


def _free(folder: Path, stem: str) -> Path:
    number = 1
    while (path := folder / f"{stem}-{number}.txt").exists():
        number += 1
    return path
