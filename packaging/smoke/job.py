"""The main job: from a log to a model that is taken away, by mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

from bundling.errors import PackagingFailed
from smoke.program import Program

TRAINING_SECONDS = 600.0
DEMO = ("36,781", "6,500")
"""How many interactions and users the demo log has."""


def import_demo(program: Program) -> None:
    """The empty window offers the demo log."""
    program.click("Try the demo log", "push button")
    for figure in DEMO:
        program.wait_for(figure)


def train_quickly(program: Program) -> None:
    """The quick look, as it is."""
    program.click("Train", "check box")
    program.click("Quick look")
    program.click("Start training", "push button")
    program.wait_for("See users", "push button", seconds=TRAINING_SECONDS)


def click_a_user(program: Program) -> None:
    """One that is found by id; the model says what comes next."""
    program.click("See users", "push button")
    program.click("Find a user", "text")
    program.type("00042")
    program.wait_for("1 user")
    program.click("00042")
    program.wait_for("Top 20")


def export_bundle(program: Program, folder: str, seen_at: Path) -> Path:
    """The model as a bundle, into a folder of the home; tells where it is.

    Args:
        folder: its name, as the file dialog shows it.
        seen_at: the same folder as it is seen from here.
    """
    program.click("Runs", "check box")
    program.click("finished")
    program.press("Return")
    program.click("Export…", "push button")
    program.click("Choose the folder to export into", "push button")
    program.click(folder, "tree item")
    program.click("Choose", "push button")
    program.wait_for("Will be written")
    program.click("Export", "push button")
    program.wait_for("Written")
    program.click("Close", "push button")
    bundles = list(seen_at.glob("*.areal"))
    if not bundles:
        raise PackagingFailed(f"The window says that the model was exported, but there is none in {seen_at}.")
    return bundles[0]


def main_job(program: Program, folder: str, seen_at: Path) -> None:
    """All of it, and the window is closed."""
    import_demo(program)
    train_quickly(program)
    click_a_user(program)
    export_bundle(program, folder, seen_at)
    program.quit()
