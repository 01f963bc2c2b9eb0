"""Statements of others, by which the gate is measured: fetched when needed, never kept."""
