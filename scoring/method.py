"""The constants of the method, each with its reason; a score always names the version."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """Constants that are choices of the method, not facts of the world (those are dated tables)."""

    version: str = "2026.1"

    horizon_days: float = 365.0
    """H. A year, the period budgets and licences are planned for."""

    year_days: float = 365.0
    """Lost days are a share of this year; the same figure as H, but it stays where H is changed."""

    file_correlation: float = 0.2
    """ρ. One ministry decides all files, so n files tell as much as n / (1 + (n − 1)·ρ) independent ones.
    Assumption, low confidence."""

    share_weight_files: float = 20.0
    """Files a bare "p % approved" counts for where the source gives no number. Assumption, low confidence."""

    large_buyer_revenue_usd: float = 1e9
    """Revenue from which a buyer counts as large. Observed queues differ between car makers and small importers;
    where the line runs is an assumption, low confidence."""

    points_per_decade: float = 20.0
    """Points for each factor of ten of loss: a decibel scale, chosen so that a loss of a millionth of revenue
    is below one point and of all revenue is the end of the scale."""

    loss_unit_of_revenue: float = 1e-5
    """Expected loss as a share of revenue at which the scale leaves its linear foot."""

    highest_score: float = 100.0
    """End of the scale: a loss of all revenue."""

    licence_speed: float = 1.0
    """Waits are divided by it; 1 in the status quo."""

    least_covered_revenue: float = 0.5
    """Share of revenue that must be scorable for a company to have a score."""

    bands: tuple[tuple[float, str], ...] = ((80.0, "severe"), (60.0, "high"), (40.0, "moderate"), (20.0, "low"))
    """Lowest score of each band; below the last, negligible."""

    lowest_band: str = "negligible"

    grades: tuple[tuple[float, str], ...] = ((0.75, "A"), (0.50, "B"), (0.25, "C"))
    """Lowest share of expected loss resting on the company's own evidence for each data grade; below the last, D."""

    lowest_grade: str = "D"


METHOD = Method()
