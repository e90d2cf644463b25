"""All that the packaged program must do, tried one after the other on what was built."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bundling import archive
from bundling.errors import PackagingFailed
from smoke import debian, job
from smoke.desktop import Desktop, running_desktop
from smoke.program import PATIENCE, Program
from smoke.surroundings import Surroundings, python_and_sources

WINDOW, COMMANDS = "areal-gui", "areal"
DATA = ".local/share/areal"
"""Where the workspace is in a home, as the README says."""
COMMAND_SECONDS = 600


@dataclass(frozen=True)
class Trial:
    """What the checks share.

    Attributes:
        scratch: a folder outside of the source tree.
        bundle: the unpacked archive.
    """

    desktop: Desktop
    scratch: Path
    bundle: Path
    hidden: tuple[Path, ...]

    def at_home(self, name: str, *, read_only: bool = False) -> Surroundings:
        """A new home, and the program found by its name alone."""
        home = self.scratch / "homes" / name
        home.mkdir(parents=True, exist_ok=True)
        return Surroundings(home, (self.scratch / "bin",), self.hidden, read_only=read_only)

    def start(self, where: Surroundings, *arguments: str) -> Program:
        """Open the window."""
        return Program(self.desktop, where, [WINDOW, *arguments], self.scratch / "output.txt")

    def run(self, where: Surroundings, *command: str) -> str:
        """Run a command to its end; gives what it printed."""
        started = where.command(self.desktop, command)
        done = subprocess.run(started, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)
        if done.returncode != 0:
            said = f"{done.stdout}{done.stderr}"
            raise PackagingFailed(f"{' '.join(command)} ended with {done.returncode}:\n{said[-3000:]}")
        return done.stdout


def run(out: Path, *, root: Path, clean_root: Path | None) -> None:
    """Try the archive in `out`, and the Debian package in a clean root.

    Raises:
        PackagingFailed: something does not do what it must.
    """
    with trial(out, root) as tried:
        for title, check in CHECKS:
            _timed(title, check, tried)
        if clean_root is not None:
            _timed("installed in a clean Debian", lambda one: installed(one, out, clean_root), tried)


@contextmanager
def trial(out: Path, repository: Path) -> Iterator[Trial]:
    """A desktop, and the archive unpacked where no source tree is."""
    scratch = Path(tempfile.mkdtemp(prefix="areal-smoke-"))
    try:
        bundle = archive.unpack(_newest(out, "areal-*.tar.zst"), scratch)
        names = scratch / "bin"
        names.mkdir()
        for name in (WINDOW, COMMANDS):
            (names / name).symlink_to(bundle / name)
        with running_desktop() as desktop:
            yield Trial(desktop, scratch, bundle, python_and_sources(repository))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _newest(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
    if not found:
        raise PackagingFailed(f"There is no {pattern} in {folder}: build it first.")
    return found[-1]


def _timed(title: str, check: Callable[[Trial], None], tried: Trial) -> None:
    print(f"  trying: {title} ...", flush=True)
    started = time.monotonic()
    check(tried)
    print(f"  fine:   {title} ({time.monotonic() - started:.0f} s)", flush=True)


# The checks -----------------------------------------------------------------------------------------------


def answers(tried: Trial) -> None:
    """`--version` and `--help` of both commands."""
    where = tried.at_home("plain")
    for command in (WINDOW, COMMANDS):
        if "AREAL " not in tried.run(where, command, "--version"):
            raise PackagingFailed(f"{command} --version does not say it.")
        if "--workspace" not in tried.run(where, command, "--help"):
            raise PackagingFailed(f"{command} --help does not help.")


def command_line(tried: Trial) -> None:
    """The whole job without a window, every form of export, and a search that Optuna does."""
    where = tried.at_home("commands")
    demo = tried.bundle / "_internal/resources/demo"
    sessions, items = demo / "synthetic_shop_sessions.csv", demo / "synthetic_shop_items.csv"
    tried.run(where, COMMANDS, "import", str(sessions), "--items", str(items))
    tried.run(where, COMMANDS, "train", "1", "--preset", "quick", "--set", "training.epochs=1")
    tried.run(where, COMMANDS, "evaluate", "1")
    tried.run(where, COMMANDS, "trajectory", "1", "--user", "00042")
    tried.run(where, COMMANDS, "recommend", "1", "--all", "--out", "all.parquet")
    for form in formats():
        tried.run(where, COMMANDS, "export", "1", "--format", form, "--out", f"taken away as {form}")
    search = ("--space", "model.embedding_size=16,32", "--trials", "1", "--set", "training.epochs=1")
    tried.run(where, COMMANDS, "study", "search", "1", *search, "--preset", "quick")
    if "Tarn & Field" not in tried.run(where, COMMANDS, "recommend", "1", "--user", "00042"):
        raise PackagingFailed("The recommendations do not show the titles of the demo log.")


def formats() -> list[str]:
    """All forms in which a model leaves the program."""
    from engine.exporting.formats import FORMATS

    return [form.name for form in FORMATS]


def main_job(tried: Trial) -> None:
    """By hand, in a home with blanks and letters that are not ASCII."""
    where = tried.at_home("Zoë Ångström 株式会社")
    folder = where.home / "Modelle für später"
    folder.mkdir()
    with tried.start(where) as program:
        job.main_job(program, folder.name, folder)
    for made in folder.rglob("*.areal"):
        shutil.copyfile(made, tried.scratch / "model.areal")


def bundle_elsewhere(tried: Trial) -> None:
    """The model that was taken away opens in a workspace that knows nothing of it."""
    where = tried.at_home("another")
    with tried.start(where, str(tried.scratch / "model.areal")) as program:
        program.wait_for("was imported as run 1", seconds=2 * PATIENCE)
        program.quit()


def read_only_home(tried: Trial) -> None:
    """It says that it cannot write; with a workspace elsewhere it works."""
    where = tried.at_home("locked", read_only=True)
    with tried.start(where) as program:
        program.wait_for("cannot be made")
        program.press("Escape")
        program.wait_for_end()
    with tried.start(where, "--workspace", str(tried.scratch / "elsewhere")) as program:
        job.import_demo(program)
        program.quit()
    if list(where.home.iterdir()):
        raise PackagingFailed("Something was written into a home that is read-only.")


def second_start(tried: Trial) -> None:
    """It brings the first window back, wherever that is, and gives it the file."""
    where = tried.at_home("twice")
    log = tried.bundle / "_internal/resources/demo/synthetic_shop_sessions.csv"
    with tried.start(where) as program:
        program.wait_for("Try the demo log", "push button")
        tried.desktop.minimise()
        tried.run(where, WINDOW, str(log))
        program.wait_for("Import", "push button")
        if "AREAL" not in tried.desktop.active_window():
            raise PackagingFailed("The first window was not raised by a second start.")
        program.press("Escape")
        program.wait_for("Try the demo log", "push button")
        program.quit()


def crash(tried: Trial) -> None:
    """A crash is shown at the next start; the logs are where the README says."""
    where = tried.at_home("crashed")
    with tried.start(where) as program:
        program.wait_for("Try the demo log", "push button")
        program.crash()
    logs = where.home / DATA / "logs"
    if "Segmentation fault" not in (logs / "crash.txt").read_text("utf-8"):
        raise PackagingFailed("The crash was not written down.")
    with tried.start(where) as program:
        program.wait_for("crashed the last time")
        program.press("Escape")
        program.wait_for("Try the demo log", "push button")
        program.quit()
    if not (logs / "window.log").exists() or not list(logs.glob("crash-*.txt")):
        raise PackagingFailed(f"The log and the report of the crash are not in {logs}.")


def safe_mode(tried: Trial) -> None:
    """It says so, and leads back: the same process of the frozen program starts a new one."""
    with tried.start(tried.at_home("careful"), "--safe-mode") as program:
        program.wait_for("Safe mode")
        program.quit()


def installed(tried: Trial, out: Path, root: Path) -> None:
    """The Debian package in a clean system: by the entry's command, without network, and off again."""
    debian.make_root(root)
    debian.install(root, _newest(out, "areal_*.deb"))
    debian.check_associations(root)
    home = root / "home/somebody"
    shutil.rmtree(home, ignore_errors=True)
    (home / "models").mkdir(parents=True)
    where = Surroundings(Path("/home/somebody"), (Path("/usr/bin"), Path("/bin")), root=root)
    output = tried.scratch / "output.txt"
    with Program(tried.desktop, where, debian.command_of_entry(root), output) as program:
        job.main_job(program, "models", home / "models")
    debian.remove(root)


CHECKS: tuple[tuple[str, Callable[[Trial], None]], ...] = (
    ("--version and --help", answers),
    ("the whole job on the command line", command_line),
    ("the main job by hand, in a home with blanks and umlauts", main_job),
    ("its model, opened in another home", bundle_elsewhere),
    ("a home that is read-only", read_only_home),
    ("a second start with a file", second_start),
    ("a crash", crash),
    ("safe mode", safe_mode),
)
