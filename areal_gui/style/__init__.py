"""Fusion with calmer controls: flat and rounded, with a focus ring, in the theme's colours at paint time."""

from areal_gui.style.style import Style

__all__ = ["Style"]
