"""The words for a score, from the least exposed to the most."""

from typing import Literal

Band = Literal["negligible", "low", "moderate", "high", "severe"]
