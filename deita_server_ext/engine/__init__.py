"""The engine: DuckDB in worker processes, and the gate before it.

``pool``, ``process`` and ``running`` are the server's side and import neither DuckDB nor
sqlglot; ``host``, ``session`` and what they use run in the worker.
"""
