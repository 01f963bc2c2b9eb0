"""JSON: a document, or one in each line."""

from .document import JSONDocument
from .lines import JSONLines

__all__ = ["JSONDocument", "JSONLines"]
