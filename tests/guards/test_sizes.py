"""Files and functions stay small enough to be read from top to bottom (docs/architecture.md)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("worker/*.py")])
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc"}


def _functions() -> list[tuple[int, str]]:
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((length, f"{path.relative_to(ROOT)}:{node.name}"))
    return sorted(found)


def test_functions_are_short() -> None:
    functions = [entry for entry in _functions() if "/migrations/" not in entry[1]]
    assert [entry for entry in functions if entry[0] > 50] == []
    assert functions[int(len(functions) * 0.95)][0] <= 25


def test_files_are_short() -> None:
    lengths = sorted((len(path.read_text().splitlines()), str(path.relative_to(ROOT))) for path in FILES)
    assert [entry for entry in lengths if entry[0] > 400] == []
    assert lengths[int(len(lengths) * 0.95)][0] <= 250


def test_every_name_means_something() -> None:
    assert [path for path in FILES if path.stem in FORBIDDEN or path.parent.name in FORBIDDEN] == []


def test_every_room_says_what_it_is_for() -> None:
    silent = []
    for floor in ("kernel", "features", "across"):
        for room in sorted((ROOT / "src" / "ama_net" / floor).iterdir()):
            if room.is_dir() and room.name != "__pycache__":
                text = (room / "__init__.py").read_text() if (room / "__init__.py").exists() else ""
                if not (text and ast.get_docstring(ast.parse(text))):
                    silent.append(str(room.relative_to(ROOT)))
    assert silent == []
