"""The one error whose lines are meant for the person who asked."""


class Refusal(Exception):
    """What was asked cannot be done; `lines` say what, where and what would be right, one clear line each."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(lines))
