"""What holds for every test: its surroundings, and what it may not leave behind."""

pytest_plugins = (
    # First, because loading it sets variables that numpy, torch and Qt read once.
    "tests.support.surroundings",
    "tests.support.logs",
    "tests.support.leftovers",
    "tests.support.real_data",
    "tests.support.workspaces",
    "tests.support.window",
)
