"""What counted files make of a wait: prior and evidence added up, for public files and a company's own alike."""

from dataclasses import dataclass

import polars as pl

from scoring.exact import divided
from scoring.method import Method


@dataclass(frozen=True)
class Prior:
    """Shape, scale and denial share of a wait before any file is counted, as expressions."""

    shape: pl.Expr
    scale_days: pl.Expr
    denial_share: pl.Expr


@dataclass(frozen=True)
class Files:
    """How many files were filed, approved and denied, and the days all of them waited after the lag, as expressions."""

    filed: pl.Expr
    approved: pl.Expr
    denied: pl.Expr
    waited_days: pl.Expr

    def and_also(self, other: "Files") -> "Files":
        """Both heaps of different files as one."""
        return Files(
            self.filed + other.filed,
            self.approved + other.approved,
            self.denied + other.denied,
            self.waited_days + other.waited_days,
        )


def file_weight(filed: pl.Expr, method: Method) -> pl.Expr:
    """f: what one of n files counts, since one ministry decides them all; 0 without files."""
    return pl.when(filed > 0).then(1 / (1 + (filed - 1) * method.file_correlation)).otherwise(0.0)


def posterior(prior: Prior, files: Files, method: Method) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """a, b and d: shape, scale in days at the method's licence speed, and denial share."""
    weight = file_weight(files.filed, method)
    approvals = prior.shape * (1 - prior.denial_share) + weight * files.approved
    denials = prior.shape * prior.denial_share + weight * files.denied
    scale = prior.scale_days + weight * files.waited_days
    return approvals + denials, divided(scale, method.licence_speed), denials / (approvals + denials)
