"""The other parts of the build: CPU or CUDA, licences, sizes, icons, the way in."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from string import Template
from types import ModuleType

import pytest

from tests.support.real_data import REPOSITORY

DevModule = Callable[[str], ModuleType]
CUDA = (
    *("torch/lib/libtorch_cuda.so", "nvidia/cu13/lib/libcudart.so.13", "nvidia/cu13/lib/libcublas.so.13"),
    *("nvidia/cu13/lib/libcublasLt.so.13", "nvidia/cudnn/lib/libcudnn.so.9"),
)


def test_the_wrong_torch_is_found_before_the_build(dev_module: DevModule) -> None:
    accelerator, errors = dev_module("bundling.accelerator"), dev_module("bundling.errors")

    accelerator.check_version(None, cuda=False)
    accelerator.check_version("13.0", cuda=True)
    with pytest.raises(errors.PackagingFailed, match=r"brings CUDA 13\.0"):
        accelerator.check_version("13.0", cuda=False)
    with pytest.raises(errors.PackagingFailed, match="on the CPU alone"):
        accelerator.check_version(None, cuda=True)


def test_a_bundle_has_all_that_a_gpu_needs_or_nothing_of_it(dev_module: DevModule) -> None:
    accelerator, errors = dev_module("bundling.accelerator"), dev_module("bundling.errors")

    accelerator.check_bundle(CUDA, cuda=True)
    accelerator.check_bundle(["torch/lib/libtorch_cpu.so", "libcurl.so.4", "libcups.so.2"], cuda=False)
    with pytest.raises(errors.PackagingFailed, match="libcudnn"):
        accelerator.check_bundle(CUDA[:-1], cuda=True)
    with pytest.raises(errors.PackagingFailed, match="holds parts of CUDA: libtorch_cuda"):
        accelerator.check_bundle(CUDA[:1], cuda=False)


def test_the_page_of_licences_names_everybody_and_shows_texts_as_they_are(dev_module: DevModule) -> None:
    licences = dev_module("bundling.licences")
    template = Template((REPOSITORY / "packaging/licences/page.html").read_text("utf-8"))
    found = [
        licences.Licensed("one", "1.0", "MIT", (("LICENSE", "Copyright <one@example.org> & others"),)),
        licences.Licensed("two.three", "2.0", "BSD-3-Clause", ()),
    ]

    page = licences.as_page(found, "0.1.0", template)

    assert "Copyright &lt;one@example.org&gt; &amp; others" in page
    assert '<a href="#two-three">two.three</a>' in page
    assert "comes without a text" in page
    assert "LGPL-3.0.txt" in page
    assert "$" not in page


def test_the_licences_of_what_is_bundled_come_from_what_is_installed(
    dev_module: DevModule, tmp_path: Path
) -> None:
    import shiboken6

    licences = dev_module("bundling.licences")
    sources = {"shiboken6/__init__.py": Path(shiboken6.__file__)}

    found = {one.name: one for one in licences.collect(sources, REPOSITORY / "packaging/licences")}

    assert found.keys() == {"Python", "shiboken6"}
    assert any("GNU LESSER GENERAL PUBLIC LICENSE" in text for _, text in found["shiboken6"].texts)


def test_sizes_are_added_up_by_what_they_belong_to(dev_module: DevModule, tmp_path: Path) -> None:
    report = dev_module("bundling.report")
    for place, size in (
        ("areal-gui", 3 << 20),
        ("_internal/torch/lib/a.so", 5 << 20),
        ("_internal/libz.so.1", 9),
    ):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    (tmp_path / "areal").symlink_to("areal-gui")

    size = report.measure(tmp_path)
    said = report.as_text(size, {"areal.deb": 2 << 20})

    assert size.total == (8 << 20) + 9
    assert size.parts[0] == ("PyTorch", 5 << 20)
    assert "     8.0 MiB  the bundle, unpacked" in said
    assert "     2.0 MiB  areal.deb" in said


def test_a_package_that_has_grown_too_large_is_refused(dev_module: DevModule) -> None:
    report, errors = dev_module("bundling.report"), dev_module("bundling.errors")

    report.check_limits(report.MOST_BUNDLE, report.MOST_DEB)
    with pytest.raises(errors.PackagingFailed, match="Debian package has 260 MiB"):
        report.check_limits(1, 260 << 20)


def test_the_icon_is_wrapped_for_windows_and_macos(dev_module: DevModule) -> None:
    app_icons = dev_module("bundling.app_icons")
    png = (REPOSITORY / "resources/icons/areal.png").read_bytes()
    width, height = struct.unpack(">II", png[16:24])

    wrapped, wrapped_too = app_icons.ico(png), app_icons.icns(png)

    assert (width, height) == (app_icons.SIDE, app_icons.SIDE)
    place = struct.unpack("<I", wrapped[18:22])[0]
    assert wrapped[place:] == png
    assert struct.unpack(">I", wrapped_too[4:8])[0] == len(wrapped_too)
    assert wrapped_too.endswith(png)


@pytest.mark.parametrize(("name", "says"), [("areal", "COMMAND"), ("areal-gui", "--safe-mode")])
def test_the_packaged_program_is_what_it_is_called(name: str, says: str, tmp_path: Path) -> None:
    called = tmp_path / name
    called.write_text((REPOSITORY / "packaging/launch.py").read_text("utf-8"), "utf-8")

    done = subprocess.run(
        [sys.executable, called, "--help"],
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert says in done.stdout


def test_what_it_starts_does_not_get_its_libraries(
    dev_module: DevModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch = dev_module("launch")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/the/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/the/users")

    launch._give_back_library_path()
    assert launch.os.environ["LD_LIBRARY_PATH"] == "/the/users"

    launch._give_back_library_path()
    assert "LD_LIBRARY_PATH" not in launch.os.environ


def test_opengl_is_nothing_that_could_be_imported_by_mistake(
    dev_module: DevModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch = dev_module("launch")
    for name in ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"):
        monkeypatch.setitem(sys.modules, name, sys)

    launch.do_without_opengl()

    assert not hasattr(sys.modules["PySide6.QtOpenGL"], "QOpenGLBuffer")
