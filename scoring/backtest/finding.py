"""What a part of the backtest reports: checks that can fail, context, and a control that must do worse."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One comparison of what the model says with what was published or happened."""

    subject: str
    """What is compared, with its day: "share approved by 2025-06-04, European motor suppliers"."""
    predicted: float | None
    observed: float | None
    unit: str
    tolerance: str
    """The rule of a hit, in words: "within 0.06", "in the 80 % interval 0.02–0.61"."""
    hit: bool | None
    """None: context; nothing is claimed of it."""
    in_sample: bool = False
    """True where the model was fitted to the very figure it is compared with."""
    note: str = ""


@dataclass(frozen=True)
class Control:
    """One figure of merit, as found and with the dates (or labels) shuffled."""

    statistic: str
    higher_is_better: bool
    real: float
    shuffled: tuple[float, ...]
    """One value a shuffle; the shuffles are seeded and reproducible."""

    @property
    def share_as_good(self) -> float:
        """Share of shuffles that do at least as well as the real order: small where the dates matter."""
        as_good = [value >= self.real if self.higher_is_better else value <= self.real for value in self.shuffled]
        return sum(as_good) / len(as_good)


@dataclass(frozen=True)
class Part:
    """One of the six parts of the report."""

    title: str
    claim: str
    """What is held against what, in a sentence, with the baseline."""
    sample: str
    """What of it is in-sample and what is not."""
    checks: tuple[Check, ...]
    lines: tuple[str, ...] = ()
    """Figures that are no comparison: coefficients, intervals, counts."""
    controls: tuple[Control, ...] = ()
    sources: tuple[str, ...] = ()
    """source_ids of everything observed."""
