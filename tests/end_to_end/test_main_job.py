"""The whole job as a new user does it: from a log to a model that can be taken away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resources.demo import demo_log
from tests.end_to_end.program import Program
from tests.support.real_data import REPOSITORY

pytestmark = pytest.mark.end_to_end

StartProgram = Callable[..., Program]
TRAINING_SECONDS = 120


def choose_quick_training(program: Program, epochs: int) -> None:
    """On the train page: the quick look, with another number of epochs."""
    program.click("Train", type_="NavigationButton")
    program.click("Quick look")
    settings = program.wait_for("Settings")
    x, y = settings.centre
    program.display.wheel(x + 100, y + 150, down=40)
    program.wait_until_moved(settings)
    program.click("Epochs", type_="Edit")
    program.press("ctrl+a")
    program.type(str(epochs))
    program.wait_for(str(epochs), type_="Edit")
    program.press("Tab")
    program.click("Start training")
    program.wait_for("Stop", type_="Button")


def test_from_a_log_to_a_model_with_mouse_and_keyboard(start: StartProgram, tmp_path: Path) -> None:
    program = start(demo_log())

    # The log is looked at, its columns are proposed, and it is imported.
    program.wait_for("User or session", type_="RoleCombo")
    program.wait_for("synthetic_shop_items.csv", type_="MutedLine")
    program.click("Import", type_="Button")
    program.wait_for("36,781")
    program.wait_for("6,500")

    # It is learned, and judged beside the simple methods.
    choose_quick_training(program, epochs=2)
    program.wait_for("See users", seconds=TRAINING_SECONDS)
    program.wait_for("NDCG@20", type_="Verdict")

    # A user is found by id; the model proposes twenty items, and shows how it got there.
    program.click("See users")
    program.click("Find a user", type_="Edit")
    program.type("00042")
    program.wait_for("1 user")
    program.click("00042", kind="cell")
    program.wait_for("Top 20")
    program.wait_for("Tarn & Field", kind="cell")
    program.wait_for("signal 100.00", seconds=60)

    # The model is taken away.
    folder = tmp_path / "taken away"
    folder.mkdir()
    program.click("Runs", type_="NavigationButton")
    program.click("finished", kind="cell")
    program.press("Return")
    program.click("Export", type_="Button")
    program.click("Folder to export into", type_="LineEdit")
    program.press("ctrl+a")
    program.type(f"{folder}")
    program.wait_for("Will be written")
    program.press("Return")
    program.wait_for("Show in folder")
    assert list(folder.glob("*.areal"))
    program.press("Escape")

    program.quit()


def test_a_training_that_was_killed_is_shown_as_interrupted_and_goes_on(
    start: StartProgram, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "engine", "--workspace", tmp_path / "workspace", "import", demo_log()]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    program = start()
    program.wait_for("36,781")
    choose_quick_training(program, epochs=500)
    program.wait_for("2 of 500", seconds=60)
    program.kill()

    program = start()
    program.wait_for("36,781")
    program.click("Runs", type_="NavigationButton")

    program.wait_for("interrupted", kind="cell")

    # It goes on behind the epochs it had, and can be stopped and left again.
    program.click("Resume", type_="Button")
    program.wait_for("3 of 500", seconds=60)
    program.click("Stop", type_="Button")
    program.wait_for("it can be resumed", seconds=60)
    program.quit()
