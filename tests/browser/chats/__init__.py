"""The chat: asked, answered word by word, and what can be done with an answer."""
