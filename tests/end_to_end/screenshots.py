"""Photographs every page of the running program, light and dark, at one and two times the density.

Run by `packaging/dev.py screenshots`. The program is driven like in the end-to-end tests: a real mouse
and keyboard under a display of its own, through the whole job on the demo log.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from resources.demo import demo_items, demo_log
from tests.end_to_end.display import running_display
from tests.end_to_end.palette import reduce_colours
from tests.end_to_end.program import Program
from tests.support.real_data import REPOSITORY

FOLDER = REPOSITORY / "resources" / "screenshots"
SCREEN = (1440, 960)
TRAINING_SECONDS = 600
SHOPPER = "00037"


class Photographer:
    """Goes through the job once, and takes each picture in both themes.

    Attributes:
        scale: pixels of the screen per pixel of the design.
    """

    def __init__(self, program: Program, scale: int) -> None:
        self.program, self.scale = program, scale

    def whole_job(self) -> None:
        """From the import to the studies."""
        program = self.program
        program.wait_for("User or session", type_="RoleCombo")
        # The dialog keeps the keyboard to itself, so it is shown in the theme that is on.
        self._photograph("import-light")
        program.click("Cancel", type_="Button")
        program.click("Try the demo log", type_="Button")
        program.wait_for("36,781")
        self.take("data")
        program.press("ctrl+2")
        program.click("Quick look")
        self.take("settings")
        program.click("Start training")
        program.wait_for("8 of ", seconds=TRAINING_SECONDS)
        self.take("train")
        program.wait_for("See users", seconds=TRAINING_SECONDS)
        program.press("ctrl+3")
        program.wait_for("finished", kind="cell")
        self.take("runs")
        program.press("ctrl+4")
        program.click("Find a user", type_="Edit")
        program.type(SHOPPER)
        program.wait_for("1 user")
        program.click(SHOPPER, kind="cell")
        program.wait_for("signal 100.00", seconds=60)
        self.take("users")
        program.press("ctrl+5")
        program.wait_for("Noise schedules")
        self.take("studies")

    def take(self, page: str) -> None:
        """The page as it is now, in the dark and then in the light."""
        for theme in ("dark", "light"):
            self._choose_theme(theme)
            self._photograph(f"{page}-{theme}")

    def _photograph(self, name: str) -> None:
        self.program.wait_until_calm()
        path = FOLDER / f"{name}{'@2x' if self.scale == 2 else ''}.png"
        self.program.photograph(path)
        reduce_colours(path)

    def _choose_theme(self, theme: str) -> None:
        self.program.press("ctrl+k")
        self.program.wait_for("Search commands", type_="Edit")
        self.program.type(f"theme {theme}")
        self.program.press("Return")


def photograph(scale: int, home: Path) -> None:
    """Take every picture at one density, as a user whose home is this folder."""
    os.environ["HOME"] = str(home)
    downloads = home / "Downloads"
    downloads.mkdir(parents=True)
    for file in (demo_log(), demo_items()):
        shutil.copy(file, downloads)
    with running_display((scale * SCREEN[0], scale * SCREEN[1])) as display:
        log = str(downloads / demo_log().name)
        program = Program(display, home / "areal", home / "probe", log, scale=scale)
        try:
            Photographer(program, scale).whole_job()
            program.quit()
        finally:
            program.end()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="analyst-") as folder:
        for scale in (1, 2):
            photograph(scale, Path(folder, f"{scale}x"))


if __name__ == "__main__":
    main()
