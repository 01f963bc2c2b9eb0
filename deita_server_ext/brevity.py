"""Texts that are not longer than somebody reads: of long words, and of all, the beginnings."""

from __future__ import annotations

import re

WORD_CHARACTERS = 150
TEXT_CHARACTERS = 2000

_WORD = re.compile(r'"[^"]*"|[^\s"]+')


def brief(text: str) -> str:
    """A text with the beginnings of its long words, one in double quotes among them, and its own.

    At most :data:`WORD_CHARACTERS` of a word stay, and :data:`TEXT_CHARACTERS` of the text.
    """
    return _cut(_WORD.sub(lambda word: _cut(word[0], WORD_CHARACTERS), text), TEXT_CHARACTERS)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    end = '…"' if text.startswith('"') and text.endswith('"') else "…"
    return text[: most - len(end)] + end
