"""Delimited text: CSV, TSV and their kin."""

from .reader import Delimited

__all__ = ["Delimited"]
