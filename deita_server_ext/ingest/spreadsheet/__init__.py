"""Workbooks: Excel's and OpenDocument's, a table a sheet."""

from .reader import Spreadsheet

__all__ = ["Spreadsheet"]
