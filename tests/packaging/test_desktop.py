"""What a desktop is told of the program: menu entry, types of files, catalogue entry, package."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from areal_gui.menus import LOG_ENDINGS
from tests.support.real_data import REPOSITORY

DevModule = Callable[[str], ModuleType]
LINUX = REPOSITORY / "packaging" / "linux"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture
def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(LINUX / "areal.desktop", "utf-8")
    return parser["Desktop Entry"]


def endings() -> set[str]:
    """What the types of files that we define end in."""
    globs = ET.parse(LINUX / "areal.xml").iter(f"{MIME}glob")
    return {glob.attrib["pattern"].removeprefix("*.") for glob in globs}


def test_the_menu_entry_starts_the_window_with_the_files_it_is_given(
    entry: configparser.SectionProxy,
) -> None:
    assert entry["Exec"] == "areal-gui %F"
    assert entry["Icon"] == "areal"
    assert entry["Terminal"] == "false"


def test_bundles_and_logs_are_opened_by_it(entry: configparser.SectionProxy) -> None:
    opened = set(entry["MimeType"].split(";"))

    assert {"application/x-areal-bundle", "text/csv", "application/vnd.apache.parquet"} <= opened


def test_the_types_of_files_are_those_that_can_be_opened() -> None:
    assert endings() - {"areal"} <= set(LOG_ENDINGS)
    assert "areal" in endings()


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_the_menu_entry_keeps_to_the_standard() -> None:
    done = subprocess.run(
        ["desktop-file-validate", LINUX / "areal.desktop"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_the_catalogue_entry_leads_to_the_menu_entry_and_the_commands() -> None:
    component = ET.parse(LINUX / "areal.metainfo.xml").getroot()

    assert component.findtext("launchable") == "areal.desktop"
    assert {binary.text for binary in component.iter("binary")} == {"areal", "areal-gui"}


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="needs appstream")
def test_the_catalogue_entry_keeps_to_the_standard(tmp_path: Path) -> None:
    file = tmp_path / "org.areal.areal.metainfo.xml"
    text = (LINUX / "areal.metainfo.xml").read_text("utf-8")
    file.write_text(text.replace("@VERSION@", "1.0").replace("@DATE@", "2026-01-01"), "utf-8")

    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", file], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_the_control_file_says_what_apt_wants_to_know(dev_module: DevModule) -> None:
    deb = dev_module("bundling.deb")
    lines = deb.control_file("0.1.0", "amd64", 1234).splitlines()
    fields = dict(re.match(r"([A-Z][A-Za-z-]*): (.+)", line).groups() for line in lines if line[0] != " ")  # type: ignore[union-attr]

    assert fields["Package"] == "areal"
    assert fields["Version"] == "0.1.0"
    assert fields["Architecture"] == "amd64"
    assert fields["Installed-Size"] == "1234"
    assert "libc6 (>= 2.36)" in fields["Depends"]
    assert {"Maintainer", "Section", "Priority", "Description"} <= fields.keys()


def test_everything_is_placed_where_a_desktop_looks(dev_module: DevModule, tmp_path: Path) -> None:
    deb = dev_module("bundling.deb")
    bundle, stage = tmp_path / "areal", tmp_path / "stage"
    bundle.mkdir()
    (bundle / "areal-gui").write_text("program")
    (bundle / "areal").symlink_to("areal-gui")
    made = deb.Contents(
        "0.1.0", "today", LINUX, REPOSITORY / "resources" / "icons", {"areal.1": ".TH"}, "<component/>"
    )

    deb.place(bundle, made, stage)

    assert (stage / "usr/bin/areal-gui").resolve() == stage / "usr/lib/areal/areal-gui"
    assert (stage / "usr/bin/areal").resolve() == stage / "usr/lib/areal/areal-gui"
    for place in (
        "usr/share/applications/areal.desktop",
        "usr/share/mime/packages/areal.xml",
        "usr/share/metainfo/org.areal.areal.metainfo.xml",
        "usr/share/icons/hicolor/scalable/apps/areal.svg",
        "usr/share/icons/hicolor/256x256/mimetypes/application-x-areal-bundle.png",
        "usr/share/man/man1/areal.1.gz",
        "usr/share/doc/areal/copyright",
    ):
        assert (stage / place).is_file(), place
