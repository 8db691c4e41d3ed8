"""The shape of the code: layers that import one way only, and a scoring package without effects."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "reference_data": {"reference_data"},
    "scoring": {"scoring", "reference_data"},
    "service": {"service", "scoring", "reference_data"},
}
OURS = set(ALLOWED) | {"tests"}
PURE_IMPORTS = {
    "calendar", "collections", "dataclasses", "datetime", "difflib", "functools", "hashlib", "math", "numpy", "polars",
    "random", "reference_data", "scipy", "scoring", "statistics", "typing",
}  # fmt: skip
"""numpy and scipy serve intervals: many draws of each line are arrays, and Gamma and Beta quantiles need a library."""
SEEDED = {"Random"}
"""All that scoring may take of random: a generator that is given its seed."""

EFFECTS = {
    "open", "print", "input", "eval", "exec", "now", "today", "utcnow", "getenv", "environ",
    "read_csv", "read_parquet", "scan_csv", "scan_parquet", "write_csv", "write_parquet", "sink_csv", "sink_parquet",
    "load_tables", "read_text", "write_text", "read_bytes", "write_bytes",
}  # fmt: skip


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("package", ALLOWED)
def test_a_layer_imports_only_itself_and_those_below(package: str) -> None:
    for path in modules(package):
        tops = {name.split(".")[0] for name in imports(path)} & OURS
        assert tops <= ALLOWED[package], f"{path.relative_to(ROOT)} imports {tops - ALLOWED[package]}"


def test_scoring_knows_no_clock_file_network_or_environment() -> None:
    for path in modules("scoring"):
        assert {name.split(".")[0] for name in imports(path)} <= PURE_IMPORTS, path.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            assert name not in EFFECTS, f"{path.name}:{node.lineno} uses {name}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "random":
                assert node.attr in SEEDED, f"{path.name}:{node.lineno} draws without a seed"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SEEDED:
                assert node.args, f"{path.name}:{node.lineno} draws without a seed"


def test_the_engine_collects_in_few_places_and_names_its_engine() -> None:
    for path in modules("scoring"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "collect":
                assert any(keyword.arg == "engine" for keyword in node.keywords), f"{path.name}:{node.lineno}"
                may = path.stem in {"collecting", "duty", "signals", "outlook"} or path.parent.name == "backtest"
                assert may, f"{path.name}:{node.lineno} collects"


def test_no_import_cycle_between_modules() -> None:
    names = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
        for pkg in ALLOWED
        for p in modules(pkg)
    }
    graph = {
        name: {target for target in _module_imports(path) if target in names and target != name}
        for name, path in names.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def _module_imports(path: Path) -> Iterator[str]:
    """Modules imported when the module is loaded; `from a import b` counts as a.b where that is a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", ALLOWED)
def test_every_module_opens_with_one_line(package: str) -> None:
    for path in modules(package):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert text, f"{path.relative_to(ROOT)} has no opening line"


def test_no_lock_names_a_package_index() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "http" not in text
        assert "--hash=sha256:" in text
