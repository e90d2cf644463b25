"""Which shared libraries a bundle can do without, and which it lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

DevModule = Callable[[str], ModuleType]

SAID = """
File: a/libone.so.1

Dynamic section at offset 0x2d60 contains 28 entries:
  Tag        Type                         Name/Value
 0x0000000000000001 (NEEDED)             Shared library: [libtwo.so.2]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
 0x000000000000000e (SONAME)             Library soname: [libone.so.1]

File: a/libtwo.so.2

There is no dynamic section in this file.
"""


@pytest.fixture
def libraries(dev_module: DevModule) -> ModuleType:
    return dev_module("bundling.libraries")


def test_what_a_library_asks_for_is_read_from_its_own_tables(libraries: ModuleType) -> None:
    assert libraries.parse_needs(SAID) == {
        "a/libone.so.1": frozenset({"libtwo.so.2", "libc.so.6"}),
        "a/libtwo.so.2": frozenset(),
    }


def test_libraries_that_nobody_asks_for_go_with_those_that_only_they_asked_for(libraries: ModuleType) -> None:
    made = [
        libraries.Library("pkg/module.cpython-311-x86_64-linux-gnu.so", frozenset({"libused.so.1"})),
        libraries.Library("libused.so.1", frozenset()),
        libraries.Library("libgtk.so.3", frozenset({"libcairo.so.2"})),
        libraries.Library("libcairo.so.2", frozenset()),
        libraries.Library("qt/plugins/platforms/libqxcb.so", frozenset()),
        libraries.Library("libpython3.11.so.1.0", frozenset()),
    ]

    assert [one.name for one in libraries.orphans(made)] == ["libcairo.so.2", "libgtk.so.3"]


def test_what_is_loaded_by_name_stays_though_nobody_asks_for_it(libraries: ModuleType) -> None:
    names = ("libcudnn_ops.so.9", "libcublasLt.so.13", "libnvrtc.so.13", "libssl.so.3", "libtorch_cuda.so")

    assert libraries.orphans([libraries.Library(name, frozenset()) for name in names]) == []


def test_a_link_stands_for_the_file_behind_it(libraries: ModuleType) -> None:
    made = [
        libraries.Library("pkg/one.abi3.so", frozenset({"libused.so"})),
        libraries.Library("libused.so.1", frozenset()),
    ]
    links = {"libused.so": "libused.so.1"}

    assert libraries.orphans(made, links) == []
    assert libraries.missing(made, links) == {}


def test_a_missing_library_is_named_with_who_asks_and_those_of_the_system_are_not(
    libraries: ModuleType,
) -> None:
    made = [libraries.Library("pkg/one.abi3.so", frozenset({"libc.so.6", "libGL.so.1", "libgone.so.4"}))]

    assert libraries.missing(made) == {"libgone.so.4": ["pkg/one.abi3.so"]}


def test_a_bundle_that_lacks_a_library_is_not_built(
    dev_module: DevModule, libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trim, errors = dev_module("bundling.trim"), dev_module("bundling.errors")
    made = [libraries.Library("one.abi3.so", frozenset({"libgone.so.4"}))]
    (tmp_path / "one.abi3.so").touch()
    monkeypatch.setattr(trim.libraries, "read", lambda _folder: made)

    with pytest.raises(errors.PackagingFailed, match=r"libgone\.so\.4: needed by one\.abi3\.so"):
        trim.trim(tmp_path)
