"""Adds ``%%deita`` to every notebook, where deita is installed."""

from importlib.util import find_spec

c = get_config()  # noqa: F821 - given by IPython

if find_spec("deita_labext") is not None:
    c.InteractiveShellApp.extensions.append("deita_labext")
