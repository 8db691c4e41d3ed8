"""Shares in words."""


def percent(share: float) -> str:
    """A share as a percentage with the digits it needs: 0.271 is "27.1 %"."""
    return f"{round(share * 100, 6):g} %"
