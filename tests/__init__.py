"""The tests mirror the source: tests/engine, tests/areal_gui; tests/end_to_end drives the real program."""
