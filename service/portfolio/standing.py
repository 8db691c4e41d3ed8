"""Which version of a portfolio holds, which ones its imports replaced, and which ones undos took back."""

from dataclasses import dataclass, replace

from service.portfolio.faults import refused

NOTHING, DELETED, UNKNOWN = "none", "deleted", "unknown"
"""Words in place of a version: no import is left; the portfolio is being deleted; what came before is not on record."""


@dataclass(frozen=True)
class Standing:
    """The current version, none where every import is undone, and the versions before and after it.

    before: versions that imports replaced, the newest first. undone: versions that undos took back, the last first.
    """

    current: str | None = None
    before: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    deleted: bool = False

    def imported(self, version: str) -> "Standing":
        """After an import; one that brings the current content again changes nothing that an undo could take back."""
        if version == self.current:
            return self
        before = self.before if self.current is None else (self.current, *self.before)
        return Standing(version, before)

    def back(self) -> "Standing":
        """Without the last import: the version before holds again. Raises ImportRefused where there is nothing to undo.

        Where it was the first import there is no portfolio afterwards.
        """
        if self.current is None:
            raise refused("nothing_to_undo", "there is no import left to undo", "import a file")
        if self.before[:1] == (UNKNOWN,):
            problem = "what the last import replaced is not on record, it was made by an earlier release"
            raise refused("nothing_to_undo", problem, "import the file you want again")
        earlier = self.before[0] if self.before else None
        return replace(self, current=earlier, before=self.before[1:], undone=(self.current, *self.undone))

    def forward(self) -> "Standing":
        """With the import back that the last undo took. Raises ImportRefused where no undo is left to take back."""
        if not self.undone:
            problem = "no undo is left to take back"
            raise refused("nothing_to_redo", problem, "an import ends what could be taken back; import the file again")
        before = self.before if self.current is None else (self.current, *self.before)
        return replace(self, current=self.undone[0], before=before, undone=self.undone[1:])

    @property
    def text(self) -> str:
        """The standing as it is stored; the first line is the version that holds."""
        first = DELETED if self.deleted else self.current or NOTHING
        return "".join(
            f"{line}\n" for line in (first, " ".join(("before", *self.before)), " ".join(("undone", *self.undone)))
        )


def standing_of(text: str) -> Standing:
    """The standing in a stored text; of a single line, as earlier releases wrote it, what came before is unknown."""
    lines = text.splitlines()
    first = lines[0].strip() if lines else ""
    rest = {words[0]: tuple(words[1:]) for words in map(str.split, lines[1:]) if words}
    current = None if first in ("", NOTHING, DELETED) else first
    unknown = (UNKNOWN,) if current and "before" not in rest else ()
    return Standing(current, rest.get("before", unknown), rest.get("undone", ()), first == DELETED)
