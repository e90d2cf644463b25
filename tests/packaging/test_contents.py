"""What goes into the bundle: all that our own code asks for, and nothing that is only for developers."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.real_data import REPOSITORY

DevModule = Callable[[str], ModuleType]
PROGRAM = ("engine", "areal_gui", "resources")


@pytest.fixture
def contents(dev_module: DevModule) -> ModuleType:
    return dev_module("bundling.contents")


def imported_names(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or later."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nothing_that_the_program_imports_is_left_out(contents: ModuleType) -> None:
    excluded = tuple(f"{name}." for name in contents.EXCLUDED_MODULES)
    asked = {
        f"{path.relative_to(REPOSITORY)} imports {name}"
        for package in PROGRAM
        for path in (REPOSITORY / package).rglob("*.py")
        for name in imported_names(path)
        if f"{name}.".startswith(excluded)
    }

    assert asked == set()


def test_every_module_is_named_since_pages_and_commands_are_found_at_run_time(contents: ModuleType) -> None:
    found = contents.modules(REPOSITORY)

    assert {"engine.cli.train", "areal_gui.pages.users.page", "areal_gui.app", "resources.demo"} <= set(found)
    assert len(found) == len(set(found))


def test_what_is_read_from_files_is_there_as_files(contents: ModuleType) -> None:
    placed = {(Path(source).name, folder) for source, folder in contents.data_files(REPOSITORY)}

    assert ("areal.svg", "resources/icons") in placed
    assert ("synthetic_shop_sessions.csv", "resources/demo") in placed
    assert ("env.py", "engine/store/migrations") in placed
    assert ("v0001_first_schema.py", "engine/store/migrations/versions") in placed


def test_optuna_still_keeps_its_migrations_where_they_are_taken_from(contents: ModuleType) -> None:
    spec = importlib.util.find_spec("optuna")
    assert spec is not None
    folder = Path(spec.submodule_search_locations[0])  # type: ignore[index]

    for pattern in contents.MIGRATIONS_OF_OPTUNA:
        assert list(folder.glob(pattern)), pattern


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/protoc", False),
        ("torch/include/ATen/ATen.h", False),
        ("torch\\include\\ATen\\ATen.h", False),
        ("pyarrow/libarrow.so.2600", True),
        ("pyarrow/_flight.cpython-311-x86_64-linux-gnu.so", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
    ],
)
def test_tests_headers_and_strangers_stay_out(contents: ModuleType, place: str, wanted: bool) -> None:
    assert contents.is_wanted(place) is wanted
