"""`python -m areal_gui`, or `areal-gui` once installed."""

from __future__ import annotations

import sys


def main() -> int:
    from areal_gui.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
