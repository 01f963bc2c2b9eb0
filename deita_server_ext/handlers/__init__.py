"""HTTP, and nothing else. What all have is in ``base``, all of them are in ``routes``."""
