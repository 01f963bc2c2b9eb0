"""Exports as streams of bytes, at constant memory."""

from .running import Export, Exports

__all__ = ["Export", "Exports"]
