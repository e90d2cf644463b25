"""The one entry for everybody who works with a checkout. Standard library only.

python3 packaging/dev.py run [OPTIONS] [FILE]   set up what is missing, open the window
python3 packaging/dev.py test [CHECK ...]       set up what is missing, run every check (or those named)
python3 packaging/dev.py screenshots            photograph every page of the running program
python3 packaging/dev.py package [OPTIONS]      build the packaged program and try it (--help tells more)
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (whatever `python3` is, it runs this line)
    sys.exit(f"AREAL needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import os
import subprocess

import dev_checks
import dev_environment
import dev_libraries


def run(options: list[str]) -> int:
    """Open the window; what follows `run` is passed on to it."""
    python = dev_environment.prepare(with_test_tools=False)
    if sys.platform == "linux" and not _has_display():
        print(
            "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).\n"
            f"The same program without a window:  {python} -m engine --help",
            file=sys.stderr,
        )
        return 1
    if not dev_libraries.provide(dev_libraries.WINDOW):
        return 1
    return subprocess.call([python, "-m", "areal_gui", *options])


def _has_display() -> bool:
    """Whether a window can be shown; who chose a Qt platform by hand knows what they do."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def test(names: list[str]) -> int:
    """Run every check, or those named, and sum up."""
    python = dev_environment.prepare(with_test_tools=True)
    if not dev_libraries.provide(dev_libraries.WINDOW | dev_libraries.TEST_TOOLS):
        print("Going on; the end-to-end tests will be skipped.\n", file=sys.stderr)
    return dev_checks.run(python, names)


def screenshots(options: list[str]) -> int:
    """Write resources/screenshots from the running program."""
    python = dev_environment.prepare(with_test_tools=True)
    if not dev_libraries.provide(dev_libraries.WINDOW | dev_libraries.TEST_TOOLS):
        return 1
    return subprocess.call([python, "-m", "tests.end_to_end.screenshots", *options], cwd=dev_environment.ROOT)


def package(options: list[str]) -> int:
    """Build the bundle, its archive and its Debian package, and try them."""
    python = dev_environment.prepare_for_packaging(cuda="--cuda" in options)
    # Their modules lie beside this file; the program is found as it was installed.
    environment = {**os.environ, "PYTHONPATH": str(dev_environment.ROOT / "packaging")}
    return subprocess.call([python, "-m", "bundling", *options], env=environment)


def main(arguments: list[str]) -> int:
    """Run the command that the first argument names."""
    commands = {"run": run, "test": test, "screenshots": screenshots, "package": package}
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except dev_environment.SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
