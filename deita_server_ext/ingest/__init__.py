"""From a file as it came to a table: looks at the bytes, reads them, writes Parquet.

All of it runs in a worker process, under the engine's limits.
"""
