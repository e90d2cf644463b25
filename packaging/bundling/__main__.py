"""`packaging/dev.py package`: bundle, trim, describe, wrap up, and try what came out.

Runs in an environment that holds the program and PyInstaller, and nothing else.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path

from bundling import accelerator, archive, deb, freeze, licences, rehearsal, report, trim
from bundling.errors import PackagingFailed
from bundling.manual import Page, manual

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
LAUNCHED = "python3 packaging/dev.py package"


def main() -> int:
    """Make the packages, and try them."""
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        if not options.smoke_only:
            make(options.out, cuda=options.cuda)
        if not options.no_smoke and sys.platform == "linux":
            from smoke import everything

            everything.run(options.out, root=ROOT, clean_root=options.clean_root)
        if options.measure:
            from smoke import start_up

            folder = options.out / freeze.NAME
            print(start_up.report(folder / freeze.WINDOW, folder, options.measure))
    except PackagingFailed as failure:
        print(f"\nFAILED: {failure}", file=sys.stderr)
        return 1
    return 0


def arguments() -> argparse.Namespace:
    """The options of `dev.py package`."""
    parser = argparse.ArgumentParser(prog=LAUNCHED, description="Build the packaged program and try it.")
    parser.add_argument("--cuda", action="store_true", help="with CUDA (about 5 GB) instead of the CPU alone")
    parser.add_argument("--out", type=Path, metavar="DIR", default=ROOT / "dist", help="(default: dist)")
    parser.add_argument("--no-smoke", action="store_true", help="build, but do not try what was built")
    parser.add_argument("--smoke-only", action="store_true", help="try what an earlier build left in DIR")
    parser.add_argument(
        "--clean-root",
        type=Path,
        metavar="DIR",
        help="also install the .deb into this clean Debian root (made by debootstrap where it is missing)",
    )
    parser.add_argument(
        "--measure", type=int, metavar="TIMES", default=0, help="start it so many times, warm and cold"
    )
    options = parser.parse_args()
    options.out = options.out.absolute()
    return options


def make(out: Path, *, cuda: bool) -> None:
    """Bundle, archive and, on Linux, the Debian package, with a report of their sizes."""
    accelerator.check_environment(cuda=cuda)
    flavour = "cuda" if cuda else "cpu"
    version, architecture = version_of("areal"), platform.machine()
    work = ROOT / "build" / f"freeze-{flavour}"
    with timed("The job without what is left out"):
        rehearsal.rehearse(ROOT)
    with timed("PyInstaller"):
        bundle = freeze.freeze(ROOT, work, out)
    if sys.platform == "linux":
        with timed("Trimming"):
            trim.trim(bundle.folder)
    places = [path.relative_to(bundle.folder).as_posix() for path in bundle.folder.rglob("*")]
    accelerator.check_bundle(places, cuda=cuda)
    describe(bundle, version)
    if sys.platform == "linux":
        wrap_up(bundle.folder, work, out, version=version, architecture=architecture, cuda=cuda)


def describe(bundle: freeze.Bundle, version: str) -> None:
    """Write the licences of everything that is still in the bundle."""
    texts = PACKAGING / "licences"
    there = {
        name: source
        for name, source in bundle.sources.items()
        if source.suffix == ".py" or (bundle.folder / "_internal" / name).exists()
    }
    found = licences.collect(there, texts)
    licences.write(bundle.folder / "licences", found, texts, version)
    for one in found:
        if not one.texts:
            print(f"  note: {one.name} comes without the text of its licence ({one.licence})")


def wrap_up(folder: Path, work: Path, out: Path, *, version: str, architecture: str, cuda: bool) -> None:
    """The archive and the Debian package."""
    with timed("Archive"):
        packed = archive.build(folder, version, architecture, out)
    debian = {"x86_64": "amd64", "aarch64": "arm64"}.get(architecture, architecture)
    with timed("Debian package"):
        package = deb.build(folder, contents(version), work, out, debian)
    size = report.measure(folder)
    packages = {path.name: path.stat().st_size for path in (packed, package)}
    said = report.as_text(size, packages)
    (out / "sizes.txt").write_text(said, "utf-8")
    print(f"\n{said}")
    if not cuda:
        report.check_limits(size.total, package.stat().st_size)


def contents(version: str) -> deb.Contents:
    """What the Debian package holds beside the bundle."""
    now = datetime.now(UTC)
    metainfo = (PACKAGING / "linux" / "areal.metainfo.xml").read_text("utf-8")
    return deb.Contents(
        version,
        now.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        PACKAGING / "linux",
        ROOT / "resources" / "icons",
        manuals(version, f"{now:%Y-%m-%d}"),
        metainfo.replace("@VERSION@", version).replace("@DATE@", f"{now:%Y-%m-%d}"),
    )


def manuals(version: str, date: str) -> dict[str, str]:
    """The pages of both commands."""
    from areal_gui.app import build_parser as of_window
    from engine.cli.parser import build_parser as of_commands

    files = (
        ("~/.local/share/areal", "The workspace, unless --workspace or AREAL_WORKSPACE names another"),
        ("~/.local/share/areal/logs/window.log", "What the window noted"),
        ("~/.local/share/areal/logs/crash.txt", "What a crash left; the next start shows it"),
    )
    window = Page("areal-gui", "train a diffusion recommender in a window", version, date, files, ("areal",))
    commands = Page(
        "areal", "train a diffusion recommender, and use it", version, date, files[:1], ("areal-gui",)
    )
    return {"areal.1": manual(commands, of_commands()), "areal-gui.1": manual(window, of_window())}


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    print(f"{what} ...", flush=True)
    started = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
