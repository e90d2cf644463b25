"""The page of licences, made from what is really in the bundle: every library with its own text."""

from __future__ import annotations

import html
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from string import Template

PAGE = "index.html"
LIKELY_NAMES = ("licen", "copying", "notice", "authors")
LGPL_OF = ("PySide6_Essentials", "shiboken6")
OWN = "areal"


@dataclass(frozen=True)
class Licensed:
    """One library.

    Attributes:
        licence: what its author declared.
        texts: name of a file and what it says.
    """

    name: str
    version: str
    licence: str
    texts: tuple[tuple[str, str], ...]


def collect(sources: Mapping[str, Path], texts: Path) -> list[Licensed]:
    """Everybody whose work is in the bundle: Python, the libraries from wheels, and those of the system."""
    files = {path.resolve() for path in sources.values()}
    found = [_python()]
    claimed: set[Path] = set()
    for distribution in sorted(distributions(), key=lambda one: one.name.casefold()):
        own = {Path(str(distribution.locate_file(file))).resolve() for file in distribution.files or ()}
        if own & files and distribution.name != OWN:
            found.append(_of_wheel(distribution, texts))
        claimed |= own
    return found + _of_system(path for path in files - claimed if ".so" in path.name)


def write(folder: Path, found: Iterable[Licensed], texts: Path, version: str) -> Path:
    """Write the page and the two licences of Qt into `folder`; tells where the page is."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("LGPL-3.0.txt", "GPL-3.0.txt"):
        shutil.copyfile(texts / name, folder / name)
    page = folder / PAGE
    template = Template((texts / "page.html").read_text("utf-8"))
    page.write_text(as_page(list(found), version, template), "utf-8")
    return page


def as_page(found: Sequence[Licensed], version: str, template: Template) -> str:
    """One page that needs no other file but the two licences beside it, and no network."""
    rows = "".join(
        f'<tr><td><a href="#{_anchor(one)}">{html.escape(one.name)}</a></td>'
        f"<td>{html.escape(one.version)}</td><td>{html.escape(one.licence)}</td></tr>\n"
        for one in found
    )
    sections = "".join(_section(one) for one in found)
    return template.substitute(version=html.escape(version), rows=rows, sections=sections)


def _section(one: Licensed) -> str:
    texts = "".join(
        f"<h3>{html.escape(name)}</h3>\n<pre>{html.escape(text)}</pre>\n" for name, text in one.texts
    )
    nothing = "<p>It comes without a text of its licence; what its author declared stands in the table.</p>\n"
    heading = f"{html.escape(one.name)} {html.escape(one.version)}"
    return f'<h2 id="{_anchor(one)}">{heading}</h2>\n{texts or nothing}'


def _anchor(one: Licensed) -> str:
    return "".join(character if character.isalnum() else "-" for character in one.name.casefold())


def _python() -> Licensed:
    path = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    texts = ((path.name, path.read_text("utf-8")),) if path.exists() else ()
    return Licensed("Python", sysconfig.get_python_version(), "PSF-2.0", texts)


def _of_wheel(distribution: Distribution, texts: Path) -> Licensed:
    found = []
    for file in distribution.files or ():
        likely = any(word in file.name.casefold() for word in LIKELY_NAMES)
        in_metadata = any(part.endswith(".dist-info") for part in file.parts)
        if likely and file.suffix not in (".py", ".pyc", ".pyi") and (in_metadata or len(file.parts) <= 2):
            path = Path(str(distribution.locate_file(file)))
            if path.is_file():
                found.append((file.name, path.read_text("utf-8", "replace")))
    if distribution.name in LGPL_OF:
        found.append(("LGPL-3.0", (texts / "LGPL-3.0.txt").read_text("utf-8")))
    return Licensed(distribution.name, distribution.version, declared(distribution), tuple(found))


def declared(distribution: Distribution) -> str:
    """The licence as its author named it, in the newer field, the older one or the classifiers."""
    metadata = distribution.metadata
    expression, older = (
        metadata[field].strip() if field in metadata else "" for field in ("License-Expression", "License")
    )
    classes = [
        value.rpartition("::")[2].strip()
        for value in metadata.get_all("Classifier") or ()
        if value.startswith("License ::")
    ]
    short = older if older and "\n" not in older and len(older) < 80 else ""
    return expression or short or ", ".join(classes) or "see its text"


def _of_system(paths: Iterable[Path]) -> list[Licensed]:
    """Libraries that were copied from the system that built the bundle, by the Debian package they are of."""
    by_package: dict[str, list[str]] = {}
    for path in sorted(paths):
        by_package.setdefault(_package_of(path), []).append(path.name)
    found = []
    for package, names in sorted(by_package.items()):
        if package:
            text = Path(f"/usr/share/doc/{package}/copyright")
            texts = ((text.name, text.read_text("utf-8", "replace")),) if text.is_file() else ()
            found.append(Licensed(package, _version_of(package), f"see its text ({', '.join(names)})", texts))
    return found


def _package_of(path: Path) -> str:
    """The Debian package of a file; empty where there is none."""
    for place in (path, Path("/") / path.relative_to("/usr") if path.is_relative_to("/usr") else path):
        said = _ask("dpkg-query", "-S", str(place))
        if said:
            return said.partition(":")[0]
    return ""


def _version_of(package: str) -> str:
    return _ask("dpkg-query", "-W", "-f", "${Version}", package)


def _ask(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
