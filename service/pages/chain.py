"""How the score flows from products through materials and elements to origins: paths that add up, and a drawing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from service.pages.names import Names

LEVELS = {"product_id": "Product", "material_id": "Material", "element": "Element", "origin": "Origin"}
MOST_NODES = 7
"""Nodes drawn at one level; the smallest are drawn as one."""

WIDTH, BAR, COLUMN = 1000.0, 12.0, 250.0
POINTS_HEIGHT, PITCH, TOP = 300.0, 36.0, 34.0
"""Height of the whole score, least distance between two nodes, and room for the heads, in drawing units."""

LONGEST_LABEL = 28
"""Letters that end before the next column begins."""

Key = tuple[str, ...]
OTHERS = ""


@dataclass(frozen=True)
class Path:
    """One product, material, element and origin: its points and loss, all signals together."""

    key: Key
    titles: Sequence[str]
    points: float
    loss_usd: float


@dataclass(frozen=True)
class Node:
    """A bar of the drawing: what it is, its points and loss, and where it stands."""

    title: str
    points: float
    loss_usd: float
    x: float
    y: float
    height: float

    @property
    def label(self) -> str:
        """The title, shortened to the room it has."""
        return self.title if len(self.title) <= LONGEST_LABEL else f"{self.title[: LONGEST_LABEL - 1].rstrip(' ,')}…"


@dataclass(frozen=True)
class Flow:
    """A band between two bars, as the outline of its drawing."""

    title: str
    points: float
    outline: str


@dataclass(frozen=True)
class Chain:
    """All paths, the largest first, and the drawing of them."""

    paths: Sequence[Path]
    heads: Sequence[tuple[str, float]]
    nodes: Sequence[Node]
    flows: Sequence[Flow]
    height: float


def chain(contributions: Iterable[Mapping[str, Any]], names: Names) -> Chain:
    """The chain of a company from its contributions; nothing is drawn where nothing has points."""
    found = _paths(contributions, names)
    whole = fsum(path.points for path in found)
    scale = POINTS_HEIGHT / whole if whole > 0 else 0.0
    columns = [_column(found, level, scale) for level in range(len(LEVELS))] if scale else []
    flows = [flow for level in range(len(columns) - 1) for flow in _flows(found, columns, level, scale)]
    nodes = [node for column in columns for node in column.values()]
    heads = [(title, level * COLUMN) for level, title in enumerate(LEVELS.values())]
    height = max((node.y + max(node.height, PITCH) for node in nodes), default=0.0)
    return Chain(found, heads, nodes, flows, height)


def _paths(contributions: Iterable[Mapping[str, Any]], names: Names) -> list[Path]:
    groups: dict[Key, list[Mapping[str, Any]]] = {}
    for row in contributions:
        groups.setdefault(tuple(row[name] for name in LEVELS), []).append(row)
    told = (names.products, names.materials, names.elements, names.countries)
    paths = [
        Path(
            key,
            [known.get(part, part) for known, part in zip(told, key, strict=True)],
            fsum(row["points"] or 0.0 for row in rows),
            fsum(row["loss_usd"] for row in rows),
        )
        for key, rows in groups.items()
    ]
    return sorted(paths, key=lambda path: (-path.points, path.key))


def _column(paths: Sequence[Path], level: int, scale: float) -> dict[str, Node]:
    """The nodes of one level by key, the largest first, those too many as one at the foot."""
    groups: dict[str, list[Path]] = {}
    for path in paths:
        groups.setdefault(path.key[level], []).append(path)
    ranked = sorted(groups.items(), key=lambda item: (-fsum(path.points for path in item[1]), item[0]))
    own = ranked if len(ranked) <= MOST_NODES + 1 else ranked[:MOST_NODES]
    rest = [path for _, group in ranked[len(own) :] for path in group]
    titled = [(key, group[0].titles[level], group) for key, group in own]
    if rest:
        titled.append((OTHERS, f"{len(ranked) - len(own)} others", rest))
    nodes, y = {}, TOP
    for key, title, group in titled:
        points = fsum(path.points for path in group)
        height = points * scale
        nodes[key] = Node(title, points, fsum(path.loss_usd for path in group), level * COLUMN, y, height)
        y += max(height + 8, PITCH)
    return nodes


def _flows(paths: Sequence[Path], columns: Sequence[Mapping[str, Node]], level: int, scale: float) -> list[Flow]:
    left, right = columns[level], columns[level + 1]
    sums: dict[tuple[str, str], list[float]] = {}
    for path in paths:
        ends = tuple(key if key in side else OTHERS for key, side in zip(path.key[level:], (left, right), strict=False))
        sums.setdefault((ends[0], ends[1]), []).append(path.points)
    starts, ends_at = ({key: node.y for key, node in side.items()} for side in (left, right))
    flows = []
    for source in left:
        for target in right:
            points = fsum(sums.get((source, target), ()))
            if points <= 0:
                continue
            title = f"{left[source].title} to {right[target].title}"
            thick = points * scale
            flows.append(Flow(title, points, _outline(level, starts[source], ends_at[target], thick)))
            starts[source] += thick
            ends_at[target] += thick
    return flows


def _outline(level: int, start: float, end: float, thick: float) -> str:
    x1, x2 = level * COLUMN + BAR, (level + 1) * COLUMN
    middle = (x1 + x2) / 2
    there = f"C{middle:.1f} {start:.1f} {middle:.1f} {end:.1f} {x2:.1f} {end:.1f}"
    low_start, low_end = start + thick, end + thick
    back = f"C{middle:.1f} {low_end:.1f} {middle:.1f} {low_start:.1f} {x1:.1f} {low_start:.1f}"
    return f"M{x1:.1f} {start:.1f}{there}V{low_end:.1f}{back}Z"
