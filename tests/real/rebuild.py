"""Rebuilds every figure of a portfolio from its exported rows, with arithmetic alone."""

import csv
import math

HORIZON = 365.0
YEAR = 365.0


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [{name: number(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def number(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def power_integral(z, a, b):
    """Integral of (b / (b + t))^a from 0 to z."""
    return b * math.log1p(z / b) if a == 1 else b / (a - 1) * -math.expm1((1 - a) * math.log1p(z / b))


def undecided(z, t0, a, b):
    return min(z, t0) + power_integral(max(z - t0, 0.0), a, b)


def missing(z, r):
    t0, a, b, d, refile = (
        r[n] for n in ("wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days")
    )
    denied = min(z, refile) + undecided(max(z - refile, 0.0), t0, a, b)
    return (1 - d) * undecided(z, t0, a, b) + d * denied


def still_missing(t, r):
    """G(t): the odds that goods are still missing after t days."""
    t0, a, b, d, refile = (
        r[n] for n in ("wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days")
    )

    def waiting(u):
        return 1.0 if u < t0 else (b / (b + u - t0)) ** a

    return (1 - d) * waiting(t) + d * (waiting(t - refile) if t >= refile else 1.0)


# Abscissae and weights of Gauss and Legendre's rule with eight points.
GAUSS = [
    (0.1834346424956498, 0.3626837833783620),
    (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745),
    (0.9602898564975363, 0.1012285362903763),
]


def integral(f, low, high, kinks):
    ends = [low, *sorted(k for k in kinks if low < k < high), high]
    total = 0.0
    for i in range(len(ends) - 1):
        start, end = ends[i], ends[i + 1]
        pieces = 40
        for k in range(pieces):
            left, right = start + (end - start) * k / pieces, start + (end - start) * (k + 1) / pieces
            mid, half = (left + right) / 2, (right - left) / 2
            total += half * sum(w * (f(mid - half * x) + f(mid + half * x)) for x, w in GAUSS)
    return total


def blocked_days(r):
    c = (
        r["transit_days"]
        + r["lead_days"]
        + (r["stock_days"] / r["missing_share"] if r["missing_share"] > 0 else math.inf)
    )
    h = max(0.0, min(HORIZON - r["licence_valid_days"], r["requalification_days"]))
    if h <= c:
        return 0.0
    prohibited = r["wait_shape"] == ""
    if r["regime_kind"] == "potential":
        kinks = [] if prohibited else [r["wait_lag_days"], r["refile_days"], r["refile_days"] + r["wait_lag_days"]]
        left = integral(lambda t: (1.0 if prohibited else still_missing(t, r)) * (HORIZON - t), c, h, kinks)
        return r["onset_probability"] * left / HORIZON
    return h - c if prohibited else missing(h, r) - missing(c, r)


def grouped(rows, *names):
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row[n] for n in names), []).append(row)
    return groups


def lost_share(delays):
    """X of a line from its delay rows: authorities are independent, materials of one authority move together."""
    kept = 1.0
    for (_,), by_authority in grouped(delays, "authority").items():
        by_material = grouped(by_authority, "material_id").values()
        for material in by_material:
            for row in material:
                in_force = [x for x in material if x["regime_kind"] != "potential"]
                counted = material if row["regime_kind"] == "potential" else in_force
                row["missing_share"] = sum(x["gated_share"] - x["second_source_share"] for x in counted)
        worst = max(
            sum((r["gated_share"] - r["second_source_share"]) * blocked_days(r) / YEAR for r in m) for m in by_material
        )
        kept *= 1 - worst
    return 1 - kept


def lines(line_rows, delay_rows, cost_rows):
    """line_id → revenue at stake and losses, computed anew."""
    delays, costs = grouped(delay_rows, "line_id"), grouped(cost_rows, "line_id")
    answers = {}
    for row in line_rows:
        if row["reason"]:
            continue
        share = lost_share(delays.get((row["line_id"],), []))
        bought = costs.get((row["line_id"],), [])
        duty = sum(c["customs_value_usd"] * c["duty_rate"] * c["duty_borne_share"] for c in bought)
        premium = sum(
            c["element_kg"] * max(0.0, c["price_outside_usd_per_kg"] - c["price_inside_usd_per_kg"]) * c["quoted_share"]
            for c in bought
            if c["quoted_share"]
        )
        revenue = row["revenue_usd"]
        delay = revenue * row["contribution_margin"] * (1 - row["recovery_share"]) * share
        answers[row["line_id"]] = {
            "company_id": row["company_id"],
            "revenue_usd": revenue,
            "lost_share": share,
            "lost_days": YEAR * share,
            "revenue_at_risk_usd": revenue * share,
            "delay_loss_usd": delay,
            "duty_loss_usd": duty,
            "premium_loss_usd": premium,
            "expected_annual_loss_usd": delay + duty + premium,
        }
    return answers


def companies(line_answers):
    """company_id → revenue, losses and score, computed anew."""
    answers = {}
    for company, rows in grouped(line_answers.values(), "company_id").items():
        revenue = sum(r["revenue_usd"] for r in rows)
        sums = {
            n: sum(r[n] for r in rows)
            for n in (
                "delay_loss_usd",
                "duty_loss_usd",
                "premium_loss_usd",
                "expected_annual_loss_usd",
                "revenue_at_risk_usd",
            )
        }
        loss = sums["expected_annual_loss_usd"]
        score = min(100.0, 20 * math.log10(1 + loss / (revenue * 1e-5)))
        points = {n.replace("_loss_usd", "_points"): (score * sums[n] / loss if loss else 0.0) for n in list(sums)[:3]}
        days = sum(r["lost_days"] * r["revenue_usd"] for r in rows) / revenue
        answers[company[0]] = {
            "revenue_usd": revenue,
            "score": score,
            "lost_days": days,
            **sums,
            **points,
            "band": band(score),
        }
    return answers


def band(score):
    steps = [(80, "severe"), (60, "high"), (40, "moderate"), (20, "low"), (0, "negligible")]
    return next(name for least, name in steps if score >= least)
